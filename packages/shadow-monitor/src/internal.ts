export { dominanceOf } from './energy-share.ts';
export type { VarianceExplained } from './explain-variance.ts';
export { attenuatedVariables } from './shadow-monitor.ts';
export { judgeVariable, worstVerdict } from './verdict.ts';
