export {
  BrokerError,
  sleep,
  type Clock,
  type Delivery,
  type DriverBroker,
  type Stored,
  type WorkerBroker,
} from './broker.ts';
export {
  decodeLines,
  decodeOrder,
  encodeLines,
  encodeOrder,
  PART_BYTES,
} from './chunk/chunk-order.ts';
export {
  decodePart,
  decodeResult,
  PartBox,
  ResultPacker,
  splitResult,
  type ChunkResult,
} from './chunk/chunk-result.ts';
export { encodeWorld } from './chunk/world-bytes.ts';
export { clusterForce } from './driver/cluster-force.ts';
export { Driver } from './driver/driver.ts';
export { connectCluster } from './nats/connection.ts';
export { OLDEST_SERVER, WANTED_SERVER } from './nats/server-versions.ts';
export { NatsDriverBroker } from './nats/driver-broker.ts';
export { NatsWorkerBroker } from './nats/worker-broker.ts';
export { runCareful } from './worker/run-careful.ts';
export { ThreadCompute } from './worker/thread-compute.ts';
export { work, type Compute } from './worker/worker.ts';
export {
  clearCluster,
  examineCluster,
  initCluster,
  inspectCluster,
} from './admin/cluster-admin.ts';
export { PERMISSIONS } from './admin/permissions.ts';
