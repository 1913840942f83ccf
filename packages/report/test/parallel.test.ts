import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BOTTOM, evenly, heightOn, NONE, TOP } from '../src/chart/parallel-axes.ts';
import { readScenario, type Scenario } from '../src/gather/scenario.ts';
import { chooseAxes, parallelCard } from '../src/panels/parallel.ts';
import { makeResult } from './records.ts';

/** Scenarios with such inputs; the outcome of each is its number + 5. */
const scenariosOf = (inputs: readonly Record<string, number | string>[]): Scenario[] =>
  inputs.map((one, at) => ({
    ...readScenario(makeResult({ line: at + 1, beta: at + 1 }), ['level']),
    inputs: new Map(Object.entries(one)),
  }));

test('inputs that vary have an axis, the strongest first and the outcome last; what is left out is named', () => {
  const names = Array.from({ length: 9 }, (_, at) => `params.x${at}`);
  const scenarios = scenariosOf(
    [1, 2, 3].map((row) => ({
      same: 4,
      ...Object.fromEntries(names.map((name, at) => [name, row * at])),
    })),
  );
  // x0 is 0 everywhere
  const { axes, left } = chooseAxes(scenarios, 'level', ['params.x8', 'params.x2', 'gone']);
  expect(axes.map(({ column }) => column)).toEqual(
    [8, 2, 1, 3, 4, 5, 6].map((at) => `params.x${at}`).concat('level@4'),
  );
  expect(left).toEqual(['params.x7']);
  const text = parallelCard(scenarios, 'level', ['params.x8'])?.text ?? '';
  expect(text).toContain('3 lines; inputs left out: params.x7');
  expect(text).toContain('params.x8 from 8 to 24');
  expect(parallelCard(scenariosOf([{ a: 1 }, { a: 1 }]), 'level', ['a'])).toBeNull();
});

test('words are placed one above the other, too many of them are left out, and an input that some have is one that varies', () => {
  const rows = Array.from({ length: 9 }, (_, at) => ({
    id: `s${at}`,
    method: ['sgd', 'bank', 7][at % 3] ?? 0,
    ...(at === 4 ? {} : { often: 3 }),
  }));
  const { axes, left } = chooseAxes(scenariosOf(rows), 'level', []);
  expect(left).toEqual(['id']);
  expect(axes.map(({ values: _values, ...axis }) => axis)).toEqual([
    { column: 'method', ends: [0, 2], words: ['7', 'bank', 'sgd'], isGapped: false },
    { column: 'often', ends: [3, 3], words: null, isGapped: true },
    { column: 'level@4', ends: [5, 13], words: null, isGapped: false },
  ]);
  expect(parallelCard(scenariosOf(rows), 'level', [])?.text).toContain(
    '9 lines; none: the scenario does not say it; inputs left out: id',
  );
});

const number = fc.double({ noNaN: true, min: -1e12, max: 1e12 });

test('the least value lies at the foot of an axis, the largest at its head, others between in their order', () => {
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 20 }), (values) => {
      const ends = [Math.min(...values), Math.max(...values)] as const;
      const axis = { column: 'x', x: 0, ends, words: null, isGapped: false };
      const height = (value: number): number => heightOn(axis, value);
      const middle = (TOP + BOTTOM) / 2;
      const isFlat = ends[0] === ends[1];
      expect(ends.map(height)).toEqual(isFlat ? [middle, middle] : [BOTTOM, TOP]);
      const sorted = values.toSorted((a, b) => a - b).map(height);
      for (const [at, y] of sorted.entries()) expect(y).toBeLessThanOrEqual(sorted[at - 1] ?? y);
      expect(heightOn(axis, null)).toBe(NONE);
      expect(NONE).toBeGreaterThan(BOTTOM);
    }),
  );
});

test('an axis of one value, or of none for some, says each once', () => {
  const text = parallelCard(scenariosOf([{ often: 3 }, {}]), 'level', [])?.text ?? '';
  const ticks = [...text.matchAll(/class="tick[^>]*>([^<]*)</g)].map(([, tick]) => tick?.trim());
  expect(ticks.slice(0, 2)).toEqual(['3', 'none']);
  expect(ticks.slice(2)).not.toContain('none');
  const [, line = ''] = /class="lines">.*?<path.*?<path d="([^"]*)"/.exec(text) ?? [];
  expect(line).toBe(`M80,${NONE}.0L220,${TOP}.0`);
});

test('what is drawn of many is never more than there is room for, and evenly spread', () => {
  const count = fc.integer({ min: 0, max: 5000 });
  fc.assert(
    fc.property(count, fc.integer({ min: 1, max: 300 }), (length, most) => {
      const some = evenly([...Array(length).keys()], most);
      expect(some.length).toBeLessThanOrEqual(most);
      expect(some.length).toBeGreaterThanOrEqual(Math.min(length, most) / 2);
      const steps = new Set(some.slice(1).map((item, at) => item - (some[at] ?? 0)));
      expect(steps.size).toBeLessThanOrEqual(1);
    }),
  );
});
