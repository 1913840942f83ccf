import { beforeAll, expect, test } from 'vitest';
import { gaussianCrps } from './scores/gaussian.ts';
import { normalQuantile } from './scores/normal-quantile.ts';
import { measureSkill, readStandings, type Standings } from './standing.ts';
import { openTracker, openTrackRecord, type TrackRecord } from './track-record.ts';

/**
 * Two variables over so many rows, three steps ahead, everything verified once more from lists that
 * hold the whole history: nothing is forgotten on the way, so what counts must be looked for.
 */
const [ROWS, HORIZON, MEMBERS] = [150, 3, 11];
const NAMES = ['a', 'b'] as const;

/** Truths: the second variable is missing now and then. */
const truths = Array.from({ length: ROWS }, (_, t) => [
  Math.sin(t * t) + t / 20,
  t % 9 === 4 ? Number.NaN : 5 * Math.cos(t * 1.7 * t),
]);

/** Members from row t: skewed, too narrow at first, and nearer the truth later. */
function membersOf(t: number, i: number, h: number): number[] {
  const centre = (truths[t]?.[i] || 0) + (t > 90 ? 0 : 0.4 * h);
  const width = (i === 0 ? 0.5 : 3) * (t > 60 ? 1.6 : 0.7);
  return Array.from({ length: MEMBERS }, (_, m) => {
    const place = (m + 0.5 + 0.3 * Math.sin(t + 3 * m)) / MEMBERS;
    return centre + width * (place * place * 3 - 1);
  }).toSorted((one, other) => one - other);
}

const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
const known = (value: number | undefined): value is number =>
  value !== undefined && !Number.isNaN(value);

/** Type 7 by its definition. */
function quantile(sorted: readonly number[], p: number): number {
  const place = (sorted.length - 1) * p;
  const below = Math.floor(place);
  const low = sorted[below] ?? Number.NaN;
  return low + (place - below) * ((sorted[below + 1] ?? low) - low);
}

function sampleVariance(values: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (values.length - 1);
}

function fairScore(values: readonly number[], y: number): number {
  const pairs = values.flatMap((a) => values.map((b) => Math.abs(a - b)));
  const size = values.length;
  return (
    mean(values.map((x) => Math.abs(x - y))) -
    pairs.reduce((sum, gap) => sum + gap, 0) / (2 * size * (size - 1))
  );
}

interface Cell {
  readonly covered: number;
  readonly coveredRaw: number;
  readonly crps: number;
  readonly walk: number;
  readonly won: number;
}

interface Learned {
  readonly v: number;
  readonly levels: readonly number[];
}

const [CENTRAL, DEVIATIONS] = [
  [0.5, 0.8, 0.95],
  [0.6744897501960817, 1.2815515655446008, 1.959963984540054],
] as const;

/** How far the levels may rise; in these rows none falls as far as it may. */
const MOST = [0.9, 0.98, 0.999] as const;

/** Members moved as far as what was learned says; null: not at all. */
function publish(members: readonly number[], learned: Learned | null): readonly number[] {
  if (learned === null) return members;
  const size = members.length;
  const stretches = learned.levels
    .toSorted((one, other) => one - other)
    .map((level, c) => {
      const few = ((CENTRAL[c] ?? NaN) * (size - 1)) / (size + 1);
      return (
        (Math.sqrt(learned.v) * normalQuantile((1 + level) / 2)) / normalQuantile((1 + few) / 2)
      );
    });
  const [half = NaN, most = NaN, all = NaN] = stretches;
  const median = quantile(members, 0.5);
  return members
    .map((x, i) => {
      const c = Math.abs((2 * i) / (size - 1) - 1);
      const stretch =
        c < 0.5
          ? half
          : c < 0.8
            ? half + ((c - 0.5) / 0.3) * (most - half)
            : c < 0.95
              ? most + ((c - 0.8) / 0.15) * (all - most)
              : all;
      return median + (x - median) * stretch;
    })
    .toSorted((one, other) => one - other);
}

const holdsTruth = (members: readonly number[], central: number, y: number) =>
  quantile(members, (1 - central) / 2) <= y && y <= quantile(members, (1 + central) / 2);

