import { createCorrector, retrodict } from '@pulse-stream/gravity';
import { CONTROL_RUN } from '@pulse-stream/worldstate/internal';
import { expect, test } from 'vitest';
import { bankOptions, openRng } from './bank-options.ts';
import { runForward } from './forward.ts';
import { historyOf, normals, seeded } from './histories.ts';
import { linearCore } from './linear-core.ts';

const SEASON = 6;
const options = bankOptions({ warmup: 12, min_observations: 5 });
const run = { openRng, seed: 1 };
const still = linearCore({ slots: ['y'], symbols: [], drift: () => ({}) });
const seasonal = { ...still, season: SEASON };
const swing = (t: number) => 10 * Math.sin((2 * Math.PI * t) / SEASON) + (t % SEASON === 2 ? 8 : 0);

function historyOfLength(rows: number, size = 1) {
  const draw = normals(seeded(5));
  const values = Array.from({ length: rows }, (_, t) => [100 + size * swing(t) + draw()]);
  return historyOf(['y'], values);
}

function learn(core: typeof seasonal | typeof still, rows: number, size?: number) {
  return retrodict(core, new Float64Array(1), historyOfLength(rows, size), options);
}

/** The values of the next turns on one path. */
function ahead(core: typeof still, from: ReturnType<typeof learn>, turns: number, member: number) {
  return Array.from({ length: turns }, (_, at) => {
    const corrector = createCorrector(core, from.state, options, run);
    return runForward(core, from.path, corrector, at + 1, member).path.x[0] ?? Number.NaN;
  });
}

test('a season of the history goes on in the forecast, for more than one season', () => {
  const learned = learn(seasonal, 60);
  for (const [at, value] of ahead(seasonal, learned, 2 * SEASON, CONTROL_RUN).entries())
    expect(Math.abs(value - 100 - swing(60 + at))).toBeLessThan(2);
  const mean = Array.from({ length: 60 }, (_, member) => ahead(seasonal, learned, 3, member));
  for (const at of [0, 1, 2]) {
    const level = mean.reduce((sum, path) => sum + (path[at] ?? 0) / mean.length, 0);
    expect(Math.abs(level - 100 - swing(60 + at))).toBeLessThan(3);
  }
});

test('before two seasons were seen everything is as without a season', () => {
  const [one, other] = [seasonal, still].map((core) => {
    const learned = learn(core, 2 * SEASON - 1 + 8, 0);
    return { scored: learned.scored, awake: [...learned.state.awake] };
  });
  expect(one?.awake).toEqual([1]);
  expect(other?.awake).toEqual([0]);
  const [a, b] = [{ ...still, season: 12 }, still].map((core) => {
    const learned = learn(core, 23);
    return {
      scored: learned.scored,
      control: ahead(core, learned, 4, CONTROL_RUN),
      members: [0, 1, 2, 3, 4].map((member) => ahead(core, learned, 4, member)),
    };
  });
  expect(a).toEqual(b);
});

test('a missing observation is not a season that was seen', () => {
  const history = historyOfLength(2 * SEASON + 6);
  const gaps = historyOf(
    ['y'],
    history.rows.map((row, t) => (t % 2 === 1 ? [null] : row)),
  );
  expect([...retrodict(seasonal, new Float64Array(1), gaps, options).state.awake]).toEqual([0]);
});

test('seasonal experts win where there is a season, and lose where there is none', () => {
  const shareOf = (size: number) => {
    const { weight } = learn(seasonal, 90, size).state;
    return weight.subarray(74).reduce((sum, w) => sum + w, 0);
  };
  expect(shareOf(1)).toBeGreaterThan(0.5);
  expect(shareOf(0)).toBeLessThan(0.3);
});

test('the season is a part of its own in what moved a value, and parts are the whole', () => {
  const learned = learn(seasonal, 60);
  const corrector = createCorrector(seasonal, learned.state, options, run);
  expect(corrector.parts.at(-1)).toBe('gravity.season');
  for (const member of [CONTROL_RUN, 0, 1, 2, 3]) {
    runForward(seasonal, learned.path, corrector, 5, member);
    const sum = corrector.partValues.reduce((total, part) => total + part, 0);
    expect(sum).toBeCloseTo(corrector.correction[0] ?? Number.NaN, 9);
  }
});
