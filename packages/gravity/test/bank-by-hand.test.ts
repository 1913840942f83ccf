import { createCorrector, retrodict } from '@pulse-stream/gravity';
import type { BankState } from '@pulse-stream/gravity/internal';
import type { Rng } from '@pulse-stream/worldstate';
import {
  CONTROL_RUN,
  type CausalPath,
  type CorrectionStep,
} from '@pulse-stream/worldstate/internal';
import { beforeAll, expect, test } from 'vitest';
import {
  featuresByHand,
  forecastByHand,
  GRID,
  moveByHand,
  openByHand,
  PURE,
  solve,
  stepByHand,
  type HandVariable,
} from './bank-by-hand.ts';
import { bankOptions } from './bank-options.ts';
import { historyOf, normals, seeded } from './histories.ts';
import { linearCore } from './linear-core.ts';

const WARMUP = 12;
const BANK = 74;
const MOOD = 0.7;
const options = bankOptions({
  warmup: WARMUP,
  min_observations: 5,
  forgetting: 0.98,
  scale_forgetting: 0.9,
  horizon_decay: 0.8,
});
const driftOf = ([a = NaN, b = NaN]: Iterable<number>) => [0.1 * (3 - a), 0.2 * (a - b)];
const core = linearCore({
  slots: ['a', 'b', 'mood'],
  symbols: ['mood'],
  drift: (x) => {
    const [a = NaN, b = NaN] = driftOf([x.get('a') ?? NaN, x.get('b') ?? NaN]);
    return { a, b };
  },
});

/** Two variables that wander; each has a value far out once, the second to the other side. */
function wander(): number[][] {
  const draw = normals(seeded(12));
  let [a, b] = [4, 1];
  const rows = Array.from({ length: 26 }, () => {
    [a, b] = [a + 0.1 + 0.3 * draw(), b + 0.3 * (a - b) + 0.4 * draw()];
    return [a, b];
  });
  rows[18] = [(rows[18]?.[0] ?? 0) + 12, rows[18]?.[1] ?? 0];
  rows[21] = [rows[21]?.[0] ?? 0, (rows[21]?.[1] ?? 0) - 30];
  return rows;
}

const rows = wander();
let hand: HandVariable[];
let state: BankState;
let path: CausalPath;

beforeAll(() => {
  hand = openByHand(rows.slice(0, WARMUP), 1);
  for (const [t, y] of rows.slice(1).entries()) {
    const x = rows[t] ?? [];
    const row = { x, drift: driftOf(x), y, symbols: [MOOD] };
    stepByHand(hand, row, rows[Math.max(0, t - 1)] ?? [], {
      forgetting: options.forgetting,
      scaleForgetting: options.scale_forgetting,
    });
  }
  const start = Float64Array.of(0, 0, MOOD);
  ({ state, path } = retrodict(core, start, historyOf(['a', 'b'], rows), options));
});

/** Largest difference relative to the size of what is expected. */
function distance(actual: ArrayLike<number>, expected: readonly number[]): number {
  expect(actual.length).toBe(expected.length);
  const size = Math.max(...expected.map(Math.abs), 1e-300);
  return Math.max(...expected.map((wanted, at) => Math.abs((actual[at] ?? NaN) - wanted))) / size;
}

const FIELDS = ['level', 'bias', 'variance', 'longRun', 'logWeight', 'weight', 'theta'] as const;

test.each(FIELDS)('a bank that met outliers has the %s of a computation by hand', (field) => {
  expect(
    distance(
      state[field],
      hand.flatMap((variable) => variable[field]),
    ),
  ).toBeLessThan(1e-9);
});

test('its m, s, counts, supports and pool are those of a computation by hand', () => {
  for (const [i, variable] of hand.entries()) {
    expect(state.means[i]).toBeCloseTo(variable.mean, 12);
    expect(state.scales[i]).toBeCloseTo(variable.scale, 12);
    expect(state.agreed[i]).toBeCloseTo(variable.agreed, 9);
    expect(state.moved[i]).toBeCloseTo(variable.moved, 9);
    expect(state.count[i]).toBe(variable.count);
    expect(state.scored[i]).toBe(rows.length - WARMUP);
    for (let k = 0; k < BANK; k += 1) {
      const at = (i * BANK + k) * 180;
      const pool = variable.shocks.map((shocks) => Math.fround(shocks[k] ?? NaN));
      expect(distance(state.shocks.subarray(at, at + pool.length), pool)).toBeLessThan(1e-6);
    }
  }
  expect([state.pooled, state.next]).toEqual([rows.length - 1, rows.length - 1]);
});

test('the history it was compared on cuts and weighs what is far out', () => {
  const squares = hand.flatMap(({ shocks }) => shocks.map((list) => Math.abs(list[PURE] ?? NaN)));
  expect(Math.max(...squares)).toBe(5);
  expect(squares.filter((size) => size > 2 && size < 5).length).toBeGreaterThan(1);
});

