import { fail, type Corrector, type OpenRng, type Rng } from '@pulse-stream/worldstate';
import { evaluateCondition, NumericError, type Readings } from './evaluate.ts';
import { copyPath, type LaggedPath } from './lagged-path.ts';
import type { PlannedEvent, ScenarioPlan } from './scenario-plan.ts';
import { createTally, type Tally } from './tally.ts';
import { stepTurn, type Act, type Converters } from './turn.ts';
import { createScratch, type TurnScratch } from './turn-scratch.ts';

/** Everything the paths of one scenario share; one per run, never shared between scenarios. */
export interface PathRunner {
  readonly plan: ScenarioPlan;
  readonly corrector: Corrector | null;
  readonly convert: Converters;
  readonly start: LaggedPath;
  /** The path being simulated. */
  readonly path: LaggedPath;
  readonly scratch: TurnScratch;
  readonly tally: Tally;
  /** Natural values of every slot after the turn, filled only when there are events. */
  readonly natural: Float64Array;
  /** By event: whether the present path has satisfied it. */
  readonly satisfied: Uint8Array;
  draws: number;
}

const NO_ACTS: readonly Act[] = [];

/** A runner whose paths all start at `start`. */
export function createRunner(
  plan: ScenarioPlan,
  start: LaggedPath,
  corrector: Corrector | null,
  convert: Converters,
): PathRunner {
  const { program } = plan;
  return {
    plan,
    corrector,
    convert,
    start,
    path: { ...start, x: start.x.slice(), ring: start.ring.slice() },
    scratch: createScratch(program, corrector),
    tally: createTally(program, corrector),
    natural: new Float64Array(program.size),
    satisfied: new Uint8Array(plan.events.length),
    draws: 0,
  };
}

/** Streams of one member: the declared slots share one, every dynamic overlay has its own. */
export interface MemberStreams {
  readonly declared: Rng;
  readonly dynamic: readonly Rng[];
}

/**
 * Opens the noise streams of a member: purpose "noise" for declared slots, "noise:NAME" for a
 * dynamic overlay, so that adding one never shifts what another draws.
 */
export function openMemberStreams(
  runner: PathRunner,
  openRng: OpenRng,
  seed: number | string,
  member: number,
): MemberStreams {
  const { program } = runner.plan;
  const declared = program.compiled.names.length;
  return {
    declared: openRng(seed, member, 'noise'),
    dynamic: program.names.slice(declared).map((name) => openRng(seed, member, `noise:${name}`)),
  };
}

/** One turn's standard normals: declared slots with noise in slot order, then dynamic overlays. */
function drawNormals(runner: PathRunner, streams: MemberStreams, normals: Float64Array): void {
  const { noise, compiled, size } = runner.plan.program;
  const declared = compiled.names.length;
  for (let slot = 0; slot < size; slot += 1) {
    if (noise[slot] === 0) normals[slot] = 0;
    else if (slot < declared) normals[slot] = streams.declared.nextNormal();
    // There is one stream per dynamic overlay.
    else normals[slot] = (streams.dynamic[slot - declared] as Rng).nextNormal();
  }
}

/** Puts the path back to the start. */
export function beginPath(runner: PathRunner, member: number): void {
  copyPath(runner.path, runner.start);
  runner.satisfied.fill(0);
  runner.corrector?.begin(member);
}

/**
 * Advances the path by one turn and looks for events.
 * @param streams null on the control run
 */
export function advancePath(runner: PathRunner, streams: MemberStreams | null): void {
  const { plan, corrector, convert, path, scratch, tally } = runner;
  const acts = plan.acts.get(path.turn + 1) ?? NO_ACTS;
  const draw =
    streams === null
      ? null
      : (normals: Float64Array): void => drawNormals(runner, streams, normals);
  const count = streams === null && plan.members > 1 ? null : tally;
  stepTurn({ program: plan.program, convert, corrector, scratch, tally: count }, path, acts, draw);
  if (plan.events.length > 0) lookForEvents(runner);
}

function lookForEvents({ plan, convert, path, natural, satisfied }: PathRunner): void {
  for (let slot = 0; slot < natural.length; slot += 1)
    natural[slot] = convert.toNatural(slot, path.x[slot] as number); // same length
  const readings: Readings = {
    x: natural,
    params: plan.program.params,
    turn: path.turn,
    lag: () => {
      throw new Error('an event reads no lags');
    },
  };
  for (const [index, event] of plan.events.entries())
    if (satisfied[index] === 0 && path.turn >= event.from && path.turn <= event.to)
      satisfied[index] = holds(event, readings) ? 1 : 0;
}

function holds(event: PlannedEvent, readings: Readings): boolean {
  try {
    return evaluateCondition(event.condition.tree, readings);
  } catch (error) {
    if (error instanceof NumericError)
      return fail(
        error.code,
        'simulate',
        `${error.message} in event ${event.name} at turn ${readings.turn}`,
      );
    throw error;
  }
}

/** Writes the natural values of the targets into `values[(t × H + h) × stride + offset]`. */
export function recordTargets(
  { plan, convert, path }: PathRunner,
  horizon: number,
  values: Float64Array,
  stride: number,
  offset: number,
): void {
  const { targets, horizons } = plan;
  for (let target = 0; target < targets.length; target += 1) {
    const slot = targets[target] as number; // in range
    values[(target * horizons.length + horizon) * stride + offset] = convert.toNatural(
      slot,
      path.x[slot] as number, // a target is a slot
    );
  }
}
