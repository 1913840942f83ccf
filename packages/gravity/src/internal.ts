export { applyStep, openGravity } from './apply-step.ts';
export { ruleMultipliers, type RuleMultiplier } from './bank-multipliers.ts';
export type { BankOptions } from './bank-options.ts';
export type { BankState } from './bank-state.ts';
export { continueRetrodiction, continueSteps } from './continue-retrodiction.ts';
export type { Contributor } from './contributors.ts';
export type { CorrectorContext } from './corrector.ts';
export { HEALTH_THRESHOLDS, type HealthThresholds } from './health-thresholds.ts';
export type { GravityState, StateOf } from './learner.ts';
export type { GravityMethod } from './options.ts';
export { readHistory, type ObservedHistory } from './read-history.ts';
export type { GravityAccount } from './report.ts';
export {
  inOrder,
  retrodictSteps,
  rowsFor,
  seedFromLastRow,
  usualWarmup,
  type WalkedRow,
  type WalkSettings,
} from './retrodict.ts';
export { correctSgd, type SgdCorrection } from './sgd-correct.ts';
export type { SgdOptions } from './sgd-options.ts';
export { openSgdState, type SgdState, type WarmupRow } from './sgd-state.ts';
export { pruneSgd, updateSgd } from './sgd-update.ts';
export { isTaught } from './taught.ts';
export type { SnapshotContext } from './snapshot.ts';
