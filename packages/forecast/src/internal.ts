export {
  BASELINES,
  forecastBaselines,
  namesOfBaselines,
  type BaselineName,
} from './baselines/baselines.ts';
export {
  LEAST_SERIES,
  type Baseline,
  type GaussianForecast,
} from './baselines/gaussian-forecast.ts';
export { attributeTarget, attributionUnit } from './attribution.ts';
export {
  calibrateMembers,
  LEAST_VERIFIED,
  openCalibration,
  spreadAt,
  stretchOf,
  updateCalibration,
  type Calibration,
  type Spread,
  type Stretch,
  type Verification,
} from './calibration.ts';
export type { SpreadKnowledge, TargetCalibration } from './calibrated-members.ts';
export {
  confidenceAt,
  judgedTargets,
  measureConfidence,
  MIN_EVIDENCE,
  type ConfidenceEvidence,
  type EvidenceOf,
} from './confidence.ts';
export { measureFragility, type Fragility, type PerturbedRuns } from './fragility.ts';
export {
  collectOperands,
  evaluateGate,
  eventsOfGate,
  GATE_OPERANDS,
  isGateOperand,
  type GateEvidence,
  type GateResult,
} from './gate.ts';
export { meanOfSorted, sampleSd } from './moments.ts';
export { keepStatistics, type CellStatistics, type StatisticsOf } from './cell-statistics.ts';
export type { AssessableRun, AssessedRun, ForecastedRun } from './operator.ts';
export { ascendingLevels, levelKey } from './quantile.ts';
export { unknownBecause } from './reading.ts';
export { expectedShortfall5, measureRisk } from './risk.ts';
export { ExactSum } from './scores/exact-sum.ts';
export { dieboldMariano, type MeanTest } from './scores/diebold-mariano.ts';
export { gaussianLogScore, gaussianPit, normalCdf } from './scores/gaussian.ts';
export { isInside, quantileCrps } from './scores/interval.ts';
export { normalQuantile } from './scores/normal-quantile.ts';
export { emptyBins, pitBin, pitDeviation, pitDeviationOf } from './scores/pit.ts';
export { meanAbsoluteError, naiveScale, smape } from './scores/point.ts';
export { createScratch, sortMembers, type MemberScratch } from './sort-members.ts';
export {
  explainMissing,
  measureSkill,
  readStandings,
  type Standing,
  type Standings,
} from './standing.ts';
export {
  openTracker,
  openTrackRecord,
  type EnteredVariable,
  type PendingForecast,
  type PendingVariable,
  type Tracker,
  type TrackRecord,
  type Trail,
  type VerifiedCell,
} from './track-record.ts';
export { judgeAction, type Measures } from './trust.ts';
export { verifyCell, type CellScores, type IssuedCell } from './verify-cell.ts';
export type { NaiveForecast } from './naive-forecast.ts';
