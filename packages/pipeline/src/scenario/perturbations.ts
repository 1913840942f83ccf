import type { CompiledModel, PreparedStart } from '@pulse-stream/simulator';
import type { DrivenCore, PerturbedRule } from '@pulse-stream/simulator/internal';
import type { Retrodiction } from '@pulse-stream/gravity';
import type { Corrector, ScenarioConfig } from '@pulse-stream/worldstate';
import {
  boundValue,
  type CausalPath,
  type CorrectionStep,
} from '@pulse-stream/worldstate/internal';
import type { World } from '../world/world.ts';

/** One way the model could be wrong: the world to run the scenario in again. */
export interface Perturbation {
  readonly name: string;
  readonly start: PreparedStart | undefined;
  /** A rule that moves more or less; absent: all are as they were. */
  readonly rule?: PerturbedRule;
  /** Overrides instead of the scenario's; absent: those. */
  readonly overrides?: ScenarioConfig['state_overrides'] | undefined;
}

/** What perturbing a scenario needs to know of it. */
export interface PerturbableScenario {
  readonly config: ScenarioConfig;
  readonly core: DrivenCore;
  readonly start: PreparedStart | undefined;
  readonly retrodiction: Retrodiction | null;
  /**
   * A new corrector for every run; null: nothing is corrected.
   * @param off true: as if gravity were off; it may still know the shocks of the past
   */
  readonly openCorrector: (off?: boolean) => Corrector | null;
}

/** What each rule moves is multiplied by these, one at a time. */
const RULE_SHARES = [0.8, 1.2];
/** Gravity off and halved; start state one step change up and down. */
const OF_HISTORY = 4;
const HALF = 0.5;

/** At most how many re-runs a scenario needs. */
export function countPerturbations(compiled: CompiledModel, config: ScenarioConfig): number {
  const ofRules = compiled.rules.length * RULE_SHARES.length;
  return config.observations === undefined ? ofRules : ofRules + OF_HISTORY;
}

/**
 * The perturbations of assess "full" (FORECAST.md §4): gravity off and halved where it corrects at
 * all, each rule multiplier ±20 % one at a time, the start state ±1 s_i (all slots at once) where a
 * history gives s_i. Made one by one; every one draws the same random numbers.
 */
export function* perturbations(
  world: World,
  scenario: PerturbableScenario,
): Generator<Perturbation> {
  const { compiled } = world;
  const { start, openCorrector } = scenario;
  const corrector = openCorrector();
  // a corrector without parts only gives shocks: gravity is off
  if (start !== undefined && corrector !== null && corrector.parts.length > 0) {
    yield { name: 'gravity off', start: { ...start, corrector: openCorrector(true) } };
    const halved = { ...start, corrector: scaleCorrector(corrector, HALF) };
    yield { name: 'gravity halved', start: halved };
  }
  for (const index of compiled.rules.keys())
    for (const share of RULE_SHARES)
      yield {
        name: `rule ${compiled.rules[index]?.id ?? index} × ${share}`,
        rule: { rule: index, share },
        start: start === undefined ? undefined : { ...start, corrector: openCorrector() },
      };
  for (const direction of [1, -1]) {
    const path = shiftStart(scenario, direction);
    if (path !== null)
      yield {
        name: `start ${direction > 0 ? '+' : '−'} s`,
        start: { ...start, path, corrector: openCorrector() },
        overrides: shiftOverrides(world, scenario, direction),
      };
  }
}

/** The start moved by one sd of one-step changes in every observed slot; null: none is known. */
function shiftStart(
  { start, core, retrodiction }: PerturbableScenario,
  direction: number,
): CausalPath | null {
  if (start === undefined || retrodiction === null) return null;
  const { variables, scales } = retrodiction.state;
  if (!scales.some((scale) => scale > 0)) return null;
  const path = core.clone(start.path);
  for (const [row, name] of variables.entries()) {
    const slot = core.slots.indexOf(name);
    core.replace(path, slot, (path.x[slot] ?? 0) + direction * (scales[row] ?? 0));
  }
  return path;
}

/** A value that the scenario overrides is where it starts, so it moves as well. */
function shiftOverrides(
  { compiled }: World,
  { config, core, retrodiction }: PerturbableScenario,
  direction: number,
): ScenarioConfig['state_overrides'] {
  const { variables = [], scales = [] } = retrodiction?.state ?? {};
  const shifted = { ...config.state_overrides };
  for (const [row, name] of variables.entries()) {
    const value = shifted[name];
    if (value === undefined) continue;
    const slot = core.slots.indexOf(name);
    const from = core.toTransformed(slot, boundValue(compiled.model.slots[name], value));
    shifted[name] = core.toNatural(slot, from + direction * (scales[row] ?? 0));
  }
  return shifted;
}

/** A corrector that applies only a share of what another one says. */
export function scaleCorrector(base: Corrector, share: number): Corrector {
  const correction = new Float64Array(base.correction.length);
  const partValues = new Float64Array(base.partValues.length);
  return {
    slots: base.slots,
    parts: base.parts,
    correction,
    partValues,
    clipped: base.clipped,
    begin: (member) => base.begin(member),
    correct(step: CorrectionStep) {
      base.correct(step);
      for (const [at, value] of base.correction.entries()) correction[at] = share * value;
      for (const [at, value] of base.partValues.entries()) partValues[at] = share * value;
    },
    shock: (shocks) => base.shock(shocks),
    drawsShocks: base.drawsShocks ?? false,
    settle: (after) => base.settle(after),
  };
}
