// What reading a model file or a settings file takes; loaded only when there is one.
export { loadModel } from '@pulse-stream/sinks';
export { readModelText, readYamlText } from '@pulse-stream/sinks/internal';
export { parse } from 'yaml';
export { SHIPPED_MODELS } from './shipped-models.ts';
