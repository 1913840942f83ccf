/// <reference types="node" preserve="true" />
// the line above goes into the declarations: their streams are Node's, whatever types a project lists
export { BadLine } from './ndjson/json-lines.ts';
export { loadConfigs } from './input/load-configs.ts';
export { loadDataset, type DatasetOptions } from './tables/load-dataset.ts';
export { loadModel } from './models/load-model.ts';
export type { LoadedModel } from './models/read-yaml-text.ts';
export { parseNdjson, stringifyNdjson } from './ndjson/streams.ts';
export { openInput, type InputOptions } from './input/open-input.ts';
export { openOutput, type OutputOptions } from './output/open-output.ts';
export type { OutputSink } from './output/output-sink.ts';
