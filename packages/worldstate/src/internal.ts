export { canonicalJson } from './model/canonical-json.ts';
export { CASH, cashOf, totalExposure } from './state/capital.ts';
export { splitValueOf, type History } from './dataset.ts';
export { readsLater, valueAt, type Driver } from './scenario/driver.ts';
export { describeModel } from './schema/describe-model.ts';
export { flattenConfig } from './scenario/flatten-config.ts';
export { readConfigPath, type ConfigPath } from './scenario/config-path.ts';
export { Distribution, type DistributionKind } from './model/distribution.ts';
export { CountDraw, Effect } from './model/effect.ts';
export { Expression } from './model/expression.ts';
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
export { EnergyShareOptions } from './scenario/gravity-options.ts';
export { WRITTEN_SHORT } from './record/short-record.ts';
export { IssuedEvent, IssuedForecast, IssuedTarget } from './record/issued-forecast.ts';
export { SCHEMAS, type SchemaName } from './schema/json-schema.ts';
export { isObservable, knownColumns } from './model/known-columns.ts';
export { CONTROL_CHARACTER, escapeControls, hasNoControl } from './names/control-character.ts';
export { hintNearest, nearMiss } from './names/nearest-name.ts';
export { hintShare, roundLevel } from './scenario/quantile-level.ts';
export {
  childrenOf,
  DOMINANT_FROM,
  dominantOverlays,
  listOverlays,
  primaryOverlays,
  type Overlay,
} from './state/overlays.ts';
export {
  CORRECTION_KINDS,
  type CorrectionNumbers,
  type ShockNumbers,
} from './correction-numbers.ts';
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
} from './record/records.ts';
export {
  DatasetReference,
  Intervention,
  ObservationRow,
  GivenConfig,
  SeriesChoice,
  TraceSelection,
} from './scenario/scenario-config.ts';
export type {
  ControlRun,
  CorrectionTotal,
  Ensemble,
  RunAttribution,
  RunKind,
  RunSlot,
  SymbolicReading,
} from './record/simulated-run.ts';
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
} from './names/slot-name.ts';
export { CONFIG_RULES } from './scenario/config-rules.ts';
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
export { clamp01 } from './state/unit-interval.ts';
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
} from './model/world-model.ts';
export {
  boundValue,
  GROUP_OF,
  validateWorldState,
  warnClamped,
  WorldState,
  type CreatedState,
  type WorldSnapshot,
} from './state/world-state.ts';
export { takeUndeclared, type NameRules } from './state/undeclared-name.ts';
