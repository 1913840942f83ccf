export { energyShare } from './energy-share.ts';
export { explainVariance } from './explain-variance.ts';
export { monitorShadow } from './operator.ts';
export { resolveShadowOptions, type ShadowOptions } from './options.ts';
export { createShadowMonitor, type ShadowMonitor } from './shadow-monitor.ts';
export type { ShadowStep } from './shadow-step.ts';
