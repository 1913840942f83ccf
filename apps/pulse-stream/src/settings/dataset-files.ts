// What reading a dataset, a gravity state or a settings file takes; loaded only when there is one.
export { loadDataset, openInput } from '@pulse-stream/sinks';
export { loadLongFile, readBounded } from '@pulse-stream/sinks/internal';
