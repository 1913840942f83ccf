export { dominanceOf, energyShare } from './energy-share.ts';
export { explainVariance, type VarianceExplained } from './explain-variance.ts';
export { monitorShadow } from './operator.ts';
export { resolveShadowOptions, type ShadowOptions } from './options.ts';
export { attenuatedVariables, createShadowMonitor, type ShadowMonitor } from './shadow-monitor.ts';
export type { ShadowStep } from './shadow-step.ts';
export { judgeVariable, worstVerdict } from './verdict.ts';
