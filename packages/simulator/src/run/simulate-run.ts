import type {
  Corrector,
  ScenarioConfig,
  SimulatedRun,
  TurnObserver,
} from '@pulse-stream/worldstate';
import {
  CASH,
  type CorrectionTotal,
  type CausalPath,
  type RunAttribution,
  type RunSlot,
  type Warning,
} from '@pulse-stream/worldstate/internal';
import { Audience } from './audience.ts';
import { boundAll } from '../law/bounds-and-decay.ts';
import { countedValue, leastSize } from '../law/error-scale.ts';
import { Interpreter } from '../law/interpreter.ts';
import { ownPath } from './causal-core.ts';
import { compileModel, type AnyModel } from '../model/compile-model.ts';
import type { CompiledDraw, CompiledModel } from '../model/compiled-model.ts';
import { effectiveSeed } from '../random/effective-seed.ts';
import { createPath, refreshTurn, widenPath, type LaggedPath } from '../law/lagged-path.ts';
import { KernelDoubt } from '../law/law.ts';
import type { EngineRun, Scenario } from './engine.ts';
import { INTERPRETER, openEngine } from './engines.ts';
import { closeRunner, type PathRunner } from './path-runner.ts';
import type { Program } from '../model/program.ts';
import { exposureOf, type EnsembleRoom, type Progress } from './run-members.ts';
import { NO_NOISE, warnOfDraws, warnOfRun } from './run-warnings.ts';
import {
  attributedTargets,
  planScenario,
  type PlanOptions,
  type ScenarioPlan,
} from '../scenario/plan-scenario.ts';
import { partsOf } from '../law/tally.ts';

/** Where a scenario with a history starts, before its overrides. */
export interface PreparedStart {
  /** At turn 0; made by `createCore` for the same model and params. */
  readonly path: CausalPath;
  /** null: no correction. */
  readonly corrector: Corrector | null;
  /** Slots that the history observed: initial values of others are still drawn. Absent: all are. */
  readonly observed?: readonly string[];
}

/** How scenarios are simulated. */
export interface SimulateOptions extends PlanOptions {
  /** Run seed, for scenarios that do not give a seed; default 0. */
  readonly seed?: number | string;
  /** Common random numbers: every scenario draws from the run seed. */
  readonly crn?: boolean;
  /** Replay this one member (0-based) instead of the whole ensemble. */
  readonly member?: number;
  readonly start?: PreparedStart;
  readonly observers?: readonly TurnObserver[];
  /**
   * `auto` (default): generated functions where the model and the host allow them; `reference`: the
   * interpreter. Both give the same bits; `kernel` of the run says which it was.
   */
  readonly kernel?: 'auto' | 'reference';
  /**
   * Room for the values of the ensemble, to be used again from run to run: fresh memory costs as
   * much as a third of a small kernel. `ensemble.values` of a run is then valid until the next run
   * with the same room.
   */
  readonly room?: EnsembleRoom;
}

/**
 * Simulates one scenario: control run, then members. Pure: equal arguments give equal runs.
 * @throws ScenarioError when the scenario cannot be resolved or computed; PulseError `model-invalid`
 * @see MODEL.md §3-6
 */
