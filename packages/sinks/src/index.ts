/// <reference types="node" preserve="true" />
// the line above goes into the declarations: their streams are Node's, whatever types a project lists
export { BadLine } from './json-lines.ts';
export { loadConfigs } from './load-configs.ts';
export { loadDataset, type DatasetOptions } from './load-dataset.ts';
export { loadModel, type LoadedModel } from './load-model.ts';
export { parseNdjson, stringifyNdjson } from './ndjson-streams.ts';
export { openInput, type InputOptions } from './open-input.ts';
export { openOutput, type OutputOptions } from './open-output.ts';
export type { OutputSink } from './output-sink.ts';