/** By variable and step ahead, every forecast that met its truth, oldest first; what was learned, and its count. */
function verifyByHand() {
  const cells = NAMES.map(() => Array.from({ length: HORIZON }, (): Cell[] => []));
  const learned = Array.from({ length: HORIZON }, (): Learned => ({ v: 1, levels: CENTRAL }));
  const count = Array.from({ length: HORIZON }, () => 0);
  const published = Array.from({ length: ROWS }, (): (Learned | null)[] => []);
  for (let t = 0; t < ROWS; t += 1) {
    for (let h = 1; h <= Math.min(HORIZON, t); h += 1) {
      const ratios: number[] = [];
      const held = CENTRAL.map(() => new Array<number>());
      const { v, levels } = learned[h - 1] ?? { v: NaN, levels: [] };
      for (const i of NAMES.keys()) {
        const [y, members] = [truths[t]?.[i], membersOf(t - h, i, h)];
        if (!known(y)) continue;
        const median = quantile(members, 0.5);
        ratios.push(Math.min(6, (y - median) ** 2 / sampleVariance(members)));
        for (const [c, central] of CENTRAL.entries())
          held[c]?.push(Number(holdsTruth(publish(members, { v, levels }), central, y)));
        const issued = publish(members, published[t - h]?.[h - 1] ?? null);
        const past = truths.slice(0, t - h + 1).map((row) => row[i]);
        const seen = [...past.keys()].filter((row) => known(past[row]));
        const squares = seen.slice(1).map((row, at) => {
          const before = seen[at] ?? NaN;
          return ((past[row] ?? NaN) - (past[before] ?? NaN)) ** 2 / (row - before);
        });
        const square = mean(squares);
        const row = seen.at(-1) ?? NaN;
        const last = past[row] ?? NaN;
        const steps = t - row;
        const walk = known(square)
          ? gaussianCrps(last, Math.sqrt(steps * square), y)
          : Math.abs(y - last);
        cells[i]?.[h - 1]?.push({
          covered: Number(holdsTruth(issued, 0.8, y)),
          coveredRaw: Number(holdsTruth(members, 0.8, y)),
          crps: fairScore(members, y),
          walk,
          won: Number(fairScore(issued, y) < walk),
        });
      }
      if (ratios.length === 0) continue;
      learned[h - 1] = {
        v: v + (0.02 / Math.sqrt(h)) * (mean(ratios) - v),
        levels: levels.map((level, c) =>
          Math.min(
            MOST[c] ?? NaN,
            level + (0.01 / Math.sqrt(h)) * ((CENTRAL[c] ?? NaN) - mean(held[c] ?? [])),
          ),
        ),
      };
      count[h - 1] = (count[h - 1] ?? NaN) + 1;
    }
    published[t] = learned.map((_, at) => {
      const enough = count.slice(0, at + 1).findLastIndex((n) => n >= 30);
      return learned[enough] ?? null;
    });
  }
  return { cells, learned, count };
}

test('how far a normal distribution is followed', () => {
  for (const [c, central] of CENTRAL.entries())
    expect(normalQuantile((1 + central) / 2)).toBeCloseTo(DEVIATIONS[c] ?? NaN, 12);
});

const hand = verifyByHand();
let record: TrackRecord;
let standings: Standings;

beforeAll(() => {
  const tracker = openTracker(openTrackRecord([...NAMES], HORIZON, 1));
  for (let t = 0; t < ROWS; t += 1) {
    tracker.observe((name) => truths[t]?.[NAMES.indexOf(name as 'a')] ?? Number.NaN); // one of NAMES
    tracker.enter(
      NAMES.map((variable, i) => ({
        variable,
        taught: true,
        members: Array.from({ length: HORIZON }, (_, at) =>
          Float64Array.from(membersOf(t, i, at + 1)),
        ),
      })),
    );
  }
  record = tracker.close();
  standings = readStandings(record);
});

const cases = NAMES.flatMap((name, i) => [1, 2, 3].map((h) => [name, h, i] as const));

test('what is learned of the spread, and its origins, are as by hand, missing truths left out', () => {
  expect(record.calibration.verified).toEqual(hand.count);
  for (const [at, { v, levels }] of hand.learned.entries()) {
    const { spreads } = record.calibration;
    expect(spreads[at]?.variance).toBeCloseTo(v, 12);
    for (const [c, level] of levels.entries())
      expect(spreads[at]?.levels[c]).toBeCloseTo(level, 12);
    expect(standings.spreadAt(at + 1)).toBe(spreads[at]);
    expect(Math.abs(v - 1)).toBeGreaterThan(0.05);
    expect(Math.abs((levels[0] ?? NaN) - 0.5)).toBeGreaterThan(0.005);
  }
});

test.each(cases)(
  'of %s at %i steps the latest 60 published intervals and scores count',
  (name, h, i) => {
    const all = hand.cells[i]?.[h - 1] ?? [];
    const last = all.slice(-60);
    const trail = record.trails[name]?.[h - 1];
    expect(trail?.covered).toEqual(last.map(({ covered }) => covered));
    expect(trail?.won).toEqual(last.map(({ won }) => won));
    for (const [at, { crps, walk }] of last.entries()) {
      expect(trail?.crps[at]).toBeCloseTo(crps, 12);
      expect(trail?.walk[at]).toBeCloseTo(walk, 9);
    }
    const total = (list: readonly Cell[], of: keyof Cell) =>
      list.reduce((sum, cell) => sum + cell[of], 0);
    const standing = standings.at(name, h);
    expect(standing).toMatchObject({
      verified: 60,
      covered: total(last, 'covered'),
      won: total(last, 'won'),
    });
    expect(standing?.crps).toBeCloseTo(total(last, 'crps'), 9);
    expect(standing?.walk).toBeCloseTo(total(last, 'walk'), 9);
    // the history tells the latest from the oldest
    expect(total(all.slice(0, 60), 'covered')).not.toBe(total(last, 'covered'));
  },
);

test('published and raw intervals differ in what they hold, so it is seen which of them count', () => {
  const cells = hand.cells.flat(2);
  expect(cells.some(({ covered, coveredRaw }) => covered !== coveredRaw)).toBe(true);
});

test('skill is 1 − CRPS over that of the walk, least over the targets', () => {
  const skills = NAMES.map((_, i) => {
    const last = hand.cells[i]?.[1]?.slice(-60) ?? [];
    return 1 - mean(last.map(({ crps }) => crps)) / mean(last.map(({ walk }) => walk));
  });
  expect(measureSkill(standings, NAMES, 2).value).toBeCloseTo(Math.min(...skills), 9);
  expect(measureSkill(standings, ['a'], 2).value).toBeCloseTo(skills[0] ?? NaN, 9);
});
