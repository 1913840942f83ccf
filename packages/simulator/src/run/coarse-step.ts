import { PulseError, ScenarioConfig, ScenarioError } from '@pulse-stream/worldstate';
import type { Problem, WorldValues } from '@pulse-stream/worldstate/internal';
import { compileParsedModel } from '../model/compile-model.ts';
import type { CompiledModel } from '../model/compiled-model.ts';
import { NO_SURROUNDINGS, type Surroundings } from '../model/program.ts';
import { DEFAULT_HORIZON_COUNT } from '../scenario/plan-horizons.ts';
import { simulateRun } from './simulate-run.ts';

/** How far half the step may move a target, as a share of its range. */
const TOLERANCE = 0.01;
/** Nodes computed at most: what is looked at costs a part of a second. */
const MOST_NODES = 500_000;
/** Most that one hint halves the step. */
const MOST_HALVINGS = 10;
/** What a step is divided by where the run fails with it. */
const FINER_STEPS = [2, 4, 8, 16, 32];

/** Over which turns a step is looked at, and what drives the world there. */
export interface StepReviewOptions {
  /** Default: the last horizon of the model, else 60. */
  readonly turns?: number | undefined;
  readonly surroundings?: Surroundings;
}

/** What looking at the step of a model found. */
export interface StepReview {
  readonly coarse: Problem | null;
  /** Why it was not looked at; null: it was, or need not be. */
  readonly unseen: UnseenStep | null;
}

/** Series without numbers here; or draws from step to step, which mean their step. */
export type UnseenStep =
  | { readonly of: 'series'; readonly names: readonly string[] }
  | { readonly of: 'binomial' };

const FINE: StepReview = { coarse: null, unseen: null };

/**
 * Whether the step of a model is coarse: with half of it, on the control run at the values of the
 * parameters, a target moves by more than 1 % of the range it goes through; or the run fails, and with
 * a finer step it does not. It is not where nothing moves in steps, where delays count them, or where the
 * run fails at any step.
 */
export function reviewStep(
  compiled: CompiledModel,
  { turns, surroundings = NO_SURROUNDINGS }: StepReviewOptions = {},
): StepReview {
  if (!compiled.hasRates && compiled.hidden.length === 0) return FINE;
  if (compiled.lines.length > 0) return FINE;
  if (drawsBinomial(compiled)) return { coarse: null, unseen: { of: 'binomial' } };
  const undriven = compiled.series.flatMap(({ name }, at) =>
    (surroundings.drivers[at] ?? null) === null ? [name] : [],
  );
  if (undriven.length > 0) return { coarse: null, unseen: { of: 'series', names: undriven } };
  const wanted = turns ?? compiled.horizons?.at(-1) ?? DEFAULT_HORIZON_COUNT;
  let seen = Math.max(1, Math.min(wanted, Math.floor(MOST_NODES / compiled.nodes)));
  const run = (times: number): Paths | Failed =>
    attemptRun(() =>
      controlPaths(times === 1 ? compiled : divideStep(compiled, times), seen, surroundings),
    );
  let whole = run(1);
  // as far as the series have rows, found by halves
  for (; 'why' in whole && whole.undriven && seen > 1; whole = run(1)) seen = Math.floor(seen / 2);
  if ('why' in whole)
    return { coarse: whole.undriven ? null : describeFailure(compiled, whole, run), unseen: null };
  const halved = run(2);
  if ('why' in halved) return FINE;
  const moves = whole.map((path, target) => moveBetween(path, halved[target] ?? path));
  const most = Math.max(...moves);
  if (!(most > TOLERANCE)) return FINE;
  const name = compiled.names[compiled.targets[moves.indexOf(most)] ?? -1] ?? '';
  const percent = Number((most * 100).toPrecision(2));
  const coarse = {
    path: 'time',
    message: `step-coarse: with half the step ${name} moves by ${percent} % of its range`,
    hint: hintSteps(compiled, stepsNeeded(compiled, most)),
  };
  return { coarse, unseen: null };
}

/** Who escapes from step to step, as in a generation of cases: half of the step is another world. */
const drawsBinomial = ({ rules }: CompiledModel): boolean =>
  rules.some(({ effects }) => effects.some(({ draw }) => draw === 'binomial'));

/** Every target from turn 0 on, natural units. */
type Paths = readonly (readonly number[])[];

/** Why there are no paths. */
interface Failed {
  readonly why: string;
  /** A series has no value. */
  readonly undriven: boolean;
}

function attemptRun(run: () => Paths): Paths | Failed {
  try {
    return run();
  } catch (error) {
    // a finer step can make a fixed delay longer than one may be
    if (error instanceof ScenarioError || error instanceof PulseError)
      return { why: error.message, undriven: error.code === 'driver-missing' };
    throw error;
  }
}

/** A run that fails at this step and not at a finer one, as when Euler's steps swing ever wider. */
function describeFailure(
  compiled: CompiledModel,
  { why }: Failed,
  run: (times: number) => Paths | Failed,
): Problem | null {
  const finer = FINER_STEPS.find((times) => !('why' in run(times)));
  if (finer === undefined) return null;
  return {
    path: 'time',
    message: `step-coarse: the run fails with this step, and not with a finer one: ${why}`,
    hint: hintSteps(compiled, finer),
  };
}

function divideStep({ model, clock }: CompiledModel, times: number): CompiledModel {
  const time = { ...model.time, dt: clock.dt / times, steps_per_turn: clock.steps * times };
  return compileParsedModel({ ...model, time });
}

function controlPaths(compiled: CompiledModel, turns: number, surroundings: Surroundings): Paths {
  const horizons = Array.from({ length: turns }, (_, turn) => turn + 1);
  const config = ScenarioConfig.parse({
    turns,
    members: 1,
    use_symbolism: false,
    forecast: { horizons, events: [] },
  });
  const { control, targets } = simulateRun(compiled, config, { surroundings });
  return targets.map(({ name }, target) => [
    startOf(control.start, name),
    ...control.values.subarray(target * turns, (target + 1) * turns),
  ]);
}

function startOf({ overlays, variables, capital, values = {} }: WorldValues, name: string): number {
  return overlays[name] ?? variables[name] ?? capital[name] ?? values[name] ?? NaN;
}

/** The largest difference of two paths, as a share of the range of the first, or of the second. */
function moveBetween(path: readonly number[], other: readonly number[]): number {
  const most = path.reduce(
    (largest, x, turn) => Math.max(largest, Math.abs(x - (other[turn] ?? x))),
    0,
  );
  if (most === 0) return 0;
  return most / (rangeOf(path) || rangeOf(other));
}

const rangeOf = (path: readonly number[]): number => Math.max(...path) - Math.min(...path);

/** By what to divide the step: every halving divides its error by 2 to the power of the order. */
function stepsNeeded({ clock }: CompiledModel, move: number): number {
  const halvings = Math.ceil(Math.log2(move / TOLERANCE) / (clock.method === 'rk4' ? 4 : 1));
  return 2 ** Math.max(1, Math.min(halvings, MOST_HALVINGS));
}

function hintSteps({ model, clock, lines, rules }: CompiledModel, times: number): string {
  const { dt, steps, method } = clock;
  const asked = `steps_per_turn: ${steps * times}`;
  const finer = model.time?.dt === undefined ? asked : `dt: ${dt / times}, ${asked}`;
  const takesOrder4 =
    method === 'euler' &&
    lines.length === 0 &&
    rules.every(({ effects }) => effects.every(({ draw }) => draw === null));
  return `write time: { ${finer} }${takesOrder4 ? ', or method: rk4' : ''}`;
}
