import { PulseError } from '@pulse-stream/worldstate';
import type { OpenRng } from '@pulse-stream/worldstate/internal';
import type { Axis } from './axis.ts';
import type { BaseConfig } from './line-template.ts';
import { MOST_MAXIMIN_POINTS } from './maximin.ts';
import { writeProbes } from './probe-lines.ts';
import { writeGrid, writeOneAtATime } from './level-designs.ts';
import { writeIndexBlocks, writePoints } from './point-designs.ts';
import { MOST_DIMENSIONS, MOST_POINTS } from './sobol-sequence.ts';
import type { Variable } from './variable.ts';

/** The kinds of designs. */
export const DESIGN_METHODS = ['grid', 'oat', 'lhs', 'sobol', 'mc'] as const;
export type DesignMethod = (typeof DESIGN_METHODS)[number];

/** What a design is made of. */
export interface DesignOptions {
  /**
   * `grid`: every combination of the values · `oat`: the base, then one variable after the other ·
   * `lhs`: a Latin hypercube · `sobol`: a Sobol sequence · `mc`: independent points.
   */
  readonly method: DesignMethod;
  readonly variables: readonly Variable[];
  /** What every line says beside the variables. */
  readonly base?: BaseConfig | undefined;
  /** Points of lhs, sobol and mc. */
  readonly points?: number | undefined;
  /** lhs and mc: default 0. sobol: scrambled by it; without one the published points. */
  readonly seed?: number | string | undefined;
  /** How often each scenario is there, with an id of its own, so with other noise; default 1. */
  readonly replications?: number | undefined;
  /** lhs: spread the points. */
  readonly maximin?: boolean | undefined;
  /** sobol: blocks of lines from which first-order and total indices are computed. */
  readonly indices?: boolean | undefined;
  /** Opens a stream of chance; `openRng` of the simulator. */
  readonly openRng: OpenRng;
}

/** Scenario lines that are made as they are read. */
export interface Design {
  /** How many there are. */
  readonly count: number;
  /** JSON texts without a line end, from the first one again with every call. */
  lines(): Generator<string, void, undefined>;
  /**
   * Lines to be judged before a design is written: for each variable lines with its values (with its
   * ends, where they cannot be listed), all others as in the first line.
   */
  probes(): Generator<{ readonly name: string; readonly line: string }, void, undefined>;
}

/** Whole numbers are counted exactly up to here. */
const MOST_LINES = Number.MAX_SAFE_INTEGER;
const MOST_REPLICATIONS = 1_000_000;

function refuse(message: string): never {
  throw new PulseError('option-invalid', message);
}

function readCount(value: number, what: string, most: number): number {
  if (Number.isSafeInteger(value) && value >= 1 && value <= most) return value;
  return refuse(`${what} is a whole number from 1 to ${most}, not ${value}`);
}

/** Replications with one seed, or a fixed one, would be the same run again and again. */
function refuseSameRuns({ variables, base = {}, replications = 1 }: DesignOptions): void {
  if (replications === 1) return;
  if (base['seed'] !== undefined || variables.some(({ path }) => path[0] === 'seed'))
    refuse('replications differ by their noise: leave the seed out of the base and the variables');
}

function refuseRepeated(variables: readonly Variable[]): void {
  const seen = new Map<string, string>();
  for (const { name, path } of variables) {
    const place = JSON.stringify(path);
    const other = seen.get(place);
    if (other !== undefined)
      refuse(`--var ${name}: is there twice${other === name ? '' : ` (${other})`}`);
    seen.set(place, name);
  }
}

const isSampled = (method: DesignMethod): boolean => method !== 'grid' && method !== 'oat';

/** What an option of another method would change is nothing. */
function refuseUnused(options: DesignOptions): void {
  const { method, points, seed, maximin, indices } = options;
  const given = { points, seed, maximin, indices };
  const used: Readonly<Record<keyof typeof given, boolean>> = {
    points: isSampled(method),
    seed: isSampled(method),
    maximin: method === 'lhs',
    indices: method === 'sobol',
  };
  const owners: Readonly<Record<keyof typeof given, string>> = {
    points: 'lhs, sobol and mc',
    seed: 'lhs, sobol and mc',
    maximin: 'lhs',
    indices: 'sobol',
  };
  for (const name of ['points', 'seed', 'maximin', 'indices'] as const)
    if (given[name] !== undefined && given[name] !== false && !used[name])
      refuse(`design ${method} does not use ${name}: it belongs to ${owners[name]}`);
}

function refuseWithoutLevels(method: DesignMethod, { name, axis }: Variable): void {
  if (method === 'grid' && axis.kind !== 'levels')
    refuse(`--var ${name}: a grid needs values: a list (5,10), or a range with a step (0..1:0.1)`);
}

const levelsOf = (axis: Axis): number => (axis.kind === 'levels' ? axis.count : 2);

/**
 * Makes a design: scenario lines in which some places vary. The same options give the same bytes. The
 * lines are made one by one, so that a design of any size needs no memory (but for maximin).
 * @throws PulseError `option-invalid` for what cannot be, or would change nothing
 */
export function createDesign(options: DesignOptions): Design {
  const { method, variables, replications = 1 } = options;
  if (variables.length === 0) refuse('a design needs something that varies: --var hope=0..1:0.1');
  refuseUnused(options);
  refuseRepeated(variables);
  readCount(replications, 'the number of replications', MOST_REPLICATIONS);
  refuseSameRuns(options);
  for (const variable of variables) refuseWithoutLevels(method, variable);
  const base = options.base ?? {};
  const count = countScenarios(options) * replications;
  if (count > MOST_LINES) refuse(`the design has ${count} lines, more than can be counted`);
  const shared = { variables, base, replications };
  const probes = () => writeProbes(shared);
  if (method === 'grid') return { count, probes, lines: () => writeGrid(shared) };
  if (method === 'oat') return { count, probes, lines: () => writeOneAtATime(shared) };
  const { points = 0, seed, maximin = false, openRng } = options;
  const sampled = { ...shared, method, points, seed, maximin, openRng };
  return {
    count,
    probes,
    lines: () => (options.indices === true ? writeIndexBlocks(sampled) : writePoints(sampled)),
  };
}

function countScenarios(options: DesignOptions): number {
  const { method, variables, points, indices = false, maximin = false } = options;
  const levels = variables.map(({ axis }) => levelsOf(axis));
  if (method === 'grid') return levels.reduce((product, count) => product * count, 1);
  if (method === 'oat') return levels.reduce((sum, count) => sum + count, 1);
  if (points === undefined) return refuse(`design ${method} needs the number of points: -n 1000`);
  readCount(points, 'the number of points', MOST_POINTS);
  if (maximin && points > MOST_MAXIMIN_POINTS)
    refuse(`maximin compares all points: at most ${MOST_MAXIMIN_POINTS}, not ${points}`);
  const dimensions = variables.length * (indices ? 2 : 1);
  if (method === 'sobol' && dimensions > MOST_DIMENSIONS)
    refuse(
      `a Sobol sequence has ${MOST_DIMENSIONS} dimensions here, too few for ${variables.length} variables${indices ? ' (indices take two each)' : ''}`,
    );
  return indices ? points * (variables.length + 2) : points;
}
