import { PulseError } from '@pulse-stream/worldstate';
import type { OpenRng } from '@pulse-stream/worldstate/internal';
import { createTemplate, type BaseConfig } from './line-template.ts';
import { createNumbering, eachReplication, prefixOf, type SharedParts } from './level-designs.ts';
import {
  createLatinPoints,
  createRandomPoints,
  createSobolPoints,
  type OpenStream,
  type UnitPoints,
} from './unit-points.ts';
import type { Scalar } from './axis.ts';
import type { Variable } from './variable.ts';

/** What a design of points is written from. */
export interface SampledParts extends SharedParts {
  readonly method: 'lhs' | 'sobol' | 'mc';
  readonly points: number;
  readonly seed: number | string | undefined;
  readonly maximin: boolean;
  readonly openRng: OpenRng;
}

/** A distribution is read inside its finest cell, where a sequence stands on the edge of one. */
const HALF_CELL = 2 ** -33;

/** The value of a variable at a share of its axis. */
function valueAt({ name, axis }: Variable, share: number): Scalar {
  if (axis.kind === 'levels') return axis.level(Math.floor(share * axis.count));
  if (axis.kind === 'range') {
    const { low, high, whole } = axis;
    return whole
      ? low + Math.floor(share * (high - low + 1))
      : Math.min(high, low + (high - low) * share);
  }
  const value = axis.quantile(Math.min(1 - HALF_CELL, Math.max(HALF_CELL, share)));
  if (Number.isFinite(value)) return value;
  throw new PulseError('option-invalid', `--var ${name}: draws beyond the largest number`);
}

function openPoints(parts: SampledParts, dimensions: number): UnitPoints {
  const { method, variables, points, seed, maximin, openRng } = parts;
  const open: OpenStream = (purpose) => openRng(seed ?? 0, 0, `design ${purpose}`);
  const names = variables.map(({ name }) => name);
  if (method === 'sobol') return createSobolPoints(dimensions, seed === undefined ? null : open);
  return method === 'mc'
    ? createRandomPoints(names, open)
    : createLatinPoints(names, points, maximin, open);
}

/** One line a point (and replication), numbered. */
export function* writePoints(parts: SampledParts): Generator<string> {
  const { method, variables, base, points, replications } = parts;
  const print = createTemplate(base, [['id'], ...variables.map(({ path }) => path)]);
  const next = openPoints(parts, variables.length);
  const shares = new Float64Array(variables.length);
  const values: Scalar[] = Array.from({ length: variables.length + 1 }, () => '');
  const number = createNumbering(points);
  const head = `${prefixOf(base)}${method}-`;
  for (let index = 0; index < points; index += 1) {
    next(shares);
    for (const [at, variable] of variables.entries())
      values[at + 1] = valueAt(variable, shares[at] ?? 0);
    for (const id of eachReplication(head + number(index), replications)) {
      values[0] = id;
      yield print(values);
    }
  }
}

/** The base with a place for what `sensitivity` reads of a line: its block, and its matrix. */
function withDesign(base: BaseConfig): BaseConfig {
  const { meta = {} } = base;
  if (typeof meta !== 'object' || meta === null || Array.isArray(meta))
    throw new PulseError('option-invalid', 'meta of the base is an object');
  return { ...base, meta };
}

/**
 * The layout of Saltelli for Sobol indices: points A and B of one sequence with two dimensions a
 * variable; in each block the scenario of A, that of B, and for every variable that of A with the
 * value of B for it alone. Blocks are whole one after the other, so that what is cut off costs its
 * block and no more.
 * @see A. Saltelli et al.: Variance based sensitivity analysis of model output,
 *   Comput. Phys. Commun. 181, 259-270 (2010)
 */
export function* writeIndexBlocks(parts: SampledParts): Generator<string> {
  const { variables, base, points, replications } = parts;
  const count = variables.length;
  const print = createTemplate(withDesign(base), [
    ['id'],
    ['meta', 'design', 'block'],
    ['meta', 'design', 'matrix'],
    ...variables.map(({ path }) => path),
  ]);
  const next = openPoints(parts, 2 * count);
  const shares = new Float64Array(2 * count);
  const number = createNumbering(points);
  const prefix = prefixOf(base);
  for (let block = 0; block < points; block += 1) {
    next(shares);
    const a = variables.map((variable, at) => valueAt(variable, shares[at] ?? 0));
    const b = variables.map((variable, at) => valueAt(variable, shares[count + at] ?? 0));
    const scenarios: readonly (readonly [string, readonly Scalar[]])[] = [
      ['A', a],
      ['B', b],
      ...variables.map(({ name }, at): [string, readonly Scalar[]] => [
        `A/${name}`,
        a.map((value, index) => (index === at ? (b[at] ?? value) : value)),
      ]),
    ];
    for (const [matrix, values] of scenarios)
      for (const id of eachReplication(`${prefix}sobol-${number(block)}-${matrix}`, replications))
        yield print([id, block, matrix, ...values]);
  }
}
