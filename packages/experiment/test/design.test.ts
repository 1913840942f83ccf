import { GivenConfig } from '@pulse-stream/worldstate/internal';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDesign, readVariable } from '@pulse-stream/experiment';
import { openTestRng } from './open-test-rng.ts';
import { design, write, type Asked } from './write-design.ts';

/** The values a variable has over a design. */
const column = (lines: readonly { readonly params: Record<string, number> }[], name: string) =>
  lines.map(({ params }) => params[name] ?? Number.NaN);

test('a grid has every combination once, with ids that say which', () => {
  expect(write({ method: 'grid', vars: ['hope=0..1:.5', 'mode=a,b'] })).toEqual(
    ['0', '0.5', '1'].flatMap((hope) =>
      ['a', 'b'].map((mode) => ({
        id: `hope=${hope},mode=${mode}`,
        state_overrides: { hope: Number(hope) },
        mode,
      })),
    ),
  );
});

test('steps are the numbers a person would write', () => {
  const levels = write({ method: 'grid', vars: ['params.a=0..1:0.1'] });
  expect(column(levels, 'a')).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
  const tiny = write({ method: 'grid', vars: ['params.a=1e-3..3e-3:1e-3'] });
  expect(column(tiny, 'a')).toEqual([0.001, 0.002, 0.003]);
});

test('one at a time begins with the base, and changes one variable in each line', () => {
  const lines = write({
    method: 'oat',
    base: { turns: 3, params: { a: 5 } },
    vars: ['params.a=1..2', 'turns=5,6'],
  });
  expect(lines).toEqual([
    { id: 'base', turns: 3, params: { a: 5 } },
    { id: 'params.a=1', turns: 3, params: { a: 1 } },
    { id: 'params.a=2', turns: 3, params: { a: 2 } },
    { id: 'turns=5', turns: 5, params: { a: 5 } },
    { id: 'turns=6', turns: 6, params: { a: 5 } },
  ]);
});

test('one at a time takes the 5 % and 95 % quantiles of a distribution', () => {
  const [, low, high] = write({ method: 'oat', vars: ['params.a=normal(10,2)'] });
  expect([low.params.a, high.params.a]).toEqual([
    expect.closeTo(10 - 2 * 1.6448536269514722, 12),
    expect.closeTo(10 + 2 * 1.6448536269514722, 12),
  ]);
});

test.each([false, true])(
  'a Latin hypercube has one point in each stratum of each margin (maximin: %s)',
  (maximin) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0 }), (points, seed) => {
        const lines = write({
          method: 'lhs',
          points,
          seed,
          maximin,
          vars: ['params.a=0..1', 'params.b=-3..5', 'params.c=0..1'],
        });
        for (const [name, low, width] of [
          ['a', 0, 1],
          ['b', -3, 8],
          ['c', 0, 1],
        ] as const) {
          const strata = column(lines, name).map((x) => Math.floor(((x - low) / width) * points));
          expect(strata.toSorted((x, y) => x - y)).toEqual(lines.map((_, index) => index));
        }
      }),
      { numRuns: 30 },
    );
  },
);

/** The least distance of two points of a design. */
function leastDistance(asked: Asked): number {
  const points = write(asked).map(({ params }) => Object.values<number>(params));
  let least = Infinity;
  for (const [index, a] of points.entries())
    for (const b of points.slice(index + 1))
      least = Math.min(least, Math.hypot(...a.map((x, at) => x - (b[at] ?? 0))));
  return least;
}

test('maximin never brings points nearer, and mostly puts them much farther apart', () => {
  const ratios = Array.from({ length: 12 }, (_, seed) => {
    const asked: Asked = {
      method: 'lhs',
      points: 40,
      seed,
      vars: ['params.a=0..1', 'params.b=0..1'],
    };
    return leastDistance({ ...asked, maximin: true }) / leastDistance(asked);
  });
  expect(ratios.toSorted((a, b) => a - b)[6]).toBeGreaterThan(2);
});

test.each(['lhs', 'mc', 'sobol'] as const)(
  '%s: the same seed gives the same bytes, another seed others',
  (method) => {
    const bytes = (seed: number | string) =>
      [...design({ method, points: 20, seed, vars: ['params.a=0..1', 'turns=5,10'] }).lines()].join(
        '\n',
      );
    expect(bytes(7)).toBe(bytes(7));
    expect(bytes(7)).not.toBe(bytes(8));
    expect(bytes('7')).not.toBe(bytes(7));
  },
);