/** A random stream that gives these units and normals, then 0. */
function streamOf(units: readonly number[], gaussian: readonly number[] = []): Rng {
  let [unit, normal] = [0, 0];
  return {
    nextUint32: () => 0,
    nextUnit: () => units[unit++] ?? 0,
    nextNormal: () => gaussian[normal++] ?? 0,
    draws: 0,
  };
}

/** The turn that starts at these values. */
function turnAt(x: readonly number[]): CorrectionStep {
  const before = Float64Array.of(...x, MOOD);
  const [a = NaN, b = NaN] = driftOf(before);
  const causal = Float64Array.of((x[0] ?? NaN) + a, (x[1] ?? NaN) + b, MOOD);
  return { before, causal, contributions: Float64Array.of(a, b, 0) };
}

/** 0..1: the share of the correction that the record supports, drawn to that of all variables. */
const supportOf = ({ agreed, moved }: HandVariable, all: readonly HandVariable[] = hand) => {
  const total = (of: 'agreed' | 'moved') => all.reduce((sum, variable) => sum + variable[of], 0);
  const ofAll = Math.max(0, Math.min(1, (total('agreed') + 8) / (total('moved') + 8)));
  return Math.max(0, Math.min(1, (agreed + 8 * ofAll) / (moved + 8)));
};

test('the control run adds the supported share of the weighed experts, who then follow its path', () => {
  const own = structuredClone(hand);
  const corrector = createCorrector(core, state, options, { openRng: () => streamOf([]), seed: 1 });
  corrector.begin(CONTROL_RUN);
  let [x, previous] = [[...path.x].slice(0, 2), rows.at(-2) ?? []];
  for (let turn = 1; turn <= 3; turn += 1) {
    const drift = driftOf(x);
    corrector.correct(turnAt(x));
    const forecasts = own.map((variable, i) => {
      const row = { x, drift, symbols: [MOOD] };
      const z = featuresByHand(own, i, row, previous);
      return forecastByHand(variable, x[i] ?? NaN, drift[i] ?? NaN, z);
    });
    const after = own.map((variable, i) => {
      const causal = (x[i] ?? NaN) + (drift[i] ?? NaN);
      const mixture = variable.weight.reduce(
        (sum, w, k) => sum + w * (forecasts[i]?.[k] ?? NaN),
        0,
      );
      const wanted = supportOf(variable) * (mixture - causal);
      expect(corrector.correction[i], `turn ${turn}`).toBeCloseTo(wanted, 9);
      return causal + wanted;
    });
    for (const [i, variable] of own.entries())
      moveByHand(variable, forecasts[i] ?? [], after[i] ?? NaN, options.forgetting);
    corrector.settle(Float64Array.of(...after, MOOD));
    [previous, x] = [x, after];
  }
});

/** The state with every expert as likely as the others: members may draw any of them. */
const undecided = (): BankState => ({ ...state, logWeight: state.logWeight.map(() => 0) });

/** A point at which a member draws this expert for variable i, where all are as likely. */
function pointOf(i: number, expert: number, all: readonly HandVariable[] = hand): number {
  const variable = all[i];
  if (variable === undefined) throw new Error(`variable ${i}`);
  const below = variable.weight.slice(0, expert).reduce((sum, w) => sum + w, 0);
  return supportOf(variable, all) * (below + (variable.weight[expert] ?? NaN) / 2);
}

test.each([PURE, 5, 40, 72, 73])(
  'a member that drew expert %s has its shocks, scaled by √(L + (s² − L)ρ^h) at h = 1, 2, 3',
  (expert) => {
    const places = [0, 7, 20];
    const pool = rows.length - 1;
    const openRng = (_seed: unknown, _member: number, purpose: string) =>
      purpose === 'gravity.expert'
        ? streamOf([pointOf(0, expert), pointOf(1, expert)])
        : streamOf(purpose === 'gravity.shock' ? places.map((place) => (place + 0.5) / pool) : []);
    const corrector = createCorrector(core, undecided(), options, { openRng, seed: 1 });
    corrector.begin(0);
    const shocks = new Float64Array(2);
    for (const [at, place] of places.entries()) {
      corrector.correct(turnAt([3, 2]));
      expect(corrector.shock(shocks)).toBe(true);
      for (const [i, variable] of hand.entries()) {
        const past = variable.shocks.map((list) => list[expert] ?? NaN);
        const mean = past.reduce((sum, u) => sum + u, 0) / past.length;
        const [now, longRun] = [variable.variance[expert] ?? NaN, variable.longRun[expert] ?? NaN];
        const scale = Math.sqrt(longRun + (now - longRun) * 0.8 ** (at + 1));
        expect(shocks[i], `h = ${at + 1}`).toBeCloseTo(((past[place] ?? NaN) - mean) * scale, 5);
      }
      corrector.settle(Float64Array.of(3, 2, MOOD));
    }
  },
);

