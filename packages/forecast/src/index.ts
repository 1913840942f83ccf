export { assessRun, type AssessInput } from './assess-run.ts';
export { BASELINES, type BaselineName } from './baselines/baselines.ts';
export {
  LEAST_SERIES,
  type Baseline,
  type GaussianForecast,
} from './baselines/gaussian-forecast.ts';
export { attributeTarget, attributionUnit } from './attribution.ts';
export {
  calibrate,
  LEAST_VERIFIED,
  openCalibration,
  updateCalibration,
  type Calibration,
  type Verification,
} from './calibration.ts';
export type { SpreadKnowledge, TargetCalibration } from './calibrated-members.ts';
export {
  confidenceAt,
  measureConfidence,
  MIN_EVIDENCE,
  type ConfidenceEvidence,
  type EvidenceOf,
} from './confidence.ts';
export { forecastRun, type ForecastContext } from './forecast-run.ts';
export { measureFragility, type Fragility, type PerturbedRuns } from './fragility.ts';
export {
  collectOperands,
  evaluateGate,
  GATE_OPERANDS,
  isGateOperand,
  type GateEvidence,
  type GatePredicate,
  type GateResult,
} from './gate.ts';
export { meanOfSorted, sampleSd } from './moments.ts';
export { keepStatistics, type CellStatistics, type StatisticsOf } from './cell-statistics.ts';
export {
  assess,
  forecast,
  type AssessableRun,
  type AssessedRun,
  type AssessOperatorOptions,
  type ForecastedRun,
  type ForecastOperatorOptions,
} from './operator.ts';
export { ascendingLevels, levelKey, quantile7 } from './quantile.ts';
export { unknownBecause, type Reading } from './reading.ts';
export { expectedShortfall5, measureRisk } from './risk.ts';
export { crps, fairCrps } from './scores/crps.ts';
export { ExactSum } from './scores/exact-sum.ts';
export { dieboldMariano, type MeanTest } from './scores/diebold-mariano.ts';
export { gaussianCrps, gaussianLogScore, gaussianPit, normalCdf } from './scores/gaussian.ts';
export { intervalScore, isInside, pinball, quantileCrps, wis } from './scores/interval.ts';
export { normalQuantile } from './scores/normal-quantile.ts';
export { coverage, emptyBins, pit, pitBin, pitDeviation, pitDeviationOf } from './scores/pit.ts';
export { brier, mase, meanAbsoluteError, naiveScale, smape } from './scores/point.ts';
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
  type PendingForecast,
  type PendingVariable,
  type Tracker,
  type TrackRecord,
  type Trail,
  type VerifiedCell,
} from './track-record.ts';
export {
  judgeAction,
  judgeTrust,
  resolveThresholds,
  DEFAULT_THRESHOLDS,
  TrustThresholds,
  type Measures,
} from './trust.ts';
export { verifyCell, type CellScores, type IssuedCell } from './verify-cell.ts';
