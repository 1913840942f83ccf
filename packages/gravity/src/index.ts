export type { ApplyGravityOptions, CorrectedStep, PredictedStep } from './apply-step.ts';
export { createCorrector } from './corrector.ts';
export { applyGravity } from './operator.ts';
export { resolveGravityOptions, type ResolvedGravityOptions } from './options.ts';
export { reportGravity } from './report.ts';
export { retrodict, type Retrodiction } from './retrodict.ts';
export { GravitySnapshot, restoreGravity, snapshotGravity } from './snapshot.ts';
