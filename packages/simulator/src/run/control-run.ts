import {
  fail,
  ScenarioError,
  type ControlStep,
  type ScenarioConfig,
  type TurnObserver,
} from '@pulse-stream/worldstate';
import {
  GROUP_OF,
  type ControlRun,
  type SymbolicReading,
  type TurnRecord,
  type TurnSummary,
  type WorldValues,
} from '@pulse-stream/worldstate/internal';
import { ARC_OVERLAYS, createArcReader, type ArcReader } from '../symbols/arc.ts';
import type { CompiledTag } from '../model/compiled-model.ts';
import { NumericError } from '../math/numeric-error.ts';
import type { LaggedPath } from '../law/lagged-path.ts';
import { countedValue } from '../law/error-scale.ts';
import { ControlSteps } from './control-steps.ts';
import type { DrivenKernel } from './find-kernel.ts';
import { advancePath, beginPath, recordTargets, type PathRunner } from './path-runner.ts';
import { exposureOf } from './run-members.ts';
import { readTags } from '../symbols/symbolic-tag.ts';
import type { TracePlan } from '../scenario/trace-plan.ts';

/** Turns between two looks at whether to go on. */
const TURNS_PER_SLICE = 20_000;

/**
 * The control run: deterministic, noise-free; its turns are the trace, its end is `final_state`.
 * @param observers see every turn; what they throw fails the scenario with `observer-failed`
 * @param kernel runs its turns, when nobody looks at what happens in them; null: the law does
 */
export function* runControl(
  runner: PathRunner,
  config: ScenarioConfig,
  observers: readonly TurnObserver[],
  total: number,
  kernel: DrivenKernel | null,
): Generator<{ done: number; total: number }, ControlRun> {
  const { plan, path } = runner;
  const { horizons, targets, turns } = plan;
  const values = new Float64Array(targets.length * horizons.length);
  const arc = config.use_symbolism ? openArc(runner) : null;
  const trace = plan.trace === null ? null : openTrace(runner, plan.trace, config.use_symbolism);
  runner.memory?.open();
  beginPath(runner, null);
  const steps = kernel === null ? null : new ControlSteps(runner, kernel);
  const start = readWorld(runner, path);
  for (let turn = 1, horizon = 0; turn <= turns; turn += 1) {
    if (steps === null) advancePath(runner, null);
    else steps.step();
    if (turn === horizons[horizon]) {
      recordTargets(runner, horizon, values, 1, 0);
      horizon += 1;
    }
    arc?.read(path);
    if (trace !== null && turn % trace.every === 0) trace.add();
    if (observers.length > 0) observe(runner, observers);
    if (turn % TURNS_PER_SLICE !== 0) continue;
    yield { done: turn, total };
    runner.memory?.take();
  }
  steps?.close();
  if (runner.alone) closeControlTally(runner);
  return {
    start,
    final: readWorld(runner, path),
    values,
    events: Array.from(runner.satisfied, (hit) => hit === 1),
    exposureChange: exposureOf(runner, path.x) - exposureOf(runner, runner.start.x),
    trace: trace?.records ?? null,
    symbolic: readSymbols(runner, config, arc?.reader ?? null),
  };
}

/** Without members the control run is the forecast: its end and limits are what is attributed. */
function closeControlTally({ path, tally, corrector }: PathRunner): void {
  // a sum of one, as of members: it makes a −0 a 0
  for (const [slot, x] of path.x.entries())
    tally.ends[slot] = 0 + countedValue(tally.program, slot, x);
  if (corrector !== null) tally.clipped.set(corrector.clipped);
}

/**
 * The world of a path in natural units.
 * @param slots those that are read, in slot order; default: all
 */
function readWorld(
  { plan, convert }: PathRunner,
  path: LaggedPath,
  slots: Iterable<number> = plan.program.kinds.keys(),
): WorldValues {
  const { kinds, names } = plan.program;
  const world: WorldValues = { turn: path.turn, overlays: {}, variables: {}, capital: {} };
  const values: Record<string, number> = {};
  for (const slot of slots) {
    const kind = kinds[slot] ?? 'hidden';
    if (kind === 'hidden' || isLeftOut(path, slot)) continue;
    const group = kind === 'value' ? values : world[GROUP_OF[kind]];
    group[names[slot] ?? ''] = convert.toNatural(slot, path.x[slot] ?? 0);
  }
  return plan.program.compiled.values.length === 0 ? world : { ...world, values };
}

/** A value that is not known at the end of the last turn. */
const isLeftOut = ({ x }: LaggedPath, slot: number): boolean => Number.isNaN(x[slot]);

