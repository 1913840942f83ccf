import { createCorrector, retrodict, type Retrodiction } from '@pulse-stream/gravity';
import { ruleMultipliers, type BankState } from '@pulse-stream/gravity/internal';
import type { CausalCore } from '@pulse-stream/worldstate';
import { CONTROL_RUN, type CorrectionStep } from '@pulse-stream/worldstate/internal';
import { expect, test } from 'vitest';
import { bankOptions, openRng } from './bank-options.ts';
import { runForward } from './forward.ts';
import { historyOf, normals, seeded } from './histories.ts';
import { linearCore } from './linear-core.ts';
import { openTwin } from './twin.ts';

const options = bankOptions({ warmup: 20, min_observations: 10 });
const run = { openRng, seed: 1 };
const EXPERTS = 73;
const BANK = 74;

/** Two slots that drift nowhere and one symbol; the truth trends and pulls b after a. */
function openStill(): { core: CausalCore; learned: Retrodiction<BankState> } {
  const core = linearCore({ slots: ['a', 'b', 'mood'], symbols: ['mood'], drift: () => ({}) });
  const draw = normals(seeded(3));
  let [a, b] = [10, 5];
  const rows = Array.from({ length: 90 }, () => {
    b += 0.2 * (a - b) + 0.3 * draw();
    a += 0.1 + 0.4 * draw();
    return [a, b];
  });
  const learned = retrodict(core, new Float64Array(3), historyOf(['a', 'b'], rows), options);
  return { core, learned };
}

/** One step of a still world at these values. */
function stepAt(before: Float64Array, acted = before): CorrectionStep {
  return { before, acted, causal: acted.slice(), contributions: new Float64Array(3) };
}

/** λ of the record: Σ w c e/σ² over Σ w c²/σ², drawn to that of all variables, which is drawn to 1. */
function support({ agreed, moved }: BankState, i: number): number {
  const share = (a: number, m: number, prior: number) =>
    Math.min(1, Math.max(0, (a + 8 * prior) / (m + 8)));
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  return share(agreed[i] ?? 0, moved[i] ?? 0, share(sum(agreed), sum(moved), 1));
}

test('the parts are named, and a correction is exactly their sum, on every path', () => {
  const { core, start, history } = openTwin('regime', 260, 3);
  const { path, state } = retrodict(core, start, history, options);
  const corrector = createCorrector(core, state, { ...options, max_correction: 0.3 }, run);
  expect(corrector.parts).toEqual([
    'gravity.level',
    'gravity.drift',
    'gravity.bias',
    'gravity.rls',
  ]);
  const causal = new Float64Array(core.slots.length);
  const contributions = new Float64Array(core.effects.length);
  const shocks = new Float64Array(4);
  for (const member of [CONTROL_RUN, 0, 1, 2, 3, 4, 5]) {
    const going = core.clone(path);
    corrector.begin(member);
    for (let turn = 0; turn < 8; turn += 1) {
      core.drift(going, causal, contributions);
      corrector.correct({ before: going.x.slice(), causal, contributions });
      for (const [at, slot] of corrector.slots.entries()) {
        const sum = corrector.partValues.subarray(4 * at, 4 * at + 4).reduce((x, y) => x + y, 0);
        expect(corrector.correction[at]).toBe(sum);
        causal[slot] = (causal[slot] ?? 0) + sum;
      }
      if (member !== CONTROL_RUN) expect(corrector.shock(shocks)).toBe(true);
      core.advance(going, causal);
      corrector.settle(going.x);
    }
  }
});

test('an override moves turn 1 by itself and what the regression makes of it; no level undoes it', () => {
  const { core, learned } = openStill();
  const { state, path } = learned;
  const [delta, other] = [2, -1.5];
  const moved = core.clone(path);
  core.replace(moved, 0, (path.x[0] ?? 0) + delta);
  core.replace(moved, 1, (path.x[1] ?? 0) + other);
  const corrector = createCorrector(core, state, options, run);
  const ends = [path, moved].map((from) => runForward(core, from, corrector, 1).path.x);
  const features = 1 + 1 + 4 + 1; // intercept, rule, levels and changes, symbol
  for (const i of [0, 1]) {
    const change = [delta, other].reduce((sum, shift, j) => {
      const strength = state.theta[i * features + 2 + j] ?? 0;
      return sum + (strength * shift) / (state.scales[j] ?? 1);
    }, 0);
    const share = support(state, i) * (state.weight[i * BANK + EXPERTS] ?? 0);
    const expected = ([delta, other][i] ?? 0) + share * change;
    expect((ends[1]?.[i] ?? 0) - (ends[0]?.[i] ?? 0)).toBeCloseTo(expected, 10);
  }
});

