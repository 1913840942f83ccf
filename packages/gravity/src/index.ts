export type { ApplyGravityOptions, CorrectedStep, PredictedStep } from './sgd/apply-step.ts';
export { createCorrector } from './correct/corrector.ts';
export { applyGravity } from './operator.ts';
export { resolveGravityOptions, type ResolvedGravityOptions } from './options/options.ts';
export { reportGravity } from './report/report.ts';
export { retrodict, type Retrodiction } from './history/retrodict.ts';
export { GravitySnapshot, restoreGravity, snapshotGravity } from './report/snapshot.ts';
