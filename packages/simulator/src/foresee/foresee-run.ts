import { createFailure, warnClamped, type Warning } from '@pulse-stream/worldstate/internal';
import { ScenarioError } from '@pulse-stream/worldstate';
import { checkMean } from '../law/chance.ts';
import { raise } from '../law/raise.ts';
import { checkDeviation } from '../law/shocks.ts';
import { toTransformed } from '../math/transform.ts';
import { isRate } from '../model/compile-effects.ts';
import { checkTime, ownerOfHidden } from '../model/compile-values.ts';
import type { CompiledEffect, CompiledRule } from '../model/compiled-model.ts';
import { actOnParams, drawOne, isAskedAtEnd } from '../run/own-numbers.ts';
import type { ParamAct, ScenarioPlan } from '../scenario/plan-scenario.ts';
import { KnownValues } from './known-values.ts';

/** What of a scenario its plan does not say. */
export interface ForeseenScenario {
  readonly plan: ScenarioPlan;
  /** Absolute row of turn 0. */
  readonly origin: number;
  /** Effective seed. */
  readonly seed: number | string;
  /** Whether nothing is known of its world but what it says: no history and no state. */
  readonly isFresh: boolean;
  /** Whether its own config names the events. */
  readonly ownEvents: boolean;
}

/**
 * What a run of a scenario would surely say that depends on nothing that is simulated: on parameters,
 * clock, calendar, series and draws alone. Each turn is looked at, with no slot and no member in it.
 * @param warn called with every warning, also before a failure
 * @throws ScenarioError as the run would: `driver-missing`, `calendar-unknown`, `draw-out-of-bounds`, and
 *   what cannot be computed
 */
export function foreseeRun(scenario: ForeseenScenario, warn: (warning: Warning) => void): void {
  const { plan, origin } = scenario;
  const { compiled } = plan.program;
  const known = new KnownValues(plan.program, origin);
  const clamped = new Map<ParamAct, { wanted: number; inside: number }>();
  const open = new Set(plan.events.keys());
  try {
    foreseeStart(scenario, known);
    foreseeValues(plan, known, 0);
    for (let turn = 1; turn <= plan.turns; turn += 1) {
      actOnParams({ params: known.params, clamped }, plan.paramActs.get(turn) ?? [], turn);
      foreseeTurn(plan, known, turn);
      if (scenario.isFresh) foreseeNoise(plan, known, turn);
      foreseeValues(plan, known, turn);
      foreseeEvents(scenario, known, open, turn);
      // without a clock and acts every turn is like the first
      if (!compiled.isStepped && plan.paramActs.size === 0 && open.size === 0) break;
    }
  } finally {
    for (const [{ param, path }, { wanted, inside }] of clamped)
      warn(warnClamped(`parameter ${compiled.params.names[param]}`, wanted, inside, path));
  }
  foreseeDraws(scenario);
}

/** Initial values that are computed; a history says what was there. */
function foreseeStart({ plan, isFresh }: ForeseenScenario, known: KnownValues): void {
  if (!isFresh) return;
  const { program, overrides } = plan;
  const replaced = new Set(overrides.map(({ slot }) => slot));
  known.at({ turn: 0, step: 0, stage: 0 });
  for (const { slot, tree } of program.compiled.initials) {
    if (replaced.has(slot)) continue;
    within(`the initial value of ${ownerOfHidden(program.names[slot])}`, () => {
      const natural = known.number(tree);
      if (natural !== undefined) toTransformed(program.transforms[slot] ?? 'identity', natural);
    });
  }
}

/** What rules and delays surely compute in a turn. */
function foreseeTurn(plan: ScenarioPlan, known: KnownValues, turn: number): void {
  const { rules, hidden, lines, delays, clock, names } = plan.program.compiled;
  const foreseeRules = (step: number, stage: number, inSteps: boolean): void => {
    for (const index of rules.keys())
      within(`rule ${rules[index]?.id} at turn ${turn}`, () => {
        // a condition is read where the step starts, whatever stage its rates are computed in
        known.at({ turn: turn - 1, step, stage: 0 });
        if (!isSureToFire(plan, index, known, inSteps)) return;
        known.at({ turn: turn - 1, step, stage });
        foreseeEffects(plan, index, known, inSteps);
      });
    known.at({ turn: turn - 1, step, stage });
  };
  foreseeRules(0, 0, false);
  const moments = [
    { step: 0, stage: 0 },
    ...(clock.method === 'rk4' ? [{ step: 0, stage: 0.5 }] : []),
    ...(clock.steps > 1 ? [{ step: clock.steps - 1, stage: 0 }] : []),
  ];
  for (const { step, stage } of moments) {
    foreseeRules(step, stage, true);
    for (const { value, name, time } of delays)
      within(`the delay ${value} at turn ${turn}`, () => {
        const lasts = known.number(time);
        if (lasts !== undefined) checkTime(name, lasts);
      });
    const remembered = [
      ...hidden.map(({ slot, rate }) => ({ slot, tree: rate })),
      ...lines.map(({ first, input }) => ({ slot: first, tree: input })),
    ];
    for (const { slot, tree } of remembered)
      within(`the delay ${ownerOfHidden(names[slot])} at turn ${turn}`, () => known.number(tree));
  }
}

