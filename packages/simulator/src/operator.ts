import {
  perItem,
  type Failure,
  type ScenarioConfig,
  type SimulatedRun,
} from '@pulse-stream/worldstate';
import { inStage } from '@pulse-stream/worldstate/internal';
import type { OperatorFunction } from 'rxjs';
import { compileModel, type AnyModel } from './model/compile-model.ts';
import { simulateRun, type SimulateOptions } from './run/simulate-run.ts';

/** What the simulate stage needs to know. */
export interface SimulateStageOptions extends Omit<SimulateOptions, 'start'> {
  readonly model: AnyModel;
  /**
   * Where a scenario starts and who watches it, when that differs from scenario to scenario (a
   * history was learned from). A ScenarioError it throws becomes the scenario's failure.
   */
  readonly prepare?: (config: ScenarioConfig) => Pick<SimulateOptions, 'start' | 'observers'>;
}

/**
 * Simulates every scenario that passes: control run and ensemble. Failures pass untouched; a
 * scenario that cannot run becomes one. The model is compiled once, when the stage is made.
 * @throws PulseError `model-invalid`, when the stage is made
 */
export function simulate(
  options: SimulateStageOptions,
): OperatorFunction<ScenarioConfig | Failure, SimulatedRun | Failure> {
  const compiled = compileModel(options.model);
  const { prepare } = options;
  return perItem((config: ScenarioConfig) => {
    const prepared = inStage('initialise', () => prepare?.(config));
    return simulateRun(compiled, config, { ...options, ...prepared });
  }, 'simulate');
}
