import { fail, type Failure } from '@pulse-stream/worldstate';
import type { CompiledDraw } from '../model/compiled-model.ts';
import { boundAll } from '../law/bounds-and-decay.ts';
import { failTooLarge, raise } from '../law/raise.ts';
import { countedValue } from '../law/error-scale.ts';
import { Chance } from '../law/chance.ts';
import { Interpreter } from '../law/interpreter.ts';
import { refreshTurn, type LaggedPath } from '../law/lagged-path.ts';
import { readsSlot } from '../language/tree.ts';
import type { Law } from '../law/law.ts';
import { toTransformed } from '../math/transform.ts';
import { drawBetween, placeBetween } from '../random/named-distribution.ts';
import { openCountStream, type CountStream } from '../random/count-stream.ts';
import type { Program } from '../model/program.ts';
import type { ParamAct, ScenarioPlan } from '../scenario/plan-scenario.ts';

/** What values at turn 0 are drawn and computed from. */
export interface OwnStart {
  /** Values before anything is drawn or computed; null: a history says them. */
  readonly blank: Float64Array | null;
  /** Initial values that every member draws. */
  readonly initialDraws: readonly CompiledDraw[];
}

/** What the paths of a scenario have each for themselves: parameters, and values at turn 0. */
export interface OwnNumbers extends OwnStart {
  readonly law: Interpreter;
  /** Parameters of the present path. */
  readonly params: Float64Array;
  /** Σ over the members so far of their values at turn 0. */
  readonly starts: Float64Array;
  /** Made for the first member. */
  chance: Chance | null;
  /** Interventions that wanted more than the bounds of their parameter allow, as it first happened. */
  readonly clamped: Map<ParamAct, { readonly wanted: number; readonly inside: number }>;
  /** By what is drawn. */
  readonly streams: Map<CompiledDraw, CountStream>;
  /** Values that are not known at the end of the last turn, with what each of them lacks. */
  readonly leftOut: ReadonlyMap<string, Failure>;
}

/** Whose numbers are drawn. */
export interface MemberSeed {
  readonly seed: number | string;
  readonly member: number;
}

/**
 * @returns null: all paths have the same numbers, or the law is generated, which is so only then
 */
export function openOwnNumbers(plan: ScenarioPlan, law: Law, start: OwnStart): OwnNumbers | null {
  const { program, hasOwnNumbers } = plan;
  if (!hasOwnNumbers || !(law instanceof Interpreter)) return null;
  const leftOut = new Map<string, Failure>();
  law.endAt({ turn: plan.turns, isAsked: (slot) => isAskedAtEnd(plan, slot), leftOut });
  const params = program.params.slice();
  law.useParams(params);
  return {
    ...start,
    law,
    params,
    starts: new Float64Array(program.size),
    chance: null,
    clamped: new Map(),
    streams: new Map(),
    leftOut,
  };
}

/** Whether something reads a slot at the end of the last turn and makes more of it than a record shows. */
export function isAskedAtEnd(
  { program, turns, targets, horizons, events }: ScenarioPlan,
  slot: number,
) {
  const isIt = (other: number): boolean => other === slot;
  return (
    (horizons.at(-1) === turns && targets.includes(slot)) ||
    events.some(({ condition, to }) => to === turns && readsSlot(condition.tree, isIt)) ||
    program.compiled.tags.some(({ when }) => when !== null && readsSlot(when.tree, isIt))
  );
}

/** What chance gives the members: one for all of them, since they come one after the other. */
export function chanceOf(own: OwnNumbers, program: Program, seed: number | string): Chance {
  return (own.chance ??= new Chance(program, seed));
}

/**
 * Draws what a member has for itself, and computes its values at turn 0 from it.
 * @param path at the start of all paths
 * @param of null on the control run
 * @throws ScenarioError `draw-out-of-bounds`, and when a value at turn 0 cannot be computed
 */
export function beginOwnNumbers(
  own: OwnNumbers,
  { program }: ScenarioPlan,
  path: LaggedPath,
  of: MemberSeed | null,
): void {
  const { law, params, blank, initialDraws, starts } = own;
  params.set(program.params);
  if (of !== null && program.draws.length + initialDraws.length > 0) {
    for (const draw of program.draws) params[draw.index] = drawOne(own, draw, 'param', of);
    if (blank !== null) path.x.set(blank);
    for (const draw of initialDraws) drawInitial(own, program, path, draw, of);
    if (blank !== null) law.start(path);
    boundAll(program, path.x, 0, null);
    law.measureAt(path, path.x, 0, null);
    refreshTurn(path);
  }
  if (of === null) return;
  for (let slot = 0; slot < starts.length; slot += 1)
    starts[slot] = (starts[slot] as number) + countedValue(program, slot, path.x[slot] as number); // x has an entry per slot
}

/** Where a history was walked, its world has the value: what is drawn is how far a member is from it. */
function drawInitial(
  own: OwnNumbers,
  program: Program,
  path: LaggedPath,
  draw: CompiledDraw,
  of: MemberSeed,
): void {
  const { index, name } = draw;
  const natural = drawOne(own, draw, 'initial', of);
  try {
    const drawn = toTransformed(program.transforms[index] ?? 'identity', natural);
    const from = own.blank === null ? drawn - (program.initial[index] as number) : null; // of a slot
    path.x[index] = from === null ? drawn : (path.x[index] as number) + from; // as above
  } catch (error) {
    raise(error, `the initial value of ${name}`);
  }
}

/** @throws ScenarioError `draw-out-of-bounds` */
export function drawOne(
  { streams }: Pick<OwnNumbers, 'streams'>,
  draw: CompiledDraw,
  what: 'param' | 'initial',
  { seed, member }: MemberSeed,
): number {
  const { distribution, min, max, name } = draw;
  const stream = streams.get(draw) ?? openCountStream(seed, member, `${what}:${name}`);
  streams.set(draw, stream);
  stream.begin(member);
  const drawn = drawBetween(distribution, min, max, stream.at(0));
  if (drawn !== null) return drawn;
  return fail(
    'draw-out-of-bounds',
    'simulate',
    `no draw of ${name} came to lie ${placeBetween(min, max)}`,
    { hint: 'widen min and max, or take a distribution that lies between them' },
  );
}

/** Whether members have parameters or values at turn 0 that others do not have. */
export const drawsOwn = ({ program }: ScenarioPlan, { initialDraws }: OwnStart): boolean =>
  program.draws.length + initialDraws.length > 0;

/** Interventions on parameters before the turn; one that is kept within bounds is noted once. */
export function actOnParams(
  { params, clamped }: Pick<OwnNumbers, 'params' | 'clamped'>,
  acts: readonly ParamAct[],
  turn: number,
): void {
  for (const act of acts) {
    const { param, set, value, min, max, path } = act;
    const wanted = set ? value : (params[param] as number) + value; // a declared one
    const inside = wanted < min ? min : wanted > max ? max : wanted;
    if (!Number.isFinite(inside)) failTooLarge(`${path} at turn ${turn}`);
    params[param] = inside;
    if (inside !== wanted && !clamped.has(act)) clamped.set(act, { wanted, inside });
  }
}
