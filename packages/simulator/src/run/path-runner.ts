import type { Corrector } from '@pulse-stream/worldstate';
import { CONTROL_RUN } from '@pulse-stream/worldstate/internal';
import {
  actOnParams,
  beginOwnNumbers,
  chanceOf,
  openOwnNumbers,
  type OwnNumbers,
  type OwnStart,
} from './own-numbers.ts';
import { raise } from '../law/raise.ts';
import { plainReadings, type Readings } from '../language/evaluate.ts';
import { copyPath, type LaggedPath } from '../law/lagged-path.ts';
import type { LawMemory } from '../law/law-memory.ts';
import type { Law } from '../law/law.ts';
import { SURELY_NATURAL, toNatural, toTransformed } from '../math/transform.ts';
import { visitTree } from '../language/tree.ts';
import type { Program } from '../model/program.ts';
import { MemberStream, type RandomStream } from '../random/random-stream.ts';
import type { PlannedEvent } from '../scenario/plan-events.ts';
import type { ScenarioPlan } from '../scenario/plan-scenario.ts';
import type { Chance, NormalStreams } from '../law/chance.ts';
import type { DrawNormals } from '../law/shocks.ts';
import { stepTurn, type Act, type Converters, type TurnParts } from '../law/turn.ts';
import { giveWorkspace, takeWorkspace, type Workspace } from '../law/workspace.ts';

/** Everything the paths of one scenario share; one per run, never shared between scenarios. */
export interface PathRunner extends Workspace {
  readonly plan: ScenarioPlan;
  /** Whether the control run is all there is: then it counts what moved it. */
  readonly alone: boolean;
  /** The turn of a member, and of the control run when it has none: it counts. */
  readonly counting: TurnParts;
  /** The turn of a control run beside members. */
  readonly plain: TurnParts;
  readonly corrector: Corrector | null;
  readonly convert: Converters;
  /** Where turns are computed, if not in arrays of the run. */
  readonly memory: LawMemory | undefined;
  readonly start: LaggedPath;
  /** null: no path of the scenario has numbers of its own. */
  readonly own: OwnNumbers | null;
  /** 1 for the slots that events read; made when somebody looks for events turn by turn. */
  watched: Uint8Array | null;
  /** By event: whether the present path has satisfied it. */
  readonly satisfied: Uint8Array;
  draws: number;
}

const NO_ACTS: readonly Act[] = [];

/**
 * A runner whose paths all start at `start`.
 * @param own where the paths begin, each for itself
 */
export function createRunner(
  plan: ScenarioPlan,
  start: LaggedPath,
  corrector: Corrector | null,
  law: Law,
  alone: boolean,
  own: OwnStart,
): PathRunner {
  const { program } = plan;
  const memory = corrector === null ? undefined : law.memory;
  const space = takeWorkspace(program, start, corrector, memory);
  const { scratch, tally } = space;
  const convert = convertersAt(program, space.path);
  const counting = { program, law, convert, corrector, scratch, tally };
  return {
    plan,
    alone,
    counting,
    plain: { ...counting, tally: null },
    corrector,
    convert,
    memory,
    start,
    own: openOwnNumbers(plan, law, own),
    ...space,
    watched: null,
    satisfied: new Uint8Array(plan.events.length),
    draws: 0,
  };
}

function watchedSlots({ events, program }: ScenarioPlan): Uint8Array {
  const watched = new Uint8Array(program.size);
  for (const { condition } of events)
    visitTree(condition.tree, (node) => {
      if (node.op === 'slot') watched[node.slot] = 1;
    });
  return watched;
}

/** Ends a run: nothing of the runner is looked at any more. */
export function closeRunner({ plan, corrector, path, scratch, tally, natural }: PathRunner): void {
  giveWorkspace(plan.program, corrector, { path, scratch, tally, natural });
}

/** Conversions along a path: a value without a natural one fails the scenario. */
function convertersAt(program: Program, path: LaggedPath): Converters {
  const { transforms } = program;
  return {
    toTransformed: (slot, natural) => toTransformed(transforms[slot] as 'identity', natural), // one per slot
    toNatural(slot, x) {
      try {
        return toNatural(transforms[slot] as 'identity', x); // one per slot
      } catch (error) {
        return raise(error, `${program.names[slot]} at turn ${path.turn}`);
      }
    },
  };
}

