// What reading a model file takes; loaded only when one is named.
export { loadModel } from '@pulse-stream/sinks';
export { parse } from 'yaml';
export { SHIPPED_MODELS } from './shipped-models.ts';
