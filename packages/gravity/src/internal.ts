export { applyStep, openGravity } from './sgd/apply-step.ts';
export { ruleMultipliers, type RuleMultiplier } from './bank/multipliers.ts';
export type { BankOptions } from './options/bank-options.ts';
export type { BankState } from './bank/state.ts';
export { continueRetrodiction, continueSteps } from './history/continue-retrodiction.ts';
export type { Contributor } from './history/contributors.ts';
export type { CorrectorContext } from './correct/corrector.ts';
export { HEALTH_THRESHOLDS, type HealthThresholds } from './report/health-thresholds.ts';
export type { GravityState, StateOf } from './history/learner.ts';
export type { GravityMethod } from './options/options.ts';
export { readHistory, type ObservedHistory } from './history/read-history.ts';
export type { GravityAccount } from './report/report.ts';
export {
  inOrder,
  retrodictSteps,
  rowsFor,
  seedFromLastRow,
  usualWarmup,
  type WalkedRow,
  type WalkSettings,
} from './history/retrodict.ts';
export { correctSgd, type SgdCorrection } from './sgd/correct.ts';
export type { SgdOptions } from './options/sgd-options.ts';
export { openSgdState, type SgdState, type WarmupRow } from './sgd/state.ts';
export { pruneSgd, updateSgd } from './sgd/update.ts';
export { hasEarlySpread, isTaught } from './history/taught.ts';
export type { SnapshotContext } from './report/snapshot.ts';
