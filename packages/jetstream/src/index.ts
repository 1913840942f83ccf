export type { ClusterAddress } from './nats/cluster-address.ts';
export { openDriver, type DriverOptions, type DriverSession } from './session/driver-session.ts';
export { runClusterWorker, type WorkerOptions } from './session/worker-session.ts';
export type { WorkerSummary } from './worker/worker.ts';
