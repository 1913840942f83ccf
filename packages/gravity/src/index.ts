export {
  applyStep,
  openGravity,
  type ApplyGravityOptions,
  type CorrectedStep,
  type PredictedStep,
} from './apply-step.ts';
export { ruleMultipliers, type RuleMultiplier } from './bank-multipliers.ts';
export type { BankOptions } from './bank-options.ts';
export type { BankState } from './bank-state.ts';
export { continueRetrodiction } from './continue-retrodiction.ts';
export type { Contributor } from './contributors.ts';
export { createCorrector, type CorrectorContext } from './corrector.ts';
export { HEALTH_THRESHOLDS, type HealthThresholds } from './health-thresholds.ts';
export type { GravityState, StateOf } from './learner.ts';
export { applyGravity } from './operator.ts';
export {
  resolveGravityOptions,
  type GravityMethod,
  type ResolvedGravityOptions,
} from './options.ts';
export { readHistory, type ObservedHistory } from './read-history.ts';
export { reportGravity, type GravityAccount } from './report.ts';
export {
  retrodict,
  seedFromLastRow,
  usualWarmup,
  type Retrodiction,
  type WalkedRow,
  type WalkSettings,
} from './retrodict.ts';
export { correctSgd, type SgdCorrection } from './sgd-correct.ts';
export type { SgdOptions } from './sgd-options.ts';
export { openSgdState, type SgdState, type WarmupRow } from './sgd-state.ts';
export { pruneSgd, updateSgd } from './sgd-update.ts';
export { isTaught } from './taught.ts';
export {
  GravitySnapshot,
  restoreGravity,
  snapshotGravity,
  type SnapshotContext,
} from './snapshot.ts';