/** Effects of a rule that act in steps, or in turns; one that is the other end of a flow acts with it. */
const effectsOf = ({ effects }: CompiledRule, inSteps: boolean): readonly CompiledEffect[] =>
  effects.filter(({ act, paired }) => isRate(act) === inSteps && !paired);

/** Whether a rule has such effects and its condition surely holds. */
function isSureToFire(
  { program }: ScenarioPlan,
  index: number,
  known: KnownValues,
  inSteps: boolean,
): boolean {
  const rule = program.compiled.rules[index] as CompiledRule; // in range
  if (effectsOf(rule, inSteps).length === 0) return false;
  return rule.when === null || known.condition(rule.when) === true;
}

function foreseeEffects(
  { program }: ScenarioPlan,
  index: number,
  known: KnownValues,
  inSteps: boolean,
): void {
  const { rules, clock } = program.compiled;
  const rule = rules[index] as CompiledRule; // in range
  for (const effect of effectsOf(rule, inSteps)) {
    const amount = known.number(effect.add);
    if (amount === undefined || effect.weight === null) continue;
    const weight = program.weights[effect.weight] as number; // in range
    checkMean(effect, amount * weight * (inSteps ? clock.dt : 1));
  }
}

/** A control run has no noise; what a history corrects is shaken by what was learned. */
function foreseeNoise(plan: ScenarioPlan, known: KnownValues, turn: number): void {
  const { noises, names, clock } = plan.program.compiled;
  if (plan.members === 1 || plan.deterministic) return;
  known.at({ turn: turn - 1, step: clock.steps - 1, stage: 0 });
  for (const [slot, noise] of noises.entries()) {
    if (noise === null || noise.tree.op === 'literal') continue;
    within(`the noise of ${names[slot]} at turn ${turn}`, () => {
      const sd = known.number(noise.tree);
      if (sd !== undefined) checkDeviation(sd);
    });
  }
}

/** Values and measurements at the end of a turn. */
function foreseeValues(plan: ScenarioPlan, known: KnownValues, turn: number): void {
  const { measurements, values, names, isStepped } = plan.program.compiled;
  if (!isStepped) return;
  known.at({ turn, step: 0, stage: 0 });
  for (const { slot, tree } of measurements)
    within(`the measurement of ${names[slot]} at turn ${turn}`, () => known.number(tree));
  for (const { slot, name, tree } of values)
    // a row that only a further turn would read may be missing
    if (turn < plan.turns || isAskedAtEnd(plan, slot))
      within(`the value of ${name} at turn ${turn}`, () => known.number(tree));
}

/** An event is looked for from its first turn on, until it has happened. */
function foreseeEvents(
  { plan, ownEvents }: ForeseenScenario,
  known: KnownValues,
  open: Set<number>,
  turn: number,
): void {
  known.at({ turn, step: 0, stage: 0 });
  for (const index of open) {
    const { name, condition, from, to } = plan.events[index] ?? {};
    if (condition === undefined || from === undefined || to === undefined || turn < from) continue;
    const path = ownEvents ? `forecast.events[${index}].when` : undefined;
    const holds = within(
      `event ${name} at turn ${turn}`,
      () => known.condition(condition.tree),
      path,
    );
    if (holds !== false || turn >= to) open.delete(index);
  }
}

function foreseeDraws({ plan, seed }: ForeseenScenario): void {
  if (plan.deterministic) return;
  const streams = new Map();
  for (const draw of plan.program.draws)
    for (let member = 0; member < plan.members && plan.members > 1; member += 1)
      drawOne({ streams }, draw, 'param', { seed, member });
}

/** Fails as the law does; with the place in the config, where there is one. */
function within<T>(where: string, compute: () => T, path?: string): T {
  try {
    return compute();
  } catch (error) {
    try {
      return raise(error, where);
    } catch (raised) {
      if (!(raised instanceof ScenarioError) || path === undefined) throw raised;
      const { type, stage, message, ...detail } = raised.failure;
      throw new ScenarioError(createFailure(type, stage, message, { path, ...detail }));
    }
  }
}