export function simulateRun(
  model: AnyModel,
  config: ScenarioConfig,
  options: SimulateOptions = {},
): SimulatedRun {
  const steps = simulateSteps(model, config, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * `simulateRun` in slices: yields now and then, so that whoever drives a long run can report
 * progress, let others work, or stop it.
 */
export function simulateSteps(
  model: AnyModel,
  config: ScenarioConfig,
  options: SimulateOptions = {},
): Generator<Progress, SimulatedRun> {
  const open = (scenario: Scenario) => openEngine(scenario, options.kernel ?? 'auto');
  return simulateOn(open, model, config, options);
}

/** `simulateSteps` on an engine of the caller's choice; where it is in doubt the interpreter tells. */
export function* simulateOn(
  open: (scenario: Scenario) => EngineRun,
  model: AnyModel,
  config: ScenarioConfig,
  options: SimulateOptions,
): Generator<Progress, SimulatedRun> {
  const scenario = openScenario(compileModel(model), config, options);
  const observers = new Audience(options.observers ?? []);
  try {
    return yield* runScenario(scenario, open(scenario), observers);
  } catch (error) {
    if (!(error instanceof KernelDoubt)) throw error;
    return yield* runScenario(scenario, INTERPRETER.open(scenario), observers);
  }
}

/** A scenario and what its run tells of it. */
interface OpenedScenario extends Scenario {
  /** The one member that is replayed, or null. */
  readonly member: number | null;
  /** All members would be the control run. */
  readonly deterministic: boolean;
  readonly warnings: readonly Warning[];
}

function openScenario(
  compiled: CompiledModel,
  config: ScenarioConfig,
  options: SimulateOptions,
): OpenedScenario {
  const plan = planScenario(compiled, config, options);
  const member = plan.members > 1 ? (options.member ?? null) : null;
  const corrector = options.start?.corrector ?? null;
  const deterministic =
    plan.members > 1 && member === null && plan.deterministic && corrector === null;
  const count = plan.members === 1 || deterministic ? 0 : member === null ? plan.members : 1;
  return {
    plan,
    config,
    start: startPath(plan, options.start?.path),
    blank: options.start === undefined ? blankStart(plan) : null,
    initialDraws: drawnAtStart(plan, options.start),
    corrector,
    range: {
      seed: effectiveSeed(config, { seed: options.seed ?? 0, crn: options.crn ?? false }),
      first: member ?? 0,
      count,
      total: plan.turns * (count + 1),
      room: options.room ?? null,
    },
    member,
    deterministic,
    warnings: [
      ...plan.warnings,
      ...warnOfDraws(plan, config),
      // a history is another matter: what it says of the spread may only be missing yet
      ...(plan.members > 1 && plan.deterministic && options.start === undefined ? [NO_NOISE] : []),
    ],
  };
}

function* runScenario(
  { plan, config, range, member, deterministic, warnings }: OpenedScenario,
  run: EngineRun,
  observers: Audience,
): Generator<Progress, SimulatedRun> {
  const { program } = plan;
  const control = yield* run.control(observers.enter());
  const ensemble = range.count === 0 ? null : yield* run.members();
  const { runner, kernel } = run;
  const count = Math.max(range.count, 1);
  const slots = describeSlots(program);
  const simulated: SimulatedRun = {
    kind: 'run',
    config,
    model: program.compiled.model,
    seed: range.seed,
    members: plan.members,
    member,
    slots: slots.filter(({ kind }) => kind !== 'hidden'),
    targets: plan.targets.flatMap((slot) => slots[slot] ?? []),
    horizons: plan.horizons,
    quantiles: plan.quantiles,
    eventNames: plan.events.map(({ name }) => name),
    control,
    ensemble,
    deterministic,
    attribution: attribute(runner, count),
    corrections: totalCorrections(runner),
    exposure: startExposure(runner),
    draws: runner.draws,
    warnings: [...warnings, ...warnOfRun(runner)],
    kernel,
  };
  closeRunner(runner);
  return simulated;
}

/** The initial values that members draw: those that neither the scenario nor a history says. */
function drawnAtStart(
  { program, overrides }: ScenarioPlan,
  start: PreparedStart | undefined,
): CompiledDraw[] {
  const { names } = program;
  const given = new Set(overrides.map(({ slot }) => slot));
  const observed = new Set(start === undefined ? [] : (start.observed ?? names));
  return program.compiled.initialDraws.filter(
    ({ index, name }) => !given.has(index) && !observed.has(name),
  );
}

/** Values at turn 0 with those of the scenario, NaN where one is computed. */
function blankStart({ program, overrides }: ScenarioPlan): Float64Array {
  const blank = program.initial.slice();
  for (const { slot, value } of overrides) blank[slot] = value;
  return blank;
}

/** The path at turn 0: the history's last state or the initial one, then the overrides. */
function startPath(plan: ScenarioPlan, prepared: CausalPath | undefined): LaggedPath {
  const { program } = plan;
  const path =
    prepared === undefined
      ? createPath(program.initial, 0, program.maxLag)
      : widenPath(ownBase(prepared, program), program.size, program.initial);
  for (const { slot, value } of plan.overrides) path.x[slot] = value;
  const law = new Interpreter(program);
  law.start(path);
  boundAll(program, path.x, 0, null);
  law.measureAt(path, path.x, 0, null);
  refreshTurn(path);
  return path;
}

/** A prepared path has the declared slots only: no history knows a scenario's dynamic overlays. */
function ownBase(path: CausalPath, program: Program): LaggedPath {
  return ownPath(path, { ...program, size: program.compiled.names.length });
}

function startExposure(runner: PathRunner): SimulatedRun['exposure'] {
  const { compiled } = runner.plan.program;
  if (compiled.exposed.length === 0) return null;
  const cash = compiled.index.get(CASH) ?? -1;
  return {
    start: exposureOf(runner, runner.start.x),
    cash:
      compiled.kinds[cash] === 'capital'
        ? runner.convert.toNatural(cash, runner.start.x[cash] ?? 0)
        : 0,
  };
}

function describeSlots({ compiled, names, noise }: Program): readonly RunSlot[] {
  if (names.length === compiled.names.length) return compiled.runSlots;
  const dynamic = names.slice(compiled.names.length);
  const sd = noise[compiled.names.length] ?? 0; // all of them have the same
  return [
    ...compiled.runSlots,
    ...dynamic.map((name): RunSlot => ({ name, ...DYNAMIC_SLOT, noise: sd })),
  ];
}

const DYNAMIC_SLOT = { kind: 'overlay', unit: null, transform: 'identity' } as const;

/** Averages what moved every target; `end` is the mean of the paths' last values. */
function attribute(
  { plan, tally, start, own, alone, corrector }: PathRunner,
  paths: number,
): RunAttribution[] {
  return attributedTargets(plan).map((slot) => {
    // members may each have drawn where they start
    const from =
      own === null || alone
        ? countedValue(plan.program, slot, start.x[slot] ?? 0)
        : (own.starts[slot] ?? 0) / paths;
    return {
      target: plan.program.names[slot] ?? '',
      start: from,
      end: (tally.ends[slot] ?? 0) / paths,
      scale: Math.max(tally.largest[slot] ?? 0, Math.abs(from), leastSize(plan.program, slot)),
      parts: partsOf(tally, plan.program, corrector, slot, paths),
    };
  });
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
