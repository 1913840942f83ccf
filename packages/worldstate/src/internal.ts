export { canonicalJson } from './canonical-json.ts';
export { CASH, cashOf, totalExposure } from './capital.ts';
export type { History } from './dataset.ts';
export { readsLater, valueAt, type Driver } from './driver.ts';
export { describeModel } from './describe-model.ts';
export { readConfigPath, type ConfigPath } from './config-path.ts';
export { Distribution, type DistributionKind } from './distribution.ts';
export { CountDraw, Effect } from './effect.ts';
export { Expression } from './expression.ts';
export {
  assertNever,
  createFailure,
  failureOf,
  inStage,
  type FailureDetail,
  type Problem,
  type PulseErrorCode,
  type Stage,
} from './failure.ts';
export { finish } from './finish.ts';
export { EnergyShareOptions } from './gravity-options.ts';
export { IssuedEvent, IssuedForecast, IssuedTarget } from './issued-forecast.ts';
export { SCHEMAS, type SchemaName } from './json-schema.ts';
export { isObservable, knownColumns } from './known-columns.ts';
export { hintNearest, nearMiss } from './nearest-name.ts';
export { roundLevel } from './quantile-level.ts';
export {
  childrenOf,
  DOMINANT_FROM,
  dominantOverlays,
  listOverlays,
  primaryOverlays,
  type Overlay,
} from './overlays.ts';
export {
  CONTROL_RUN,
  type CausalEffect,
  type CausalPath,
  type CorrectionStep,
  type OpenRng,
  type PathMemory,
  type ScoredSteps,
} from './ports.ts';
export {
  Assessment,
  Attribution,
  EchoedConfig,
  RECORD_SCHEMA,
  EventForecast,
  GravityRecord,
  GravityVariable,
  ObservationsDigest,
  RunInfo,
  ShadowRecord,
  ShadowVariable,
  TargetForecast,
  TurnRecord,
  TurnSummary,
  Verdict,
  VERDICTS,
  Warning,
  WorldValues,
} from './records.ts';
export {
  DatasetReference,
  Intervention,
  ObservationRow,
  GivenConfig,
  SeriesChoice,
  TraceSelection,
} from './scenario-config.ts';
export type {
  ControlRun,
  CorrectionTotal,
  Ensemble,
  RunAttribution,
  RunKind,
  RunSlot,
  SymbolicReading,
} from './simulated-run.ts';
export {
  decayTrust,
  decayTrusts,
  restoreTrusts,
  RuleTrust,
  snapshotTrusts,
  TRUST_DECAY,
  TRUST_DECAY_ABOVE,
  trustInterval,
  trustMean,
  trustOf,
  trustSampleSize,
  trustStrength,
  UNSEEN_RULE,
  updateTrust,
  updateTrusts,
  voteOnEffect,
  type RuleTrusts,
  type SavedTrusts,
  type TrustVote,
} from './rule-trust.ts';
export {
  explainBadName,
  FORBIDDEN_NAMES,
  RESERVED_NAMES,
  SlotName,
  refuseProto,
} from './slot-name.ts';
export { CONFIG_RULES } from './config-rules.ts';
export {
  CALENDAR_NAMES,
  calendarFrom,
  readCalendar,
  type Calendar,
  type CalendarName,
  type CalendarOptions,
  type CalendarPosition,
} from './time/calendar.ts';
export {
  continueLabels,
  readTimeAxis,
  type LabelFinding,
  type TimeAxis,
} from './time/time-axis.ts';
export { explainStart, isDated, joinAxes, type JoinedRows } from './time/join-axes.ts';
export { readTimeLabels, type TimeLabel } from './time/time-label.ts';
export { seasonOfUnit, stepOfUnit, TIME_UNITS } from './time/time-step.ts';
export { clamp01 } from './unit-interval.ts';
export {
  ForecastEvent,
  ForecastOptions,
  Noise,
  Parameter,
  Rule,
  SCALES,
  type Scale,
  Series,
  Slot,
  Table,
  Tag,
  Time,
  DynamicOverlay,
  hashedText,
  Value,
} from './world-model.ts';
export {
  boundValue,
  GROUP_OF,
  validateWorldState,
  warnClamped,
  WorldState,
  type CreatedState,
  type WorldSnapshot,
} from './world-state.ts';
export { takeUndeclared, type NameRules } from './undeclared-name.ts';