test('an intervention is a what-if too: what it added is still there one turn later', () => {
  const { core, learned } = openStill();
  const corrector = createCorrector(core, learned.state, options, run);
  const amounts = [0, 3].map((added) => {
    corrector.begin(CONTROL_RUN);
    const before = learned.path.x.slice();
    const acted = before.slice();
    acted[1] = (acted[1] ?? 0) + added;
    corrector.correct(stepAt(before, acted));
    const level = corrector.partValues[4] ?? 0;
    const after = acted.map((x, slot) => x + (corrector.correction[slot] ?? 0));
    corrector.settle(after);
    corrector.correct(stepAt(after));
    return { level, later: corrector.partValues[4] ?? 0 };
  });
  // the level of b pulls neither in this turn nor in the next one
  expect(amounts[1]?.level).toBeCloseTo(amounts[0]?.level ?? 0, 12);
  expect(Math.abs((amounts[1]?.later ?? 9) - (amounts[0]?.later ?? 0))).toBeLessThan(0.2);
});

test('λ, attenuation and the limit do what they say, and what is limited is counted', () => {
  const { core, start, history } = openTwin('bias', 200, 3);
  const { path, state } = retrodict(core, start, history, options);
  const first = (given: object, attenuated = new Set<string>()) => {
    const corrector = createCorrector(
      core,
      state,
      { ...options, ...given },
      { ...run, attenuated },
    );
    const { corrections } = runForward(core, path, corrector, 1);
    return { correction: corrections[0] ?? [], clipped: [...corrector.clipped] };
  };
  const whole = first({}).correction;
  const half = first({ lambda: 0.5 }).correction;
  for (const [at, amount] of whole.entries()) expect(half[at]).toBeCloseTo(amount / 2, 12);
  expect(first({ lambda: 0 }).correction.every((amount) => amount === 0)).toBe(true);
  const weak = first({}, new Set(['rate'])).correction;
  expect(weak.map((amount, at) => amount / (whole[at] ?? 1))).toEqual([
    expect.closeTo(1, 12),
    expect.closeTo(0.5, 12),
    expect.closeTo(1, 12),
    expect.closeTo(1, 12),
  ]);
  const limited = first({ max_correction: 1e-3 });
  for (const [i, amount] of limited.correction.entries()) {
    const weights = state.weight.subarray(i * BANK, (i + 1) * BANK);
    const longRun = weights.reduce((sum, w, k) => sum + w * (state.longRun[i * BANK + k] ?? 0), 0);
    expect(Math.abs(amount)).toBeCloseTo(1e-3 * Math.sqrt(longRun), 12);
  }
  expect(limited.clipped).toEqual([1, 1, 1, 1]);
});

test('members of one seed are equal, of different seeds and numbers differ', () => {
  const { core, start, history } = openTwin('wrong', 150, 3);
  const { path, state } = retrodict(core, start, history, options);
  const end = (seed: number, member: number) => {
    const corrector = createCorrector(core, state, options, { openRng, seed });
    return [...runForward(core, path, corrector, 4, member).path.x];
  };
  expect(end(1, 2)).toEqual(end(1, 2));
  expect(end(1, 3)).not.toEqual(end(1, 2));
  expect(end(2, 2)).not.toEqual(end(1, 2));
});

test('off draws the same past steps; shocks have the scale of their expert and mean 0', () => {
  const { core, start, history } = openTwin('perfect', 150, 3);
  const learned = retrodict(core, start, history, options);
  // all weight on the causal model itself: K = 1, φ = 0, β = 0, τ = 1
  const pure = (72 / 3) * 2 + 4 + 6 + 7;
  const weight = learned.state.weight.map((_, entry) => (entry % BANK === pure ? 1 : 0));
  const state = { ...learned.state, weight };
  const shocksOf = (off: boolean, member: number) => {
    const corrector = createCorrector(core, state, options, { ...run, off });
    corrector.begin(member);
    const shocks = new Float64Array(4);
    corrector.shock(shocks);
    return [...shocks];
  };
  const sums = new Float64Array(4);
  const squares = new Float64Array(4);
  const members = 4000;
  for (let member = 0; member < members; member += 1)
    for (const [at, shock] of shocksOf(true, member).entries()) {
      expect(shocksOf(false, member)[at]).toBe(shock);
      sums[at] = (sums[at] ?? 0) + shock;
      squares[at] = (squares[at] ?? 0) + shock ** 2;
    }
  for (const [at, sum] of sums.entries()) {
    const sd = Math.sqrt((squares[at] ?? 0) / members);
    expect(Math.abs(sum / members) / sd).toBeLessThan(0.06);
    expect(sd / Math.sqrt(state.longRun[at * BANK + pure] ?? 1)).toBeCloseTo(1, 0);
  }
});

