import {
  CASH,
  type Corrector,
  type CorrectionTotal,
  type CausalPath,
  type Ensemble,
  type RunAttribution,
  type RunSlot,
  type ScenarioConfig,
  type SimulatedRun,
  type TurnObserver,
} from '@pulse-stream/worldstate';
import { convertersOf, ownPath } from './causal-core.ts';
import type { CompiledModel } from './compiled-model.ts';
import { runControl } from './control-run.ts';
import { effectiveSeed } from './effective-seed.ts';
import { createPath, refreshTurn, widenPath, type LaggedPath } from './lagged-path.ts';
import {
  advancePath,
  beginPath,
  createRunner,
  openMemberStreams,
  recordTargets,
  type PathRunner,
} from './path-runner.ts';
import type { Program } from './program.ts';
import { openRng } from './random-stream.ts';
import { planScenario, type ScenarioPlan } from './scenario-plan.ts';
import { partsOf } from './tally.ts';
import { boundAll, measure } from './turn.ts';

/** Where a scenario with a history starts, before its overrides. */
export interface PreparedStart {
  /** At turn 0; made by `createCore` for the same model and params. */
  readonly path: CausalPath;
  /** null: no correction. */
  readonly corrector: Corrector | null;
}

/** How scenarios are simulated. */
export interface SimulateOptions {
  /** Run seed, for scenarios that do not give a seed; default 0. */
  readonly seed?: number | string;
  /** Common random numbers: every scenario draws from the run seed. */
  readonly crn?: boolean;
  /** Replay this one member (0-based) instead of the whole ensemble. */
  readonly member?: number;
  /** Undeclared names fail instead of becoming dynamic overlays. */
  readonly strict?: boolean;
  readonly start?: PreparedStart;
  readonly observers?: readonly TurnObserver[];
}

/** How far a run has come, in member-turns (the control run counts as one member). */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** Member-turns between two looks at whether to go on: about 50 ms of work. */
const TURNS_PER_SLICE = 20_000;

/**
 * Simulates one scenario: control run, then members. Pure: equal arguments give equal runs.
 * @throws ScenarioError when the scenario cannot be resolved or computed
 * @see MODEL.md §3-6
 */
