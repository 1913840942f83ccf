export { ARC_OVERLAYS, createArcReader, scoreArc } from './arc.ts';
export type { ArcLabel, ArcReader, ArcScore, ArcTurn } from './arc.ts';
export { DEFAULT_RUN_SEED, effectiveSeed, type SeedOptions } from './effective-seed.ts';
export { hash53, TextHash, type HashPart } from './hash53.ts';
export type { PlainMembers } from './plain-members.ts';
export { createPlainRun, type PlainRun } from './plain-run.ts';
export { PULSE_SHA256, pulse } from './pulse-model.ts';
export { deriveStreamKey, openRng, RandomStream, seedStream } from './random-stream.ts';
export { roundHalfEven } from './round-half-even.ts';
export { readTags, type SymbolicTag } from './symbolic-tag.ts';
export { fillNormals } from './ziggurat.ts';
export {
  compileExpression,
  type CompiledExpression,
  type ExpressionScope,
  type ReadName,
} from './compile-expression.ts';
export { compileModel, compileParsedModel, type AnyModel } from './compile-model.ts';
export { reviewModel } from './model-warnings.ts';
export type {
  CompiledEffect,
  CompiledMeasurement,
  CompiledModel,
  CompiledRule,
  CompiledTag,
} from './compiled-model.ts';
export {
  evaluateCondition,
  evaluateNumber,
  NumericError,
  type NumericCode,
  type Readings,
} from './evaluate.ts';
export { ExpressionError } from './expression-error.ts';
export type {
  Arithmetic,
  Comparison,
  ConditionTree,
  ExpressionTree,
  NumberFunction,
  NumberTree,
} from './expression-tree.ts';
export type { Transform } from './transform.ts';
export { createCore, type CoreOptions } from './causal-core.ts';
export { simulate, type SimulateStageOptions } from './operator.ts';
export { DEFAULT_HORIZON_COUNT, planScenario, type ScenarioPlan } from './scenario-plan.ts';
export {
  simulateRun,
  simulateSteps,
  type PreparedStart,
  type SimulateOptions,
} from './simulate-run.ts';
export type { EnsembleRoom, Progress } from './run-members.ts';