test('members draw no expert that the history speaks against by far, the others by their weights', () => {
  const drawn = (strengths: BankState, point: number): number => {
    const openRng = (_seed: unknown, _member: number, purpose: string) =>
      streamOf(purpose === 'gravity.expert' ? [point, point] : []);
    const member = createCorrector(core, strengths, options, { openRng, seed: 1 });
    member.begin(0);
    member.correct(turnAt([3, 2]));
    return member.correction[0] ?? NaN;
  };
  const [own] = hand;
  if (own === undefined) throw new Error('the first variable');
  const best = Math.max(...own.logWeight);
  const lost = own.logWeight.filter((evidence) => evidence < best - 10).length;
  expect(lost).toBeGreaterThan(10);
  // one expert left: whatever the point, members follow it
  const alone = 40;
  const far = state.logWeight.map((_, at) => (at % own.weight.length === alone ? 0 : -11));
  const points = [0, 0.3, 0.6, 0.999];
  const least = supportOf(own, hand);
  const all = points.map((point) => drawn({ ...state, logWeight: far }, point * least));
  expect(new Set(all).size).toBe(1);
  expect(all[0]).toBe(drawn(undecided(), pointOf(0, alone)));
});

test('a member follows its expert by hand, and what is not supported is the causal model', () => {
  const expert = 40;
  const { gain = NaN, phi = NaN, beta = NaN, tau = NaN } = GRID[expert] ?? {};
  const openRng = (_seed: unknown, _member: number, purpose: string) =>
    streamOf(purpose === 'gravity.expert' ? [pointOf(0, expert, all), 1 - 1e-12] : []);
  // one variable that is supported in part only, which casts its doubt on the other
  const doubt = (moved: number, i: number) => (i === 1 ? moved + 9 : moved);
  const doubted = { ...undecided(), moved: state.moved.map(doubt) };
  const all = hand.map((variable, i) => ({ ...variable, moved: doubt(variable.moved, i) }));
  const corrector = createCorrector(core, doubted, options, { openRng, seed: 1 });
  corrector.begin(3);
  const [own] = hand;
  let [level, bias] = [own?.level[expert] ?? NaN, own?.bias[expert] ?? NaN];
  const limit = 3 * Math.sqrt(own?.variance[expert] ?? NaN);
  let x = [...path.x].slice(0, 2);
  for (const jump of [0.4, -9, 0]) {
    const [drift = NaN] = driftOf(x);
    corrector.correct(turnAt(x));
    const forecast = level + tau * drift + phi * bias;
    expect(corrector.correction[0]).toBeCloseTo(forecast - (x[0] ?? NaN) - drift, 9);
    const value = forecast + jump;
    level = forecast + gain * jump;
    bias = phi * bias + beta * Math.max(-limit, Math.min(limit, jump));
    x = [value, (x[1] ?? NaN) + (driftOf(x)[1] ?? NaN)];
    corrector.settle(Float64Array.of(...x, MOOD));
    expect(corrector.correction[1]).toBeCloseTo(0, 9);
  }
});

test('strengths that members draw have the mean and the covariance of the regression', () => {
  const z = featuresByHand(
    hand,
    0,
    { x: [...path.x], drift: driftOf(path.x), symbols: [MOOD] },
    rows.at(-2) ?? [],
  );
  const changeWith = (gaussian: readonly number[]) => {
    const openRng = (_seed: unknown, _member: number, purpose: string) =>
      purpose === 'gravity.expert'
        ? streamOf([pointOf(0, 73), 1 - 1e-12])
        : streamOf([], purpose === 'gravity.theta' ? gaussian : []);
    const corrector = createCorrector(core, state, options, { openRng, seed: 1 });
    corrector.begin(0);
    corrector.correct(turnAt([...path.x].slice(0, 2)));
    return (corrector.correction[0] ?? NaN) + (driftOf(path.x)[0] ?? NaN);
  };
  const [own] = hand;
  if (own === undefined) throw new Error('the first variable');
  const mean = own.theta.reduce((sum, strength, at) => sum + strength * (z[at] ?? NaN), 0);
  expect(changeWith([])).toBeCloseTo(mean, 9);
  const variance = z.reduce((sum, _, at) => {
    const unit = z.map((__, other) => (other === at ? 1 : 0));
    return sum + (changeWith(unit) - mean) ** 2;
  }, 0);
  const covered = solve(own.information, z);
  expect(variance).toBeCloseTo(
    covered.reduce((sum, value, at) => sum + value * (z[at] ?? NaN), 0),
    9,
  );
});