test.each(['lhs', 'mc'] as const)('%s: a variable more changes nothing of the others', (method) => {
  const of = (vars: readonly string[]) => column(write({ method, points: 30, seed: 1, vars }), 'a');
  expect(of(['params.a=0..1'])).toEqual(of(['params.b=0..1', 'params.a=0..1']));
});

test('a Sobol design without a seed is the published sequence', () => {
  const lines = write({ method: 'sobol', points: 4, vars: ['params.a=0..1', 'params.b=0..10'] });
  expect(column(lines, 'a')).toEqual([0, 0.5, 0.75, 0.25]);
  expect(column(lines, 'b')).toEqual([0, 5, 2.5, 7.5]);
});

test('as many points are below a quantile of a distribution as it says', () => {
  const lines = write({ method: 'sobol', points: 1024, vars: ['params.a=normal(0,1)'] });
  const below = column(lines, 'a').filter((x) => x < 1.2815515655446004).length;
  expect(below / 1024).toBeCloseTo(0.9, 2);
});

test('a distribution is cut at the bounds a model gives, and fills what is left', () => {
  const cut = readVariable('params.a=normal(0,1)', {
    explainImpossible: () => null,
    boundsOf: () => ({ min: 0, max: 0.5 }),
  });
  const lines = [
    ...createDesign({ method: 'lhs', points: 500, variables: [cut], openRng: openTestRng }).lines(),
  ].map((line) => JSON.parse(line).params.a);
  expect(Math.min(...lines)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...lines)).toBeLessThanOrEqual(0.5);
  expect(Math.max(...lines) - Math.min(...lines)).toBeGreaterThan(0.49);
});

test('values of lists and whole ranges are taken alike often', () => {
  const lines = write({ method: 'lhs', points: 600, vars: ['turns=1..6', 'mode=a,b,c'] });
  const counts = (key: string) =>
    [...new Set(lines.map((line) => line[key]))].map(
      (value) => lines.filter((line) => line[key] === value).length,
    );
  expect(counts('turns')).toEqual([100, 100, 100, 100, 100, 100]);
  expect(counts('mode')).toEqual([200, 200, 200]);
});

test('blocks for indices are A, B, and A with one value of B after the other', () => {
  const names = ['a', 'b', 'c'];
  const lines = write({
    method: 'sobol',
    indices: true,
    points: 3,
    vars: names.map((name) => `params.${name}=0..1`),
  });
  expect(lines).toHaveLength(15);
  for (let block = 0; block < 3; block += 1) {
    const [a, b, ...mixed] = lines.slice(5 * block, 5 * block + 5);
    expect([a, b].map(({ meta }) => meta.design)).toEqual([
      { block, matrix: 'A' },
      { block, matrix: 'B' },
    ]);
    for (const [index, name] of names.entries()) {
      expect(mixed[index].meta.design).toEqual({ block, matrix: `A/params.${name}` });
      expect(mixed[index].params).toEqual({ ...a.params, [name]: b.params[name] });
    }
  }
});

test('replications are the same scenario under ids of their own', () => {
  const lines = write({
    method: 'lhs',
    points: 2,
    replications: 3,
    base: { id: 'x' },
    vars: ['hope=0..1'],
  });
  expect(lines.map(({ id }) => id)).toEqual(
    [1, 2].flatMap((n) => [1, 2, 3].map((r) => `x:lhs-${n},rep=${r}`)),
  );
  expect(lines[0].state_overrides).toEqual(lines[2].state_overrides);
});

const LEVELS = fc.constantFrom(
  'params.a=1,2,3',
  'turns=1..9:2',
  'hope=.1,.2',
  'use_symbolism=true,false',
);
const SPREADS = fc.constantFrom(
  'params.b=0..1',
  'rage=normal(.5,.1)',
  'members=5..9',
  'rule.R1.trust=beta(2,2)',
);

test('every line is a scenario, ids are not repeated, and there are as many as were counted', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('grid', 'oat', 'lhs', 'sobol', 'mc'),
      fc.uniqueArray(LEVELS, { minLength: 1, maxLength: 3 }),
      fc.uniqueArray(SPREADS, { maxLength: 3 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 3 }),
      (method, levels, spreads, points, replications) => {
        const isSampled = method !== 'grid' && method !== 'oat';
        const asked = design({
          method,
          replications,
          vars: method === 'grid' ? levels : [...levels, ...spreads],
          ...(isSampled ? { points } : {}),
        });
        const lines = [...asked.lines()].map((line) => JSON.parse(line));
        expect(lines).toHaveLength(asked.count);
        expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
        for (const line of lines) expect(GivenConfig.safeParse(line).success).toBe(true);
        expect([...asked.probes()].length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 60 },
  );
});
