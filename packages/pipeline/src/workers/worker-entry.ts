// Where a worker thread begins.
import { runWorker } from './run-worker.ts';

runWorker();
