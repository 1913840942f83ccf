// What reading a dataset takes; loaded only when one is named.
export { loadDataset } from '@pulse-stream/sinks';