/** Streams of the members, one member after the other. */
export interface MemberStreams extends NormalStreams {
  /** The member on its way. */
  member: number;
  readonly seed: number | string;
  readonly declared: MemberStream;
  readonly dynamic: readonly MemberStream[];
  readonly draw: DrawNormals;
  /** null: the normals per turn are all that chance gives. */
  readonly chance: Chance | null;
}

/**
 * Opens the noise streams of members: purpose "noise" for declared slots, "noise:NAME" for a
 * dynamic overlay, so that adding one never shifts what another draws.
 */
export function openMemberStreams(runner: PathRunner, seed: number | string): MemberStreams {
  const { program } = runner.plan;
  const declared = new MemberStream(seed, 'noise');
  const dynamic = program.names
    .slice(program.compiled.names.length)
    .map((name) => new MemberStream(seed, `noise:${name}`));
  return {
    member: CONTROL_RUN,
    seed,
    declared,
    dynamic,
    draw: () => drawNormals(runner, declared, dynamic),
    chance: runner.own === null ? null : chanceOf(runner.own, program, seed),
  };
}

/** From now on the streams are those of this member, at their start. */
export function beginStreams(streams: MemberStreams, member: number): void {
  streams.member = member;
  streams.declared.begin(member);
  for (const stream of streams.dynamic) stream.begin(member);
}

/** One turn's standard normals: declared slots with noise in slot order, then dynamic overlays. */
function drawNormals(
  { plan, scratch }: PathRunner,
  declared: RandomStream,
  dynamic: readonly RandomStream[],
): void {
  const { noise, compiled } = plan.program;
  const { normals, drawn } = scratch;
  const { noisy } = compiled;
  declared.fillNormals(drawn, noisy.length);
  for (let index = 0; index < noisy.length; index += 1)
    normals[noisy[index] as number] = drawn[index] as number; // one draw per noisy slot
  for (let index = 0; index < dynamic.length; index += 1) {
    const slot = compiled.names.length + index;
    if (noise[slot] !== 0) normals[slot] = (dynamic[index] as RandomStream).nextNormal(); // in range
  }
}

/**
 * Puts the path back to the start.
 * @param streams null on the control run
 */
export function beginPath(runner: PathRunner, streams: MemberStreams | null): void {
  copyPath(runner.path, runner.start);
  runner.satisfied.fill(0);
  runner.scratch.chance = streams?.chance ?? null;
  if (streams !== null) streams.chance?.begin(streams.member, streams);
  if (runner.own !== null) beginOwnNumbers(runner.own, runner.plan, runner.path, streams);
  runner.corrector?.begin(streams?.member ?? CONTROL_RUN);
}

/**
 * Advances the path by one turn and looks for events.
 * @param streams null on the control run
 */
export function advancePath(runner: PathRunner, streams: MemberStreams | null): void {
  const { plan, path } = runner;
  const acts = plan.acts.size === 0 ? NO_ACTS : (plan.acts.get(path.turn + 1) ?? NO_ACTS);
  if (runner.own !== null && plan.paramActs.size > 0)
    actOnParams(runner.own, plan.paramActs.get(path.turn + 1) ?? [], path.turn + 1);
  const parts = streams === null && !runner.alone ? runner.plain : runner.counting;
  stepTurn(parts, path, acts, streams === null ? null : streams.draw);
  if (plan.events.length > 0) lookForEvents(runner);
}

function unreadLag(): never {
  throw new Error('an event reads no lags');
}

/** Every slot must have a natural value when there are events; it is computed where one reads it. */
function lookForEvents(runner: PathRunner): void {
  const { plan, own, convert, path, natural, satisfied } = runner;
  const watched = (runner.watched ??= watchedSlots(plan));
  for (let slot = 0; slot < natural.length; slot += 1) {
    const value = path.x[slot] as number; // same length
    if (watched[slot] === 1 || !(value <= SURELY_NATURAL))
      natural[slot] = convert.toNatural(slot, value);
  }
  const readings = plainReadings(
    natural,
    own?.params ?? plan.program.params,
    path.turn,
    unreadLag,
    own?.law.clockAfter(path),
  );
  for (let index = 0; index < plan.events.length; index += 1) {
    const event = plan.events[index] as PlannedEvent; // in range
    if (satisfied[index] === 0 && path.turn >= event.from && path.turn <= event.to)
      satisfied[index] = holds(event, readings) ? 1 : 0;
  }
}

function holds(event: PlannedEvent, readings: Readings): boolean {
  try {
    return event.condition.compute(readings);
  } catch (error) {
    return raise(error, `event ${event.name} at turn ${readings.turn}`);
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