test('the mean error is learned as a mean that forgets, in a history and in a forecast', () => {
  const core = linearCore({ slots: ['a'], symbols: [], drift: () => ({}) });
  const uniform = seeded(5);
  let a = 0;
  // no error is so large that it would be cut
  const rows = Array.from({ length: 90 }, () => {
    a += uniform() - 0.4;
    return [a];
  });
  // all errors since the warm-up began, after 30 of 0; the last ones count 1 − γ each
  const forgetting = 0.98;
  const biasOf = (count: number) => {
    let mean = 0;
    for (let row = 1; row < count; row += 1) {
      const change = (rows[row]?.[0] ?? 0) - (rows[row - 1]?.[0] ?? 0);
      mean += Math.max(1 / (29 + row), 1 - forgetting) * (change - mean);
    }
    return mean;
  };
  const given = bankOptions({ warmup: 20, min_observations: 10, forgetting });
  const learn = (count: number) =>
    retrodict(core, new Float64Array(1), historyOf(['a'], rows.slice(0, count)), given);
  for (const count of [30, 45, 90])
    expect(learn(count).state.bias[EXPERTS - 1]).toBeCloseTo(biasOf(count), 12);

  const { state, path } = learn(45);
  const weight = state.weight.map((_, entry) => (entry === EXPERTS - 1 ? 1 : 0));
  const full = { ...state, weight, agreed: Float64Array.of(0), moved: Float64Array.of(0) };
  for (const member of [CONTROL_RUN, 0]) {
    const corrector = createCorrector(core, full, given, run);
    corrector.begin(member);
    corrector.correct(stepAt(path.x));
    const bias = corrector.partValues[2] ?? 0;
    expect(bias).toBeCloseTo(biasOf(45), 12);
    const surprise = 0.3;
    const after = Float64Array.of((path.x[0] ?? 0) + bias + surprise);
    corrector.settle(after);
    corrector.correct(stepAt(after));
    expect([...corrector.partValues]).toEqual([
      0,
      0,
      expect.closeTo(bias + Math.max(1 / 74, 1 - forgetting) * surprise, 12),
      0,
    ]);
  }
});

test('gravity that is off corrects nothing but still gives the shocks that were', () => {
  const { core, start, history } = openTwin('bias', 150, 3);
  const { path, state } = retrodict(core, start, history, options, { off: true });
  const corrector = createCorrector(core, state, options, { ...run, off: true });
  expect(corrector.slots).toHaveLength(4);
  expect(corrector.parts).toEqual([]);
  const { corrections } = runForward(core, path, corrector, 5, 0);
  expect(corrections.flat().every((amount) => amount === 0)).toBe(true);
  const control = runForward(core, path, corrector, 5).path.x;
  expect([...control]).toEqual([...runForward(core, path, null, 5).path.x]);
});

test('it needs a source of random numbers', () => {
  const { core, learned } = openStill();
  expect(() => createCorrector(core, learned.state, options)).toThrow('openRng');
});

test('multipliers of rules find their way to the strengths of the truth', () => {
  const { core, start, history } = openTwin('wrong', 400, 1);
  const { state } = retrodict(core, start, history, bankOptions());
  const found = ruleMultipliers(state);
  expect(found.map(({ rule, variable }) => [rule, variable])).toEqual(
    ['infl', 'rate', 'unemp', 'vol'].map((name) => [`drift-${name}`, name]),
  );
  for (const { sd } of found) expect(sd).toBeGreaterThan(0);
  // the rate follows the Taylor rule five times as fast as its model says
  const rate = found.find(({ variable }) => variable === 'rate');
  expect(rate?.mean).toBeGreaterThan(1.5);
  const { state: short } = retrodict(core, start, historyOf(history.columns, []), bankOptions());
  expect(ruleMultipliers(short)).toEqual([]);
});
