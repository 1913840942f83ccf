export { pulse } from './pulse/model.ts';
export { compileExpression, type CompiledExpression } from './language/compile-expression.ts';
export { compileModel, type AnyModel } from './model/compile-model.ts';
export { reviewModel } from './review/model.ts';
export type { CompiledModel } from './model/compiled-model.ts';
export { createCore } from './run/causal-core.ts';
export { simulate, type SimulateStageOptions } from './operator.ts';
export {
  simulateRun,
  simulateSteps,
  type PreparedStart,
  type SimulateOptions,
} from './run/simulate-run.ts';
export type { Progress } from './run/run-members.ts';
