// Where the process of a suspect begins.
import { runCareful } from './run-careful.ts';

runCareful();
