export {
  ARC_OVERLAYS,
  createArcReader,
  scoreArc,
  type ArcLabel,
  type ArcReader,
  type ArcScore,
  type ArcTurn,
} from './symbols/arc.ts';
export { DEFAULT_RUN_SEED, effectiveSeed, type SeedOptions } from './random/effective-seed.ts';
export { hash53, TextHash, type HashPart } from './random/hash53.ts';
export type { PlainMembers } from './run/plain-members.ts';
export { DEFAULT_HORIZON_COUNT } from './scenario/plan-horizons.ts';
export { createPlainRun, undeclaredNames } from './run/create-plain-run.ts';
export type { PlainRun } from './run/plain-run.ts';
export { PULSE_SHA256 } from './pulse/model.ts';
export {
  deriveStreamKey,
  openRng,
  openRngInTurn,
  RandomStream,
  seedStream,
} from './random/random-stream.ts';
export { centreOf, explainImpossible } from './random/named-distribution.ts';
export {
  NO_SURROUNDINGS,
  type ParamChoice,
  type PerturbedRule,
  type Surroundings,
} from './model/program.ts';
export { roundHalfEven } from './math/round-half-even.ts';
export { readTags, type SymbolicTag } from './symbols/symbolic-tag.ts';
export { fillNormals } from './random/ziggurat.ts';
export { compileParsedModel } from './model/compile-model.ts';
export type { ExpressionScope, ReadName } from './language/compile-expression.ts';
export type {
  CompiledEffect,
  CompiledMeasurement,
  CompiledRule,
  CompiledTag,
} from './model/compiled-model.ts';
export { evaluateCondition, evaluateNumber, type Readings } from './language/evaluate.ts';
export { NumericError, type NumericCode } from './math/numeric-error.ts';
export { ExpressionError } from './language/expression-error.ts';
export type { ConditionTree, ExpressionTree, NumberTree } from './language/tree.ts';
export type { Transform } from './math/transform.ts';
export type { CoreOptions, DrivenCore } from './run/causal-core.ts';
export { planScenario, type ScenarioPlan } from './scenario/plan-scenario.ts';
export { foreseeRun, type ForeseenScenario } from './foresee/foresee-run.ts';
export {
  reviewStep,
  type StepReview,
  type StepReviewOptions,
  type UnseenStep,
} from './run/coarse-step.ts';
export type { EnsembleRoom } from './run/run-members.ts';
export { LANGUAGE_NAMES } from './model/language-names.ts';
export { LEVELS_RULE, roundLevels } from './model/quantile-levels.ts';
export { MAX_LEVELS } from './language/tokens.ts';