export function simulateRun(
  compiled: CompiledModel,
  config: ScenarioConfig,
  options: SimulateOptions = {},
): SimulatedRun {
  const steps = simulateSteps(compiled, config, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * `simulateRun` in slices: yields now and then, so that whoever drives a long run can report
 * progress, let others work, or stop it.
 */
export function* simulateSteps(
  compiled: CompiledModel,
  config: ScenarioConfig,
  options: SimulateOptions = {},
): Generator<Progress, SimulatedRun> {
  const plan = planScenario(compiled, config, options.strict);
  const seed = effectiveSeed(config, { seed: options.seed ?? 0, crn: options.crn ?? false });
  const start = startPath(plan, options.start?.path);
  const corrector = options.start?.corrector ?? null;
  const runner = createRunner(plan, start, corrector, convertersOf(plan.program));
  const members = plan.members > 1 ? (options.member === undefined ? plan.members : 1) : 0;
  const total = plan.turns * (members + 1);

  const control = yield* runControl(runner, config, options.observers ?? [], total);
  let ensemble: Ensemble | null = null;
  if (members > 0) ensemble = yield* runMembers(runner, seed, members, options.member ?? 0, total);
  const paths = Math.max(members, 1);
  return {
    kind: 'run',
    config,
    model: compiled.model,
    seed,
    members: plan.members,
    member: plan.members > 1 ? (options.member ?? null) : null,
    slots: describeSlots(plan.program, [...plan.program.names.keys()]),
    targets: describeSlots(plan.program, plan.targets),
    horizons: plan.horizons,
    quantiles: plan.quantiles,
    eventNames: plan.events.map(({ name }) => name),
    control,
    ensemble,
    attribution: attribute(runner, paths),
    corrections: totalCorrections(runner),
    exposure: startExposure(runner),
    draws: runner.draws,
    warnings: plan.warnings,
  };
}

/** The path at turn 0: the history's last state or the initial one, then the overrides. */
function startPath(plan: ScenarioPlan, prepared: CausalPath | undefined): LaggedPath {
  const { program } = plan;
  const path =
    prepared === undefined
      ? createPath(program.initial, 0, program.maxLag)
      : widenPath(ownBase(prepared, program), program.size, program.initial);
  for (const { slot, value } of plan.overrides) path.x[slot] = value;
  boundAll(program, path.x, 0, null);
  measure(program, path, path.x, 0, null);
  refreshTurn(path);
  return path;
}

/** A prepared path has the declared slots only: no history knows a scenario's dynamic overlays. */
function ownBase(path: CausalPath, program: Program): LaggedPath {
  return ownPath(path, { ...program, size: program.compiled.names.length });
}

function* runMembers(
  runner: PathRunner,
  seed: number | string,
  count: number,
  first: number,
  total: number,
): Generator<Progress, Ensemble> {
  const { plan } = runner;
  const { targets, horizons, turns, events } = plan;
  const values = new Float64Array(targets.length * horizons.length * count);
  const eventCounts = new Int32Array(events.length);
  const exposureChanges = new Float64Array(count);
  const startTotal = exposureOf(runner, runner.start);
  let sinceYield = 0;
  for (let index = 0; index < count; index += 1) {
    const member = first + index;
    beginPath(runner, member);
    const streams = openMemberStreams(runner, openRng, seed, member);
    for (let turn = 1, horizon = 0; turn <= turns; turn += 1) {
      advancePath(runner, streams);
      if (turn === horizons[horizon]) {
        recordTargets(runner, horizon, values, count, index);
        horizon += 1;
      }
      sinceYield += 1;
      if (sinceYield >= TURNS_PER_SLICE) {
        sinceYield = 0;
        yield { done: turns * (index + 1) + turn, total };
      }
    }
    exposureChanges[index] = exposureOf(runner, runner.path) - startTotal;
    for (let event = 0; event < eventCounts.length; event += 1)
      eventCounts[event] = (eventCounts[event] as number) + (runner.satisfied[event] as number); // same length
    closePath(runner);
    runner.draws += streams.declared.draws;
    for (const stream of streams.dynamic) runner.draws += stream.draws;
  }
  return { members: count, values, eventCounts, exposureChanges };
}

/** Counts the end of a member's path and what the corrector limited on it. */
function closePath({ corrector, path, tally }: PathRunner): void {
  for (let slot = 0; slot < path.x.length; slot += 1)
    tally.ends[slot] = (tally.ends[slot] as number) + (path.x[slot] as number); // same length, here and below
  if (corrector === null) return;
  for (let index = 0; index < tally.clipped.length; index += 1)
    tally.clipped[index] = (tally.clipped[index] as number) + (corrector.clipped[index] ?? 0);
}

/** Total exposure of a path: capital without cash, natural units. */
function exposureOf({ plan, convert }: PathRunner, path: LaggedPath): number {
  const { kinds, names } = plan.program;
  let total = 0;
  for (let slot = 0; slot < kinds.length; slot += 1)
    if (kinds[slot] === 'capital' && names[slot] !== CASH)
      total += convert.toNatural(slot, path.x[slot] as number); // same length
  return total;
}

function startExposure(runner: PathRunner): SimulatedRun['exposure'] {
  const { kinds, names } = runner.plan.program;
  const exposed = kinds.some((kind, slot) => kind === 'capital' && names[slot] !== CASH);
  if (!exposed) return null;
  const cash = kinds.findIndex((kind, slot) => kind === 'capital' && names[slot] === CASH);
  return {
    start: exposureOf(runner, runner.start),
    cash: cash < 0 ? 0 : runner.convert.toNatural(cash, runner.start.x[cash] ?? 0),
  };
}

function describeSlots(program: Program, slots: readonly number[]): RunSlot[] {
  const declared = program.compiled.model.slots;
  return slots.map((slot) => {
    const name = program.names[slot] ?? '';
    return {
      name,
      kind: program.kinds[slot] ?? 'overlay',
      unit: (Object.hasOwn(declared, name) ? declared[name]?.unit : undefined) ?? null,
      transform: program.transforms[slot] ?? 'identity',
    };
  });
}

/** Averages what moved every target; `end` is the mean of the paths' last values. */
function attribute({ plan, tally, start, corrector }: PathRunner, paths: number): RunAttribution[] {
  return plan.targets.map((slot) => ({
    target: plan.program.names[slot] ?? '',
    start: start.x[slot] ?? 0,
    end: (tally.ends[slot] ?? 0) / paths,
    scale: Math.max(tally.largest[slot] ?? 0, Math.abs(start.x[slot] ?? 0)),
    parts: partsOf(tally, plan.program, corrector, slot, paths),
  }));
}

function totalCorrections({ plan, tally, corrector }: PathRunner): CorrectionTotal[] {
  return (corrector?.slots ?? []).map((slot, index) => ({
    slot: plan.program.names[slot] ?? '',
    mean: (tally.correction[index] ?? 0) / tally.turns,
    absolute: tally.absoluteCorrection[index] ?? 0,
    absoluteDrift: tally.absoluteDrift[index] ?? 0,
    clipped: tally.clipped[index] ?? 0,
  }));
}
