import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RunReview, type Contradiction, type ReviewOptions } from '../src/index.ts';
import { makeMember, makeResult } from './make-record.ts';

type Member = ReturnType<typeof makeMember>;

function reviewOf(records: readonly unknown[], options: ReviewOptions = {}) {
  const fold = new RunReview(options);
  for (const record of records) fold.add(record);
  return fold.report();
}

/** Every pair compared with every other one: what the sweep must find. */
function compareAll(members: readonly Member[]) {
  const found = new Map<string, number>();
  let cells = 0;
  for (const [at, a] of members.entries())
    for (const b of members.slice(at + 1)) {
      if (a.config['group'] !== b.config['group']) continue;
      for (const [name, target] of Object.entries(a.forecast.targets)) {
        const other = b.forecast.targets[name];
        for (const [turn, ahead] of a.forecast.horizon.entries()) {
          const place = b.forecast.horizon.indexOf(ahead);
          const [low, high] = [target?.quantiles?.['0.1'][turn], target?.quantiles?.['0.9'][turn]];
          const [from, to] = [other?.quantiles?.['0.1'][place], other?.quantiles?.['0.9'][place]];
          if (low === undefined || high === undefined || from === undefined || to === undefined)
            continue;
          if (Math.max(low, from) <= Math.min(high, to)) continue;
          cells += 1;
          const key = [a.line, b.line].toSorted((x, y) => x - y).join(' ');
          found.set(key, (found.get(key) ?? 0) + 1);
        }
      }
    }
  return { pairs: new Set(found.keys()), cells };
}

const namesOf = ({ a, b }: Contradiction): string =>
  [a.line, b.line].toSorted((x, y) => x - y).join(' ');

test('a designed file yields exactly the contradictions that were put into it', () => {
  const wide = { level: [[0, 10]] } as const;
  const members = [
    // one group of which two pairs contradict: 1 with 2, and 1 with 3
    makeMember(1, 'dry', { level: [[0, 1]] }),
    makeMember(2, 'dry', { level: [[2, 3]] }),
    makeMember(3, 'dry', { level: [[2.5, 3]] }),
    // touching intervals do not
    makeMember(4, 'edge', { level: [[0, 1]] }),
    makeMember(5, 'edge', { level: [[1, 2]] }),
    // other groups, other targets and other turns are not compared
    makeMember(6, 'wet', { level: [[20, 30]] }),
    makeMember(7, 'apart', { level: [[0, 1]] }),
    makeMember(8, 'apart', { flow: [[5, 6]] }),
    makeMember(9, 'late', { level: [[0, 1]] }),
    { ...makeMember(10, 'late', { level: [[5, 6]] }) },
    // one group of which one pair contradicts at both turns of a target
    makeMember(11, 'long', { level: [[0, 1], [0, 1]] }), // oxfmt-ignore
    makeMember(12, 'long', { level: [[4, 5], [9, 10]] }), // oxfmt-ignore
    ...Array.from({ length: 30 }, (_, at) => makeMember(20 + at, `alone ${at}`, wide)),
  ];
  const late = members[9];
  if (late !== undefined) late.forecast.horizon = [2];
  const { contradictions } = reviewOf(members);
  expect(contradictions.pairs).toBe(3);
  expect(contradictions.cells).toBe(4);
  expect(new Set(contradictions.told.map(namesOf))).toEqual(new Set(['1 2', '1 3', '11 12']));
  expect(contradictions.told.find(({ group }) => group === 'long')).toEqual({
    group: 'long',
    a: { id: 's12', line: 12, source: null },
    b: { id: 's11', line: 11, source: null },
    target: 'level',
    horizon: 2,
    a_interval: [9, 10],
    b_interval: [0, 1],
    separation: 0.8,
  });
  expect(contradictions.groups).toEqual([
    { group: 'dry', pairs: 2, cells: 2 },
    { group: 'long', pairs: 1, cells: 2 },
  ]);
  expect(contradictions.compared).toBe(42);
});

const arbitraryInterval = fc
  .tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 6 }))
  .map(([low, width]) => [low, low + width] as const);
const arbitraryMembers = fc
  .array(
    fc.record({
      group: fc.constantFrom('a', 'b'),
      level: fc.array(arbitraryInterval, { maxLength: 3 }),
      flow: fc.array(arbitraryInterval, { maxLength: 2 }),
    }),
    { maxLength: 40 },
  )
  .map((list) =>
    list.map(({ group, level, flow }, at) => makeMember(at + 1, group, { level, flow })),
  );

test('whatever the intervals, the sweep finds what comparing every pair finds', () => {
  let seen = 0;
  fc.assert(
    fc.property(arbitraryMembers, (members) => {
      const expected = compareAll(members);
      const { contradictions } = reviewOf(members, { top: 2000 });
      expect(contradictions.pairs).toBe(expected.pairs.size);
      expect(contradictions.cells).toBe(expected.cells);
      expect(new Set(contradictions.told.map(namesOf))).toEqual(expected.pairs);
      seen += expected.cells;
    }),
    { numRuns: 200 },
  );
  expect(seen).toBeGreaterThan(1000);
});

const arbitraryCrowd = fc
  .array(arbitraryInterval, { minLength: 60, maxLength: 90 })
  .map((list) => list.map((interval, at) => makeMember(at + 1, 'a', { level: [interval] })));

test('with little room the widest gaps are told all the same, and the count is a lower bound', () => {
  fc.assert(
    fc.property(arbitraryCrowd, fc.integer({ min: 1, max: 4 }), (members, top) => {
      const separations = (room?: number) => {
        const { contradictions } = reviewOf(members, { top, room });
        return {
          ...contradictions,
          told: contradictions.told.map(({ separation }) => separation),
        };
      };
      const [all, few] = [separations(), separations(300)];
      expect(few.told).toEqual(all.told);
      expect(few.compared).toBe(all.compared);
      expect(few.cells).toBeLessThanOrEqual(all.cells);
      expect([few.pairs, few.at_least, all.at_least]).toEqual([null, true, false]);
    }),
  );
});

test('a group of 20,000 results that all contradict each other is counted, not gone through', () => {
  const fold = new RunReview({ top: 3 });
  for (let line = 1; line <= 20_000; line += 1)
    fold.add(makeMember(line, 'all', { level: [[2 * line, 2 * line + 1]] }));
  const { contradictions } = fold.report();
  expect(contradictions.cells).toBe((20_000 * 19_999) / 2);
  expect(contradictions.pairs).toBeNull();
  expect(contradictions.told.map(namesOf)).toEqual(['1 20000', '1 19999', '2 20000']);
});

test('what cannot be compared is said', () => {
  const few = { level: { mean: [1], sd: [1] } };
  const { contradictions, left_out } = reviewOf([
    makeResult({ line: 1, config: { group: 'a' }, targets: few }),
    makeMember(2, 'a', { level: [[0, 1]] }),
    makeResult({ line: 3, targets: few }),
  ]);
  expect(contradictions).toMatchObject({ compared: 1, pairs: 0, at_least: false });
  expect(left_out).toEqual(['1 result with a group was not compared: no quantiles 0.1 and 0.9']);
  const many = Array.from({ length: 200 }, (_, at) =>
    makeMember(at + 1, `group ${at}`, { level: [[0, 1]] }),
  );
  const full = reviewOf(many, { room: 1000 });
  expect(full.contradictions.compared).toBeLessThan(200);
  expect(full.left_out).toEqual([
    `${200 - full.contradictions.compared} results with a group were not compared: there is no room for so many`,
  ]);
});
