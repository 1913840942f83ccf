// What reading a dataset or a gravity state takes; loaded only when one is named.
export { loadDataset, openInput } from '@pulse-stream/sinks';