/** Reads the arc along the way; null when the model lacks one of its overlays. */
function openArc({
  plan,
  convert,
}: PathRunner): { reader: ArcReader; read(p: LaggedPath): void } | null {
  const slots = ARC_OVERLAYS.map((name) => plan.program.names.indexOf(name));
  if (slots.includes(-1)) return null;
  const reader = createArcReader();
  const [hope = 0, despair = 0, rage = 0, fatigue = 0] = slots;
  return {
    reader,
    read: ({ x }) => {
      const natural = (slot: number): number => convert.toNatural(slot, x[slot] ?? 0);
      reader.read(natural(hope), natural(despair), natural(rage), natural(fatigue));
    },
  };
}

function readSymbols(
  runner: PathRunner,
  config: ScenarioConfig,
  reader: ArcReader | null,
): SymbolicReading | null {
  if (!config.use_symbolism) return null;
  const tag = tagNow(runner);
  if (tag === null) return null;
  const arc = reader?.score();
  return {
    tag: tag.label,
    code: tag.code,
    arc: arc?.label ?? null,
    score: arc?.score ?? null,
    arcCertainty: arc?.certainty ?? null,
    volatility: arc?.volatility ?? null,
  };
}

function tagNow({ plan, convert, path }: PathRunner): CompiledTag | null {
  const { compiled, kinds, names } = plan.program;
  const slotOf = (name: string): number => names.indexOf(name);
  try {
    return readTags(
      compiled.tags,
      (name) =>
        name === 'turn' ? path.turn : convert.toNatural(slotOf(name), path.x[slotOf(name)] ?? 0),
      (name) => kinds[slotOf(name)] === 'overlay',
    );
  } catch (error) {
    if (error instanceof NumericError)
      return fail(error.code, 'simulate', `${error.message} in a tag at turn ${path.turn}`);
    throw error;
  }
}

interface Trace {
  readonly every: number;
  readonly records: TurnRecord[] | TurnSummary[];
  /** Adds the turn that just ended. */
  add(): void;
}

function openTrace(
  runner: PathRunner,
  { form, every, slots }: TracePlan,
  usesSymbols: boolean,
): Trace {
  const { plan, path, scratch, convert } = runner;
  const { names, kinds, compiled } = plan.program;
  const shown = slots ?? [...names.keys()].filter((slot) => kinds[slot] !== 'hidden');
  const hasClock = compiled.model.time !== undefined;
  const full: TurnRecord[] = [];
  const summaries: TurnSummary[] = [];
  const add = (): void => {
    const tag = usesSymbols ? tagNow(runner) : null;
    const fired_rules = firedRules(runner);
    const symbolic_tag = tag?.label ?? null;
    if (form === 'summary') {
      summaries.push({ turn: path.turn, fired_rules, symbolic_tag });
      return;
    }
    const deltas: Record<string, number> = {};
    for (const slot of shown.filter((each) => !isLeftOut(path, each)))
      deltas[names[slot] ?? ''] =
        convert.toNatural(slot, path.x[slot] ?? 0) -
        convert.toNatural(slot, scratch.before[slot] ?? 0);
    const { turn, ...world } = readWorld(runner, path, shown);
    full.push({
      turn,
      ...(hasClock ? { time: runner.own?.law.clockAfter(path).time ?? 0 } : {}),
      ...world,
      deltas,
      fired_rules,
      symbolic_tag,
      symbolic_tag_enum: tag?.code ?? null,
    });
  };
  return { every, records: form === 'summary' ? summaries : full, add };
}

/** Ids of the rules that fired in the turn that just ended, in firing order. */
function firedRules({ plan, scratch }: PathRunner): string[] {
  const { rules } = plan.program.compiled;
  const ids: string[] = [];
  for (let index = 0; index < scratch.firedCount; index += 1)
    ids.push(rules[scratch.fired[index] as number]?.id ?? ''); // counted
  return ids;
}

function observe(runner: PathRunner, observers: readonly TurnObserver[]): void {
  const { plan, path, scratch } = runner;
  const step: ControlStep = {
    turn: path.turn,
    slots: plan.program.names,
    before: scratch.before,
    after: path.x,
    drift: scratch.drift,
    correction: scratch.correction,
    firedRules: firedRules(runner),
  };
  for (const observer of observers) {
    try {
      observer.observeTurn(step);
    } catch (error) {
      if (error instanceof ScenarioError) throw error;
      fail('observer-failed', 'observe', `a turn observer failed at turn ${path.turn}`);
    }
  }
}
