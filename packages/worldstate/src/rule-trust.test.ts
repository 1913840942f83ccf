import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PulseError } from './failure.ts';
import {
  decayTrust,
  decayTrusts,
  restoreTrusts,
  snapshotTrusts,
  trustInterval,
  trustMean,
  trustOf,
  trustSampleSize,
  trustStrength,
  UNSEEN_RULE,
  updateTrust,
  updateTrusts,
  voteOnEffect,
  type RuleTrusts,
} from './rule-trust.ts';

const none: RuleTrusts = new Map();
const vote = fc.record({
  rule: fc.constantFrom('a', 'b', 'constructor'),
  success: fc.boolean(),
  weight: fc.option(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), { nil: undefined }),
});

test('an unseen rule is believed half, with the widest interval and no sample', () => {
  expect(trustOf(none, 'a')).toEqual({ alpha: 1, beta: 1 });
  expect(trustMean(UNSEEN_RULE)).toBe(0.5);
  expect(trustInterval(UNSEEN_RULE)).toEqual([0, 1]);
  expect(trustSampleSize(UNSEEN_RULE)).toBe(0);
});

test('updating makes a new value', () => {
  const before = updateTrusts(none, [{ rule: 'a', success: true }]);
  const after = updateTrusts(before, [{ rule: 'a', success: false, weight: 2.5 }]);
  expect(before).toEqual(new Map([['a', { alpha: 2, beta: 1 }]]));
  expect(after).toEqual(new Map([['a', { alpha: 2, beta: 3.5 }]]));
  expect(UNSEEN_RULE).toEqual({ alpha: 1, beta: 1 });
});

test('votes in one go are votes one by one', () => {
  fc.assert(
    fc.property(fc.array(vote), (votes) => {
      let trusts = none;
      for (const one of votes) trusts = updateTrusts(trusts, [one]);
      expect(updateTrusts(none, votes)).toEqual(trusts);
    }),
  );
});

test('after any votes and forgetting, counts stay at 1 or above and figures in their ranges', () => {
  fc.assert(
    fc.property(fc.array(vote), fc.double({ min: 0, max: 1, noNaN: true }), (votes, factor) => {
      for (const trust of decayTrusts(updateTrusts(none, votes), factor).values()) {
        expect(trust.alpha >= 1 && trust.beta >= 1).toBe(true);
        const [low, high] = trustInterval(trust);
        const mean = trustMean(trust);
        expect(0 <= low && low <= mean && mean <= high && high <= 1).toBe(true);
        expect(trustStrength(trust) > 0 && trustStrength(trust) <= 1).toBe(true);
        expect(Number.isInteger(trustSampleSize(trust))).toBe(true);
      }
    }),
  );
});

test('little evidence is not forgotten', () => {
  expect(decayTrust({ alpha: 4, beta: 1 })).toEqual({ alpha: 4, beta: 1 });
  expect(decayTrust({ alpha: 5, beta: 1 })).toEqual({ alpha: 4.95, beta: 1 });
  expect(decayTrust({ alpha: 40, beta: 10 }, 0.5, 60)).toEqual({ alpha: 40, beta: 10 });
});

test('more evidence for the same share narrows the interval and strengthens', () => {
  const [little, much] = [
    { alpha: 3, beta: 2 },
    { alpha: 30, beta: 20 },
  ];
  const width = (trust: { alpha: number; beta: number }): number => {
    const [low, high] = trustInterval(trust);
    return high - low;
  };
  expect(width(much)).toBeLessThan(width(little));
  expect(trustStrength(much)).toBeGreaterThan(trustStrength(little));
});

test.each([0, -1, NaN, Infinity])('a vote of weight %d is refused', (weight) => {
  expect(() => updateTrust(UNSEEN_RULE, true, weight)).toThrow(RangeError);
});

test.each<[string, number, number, number, boolean | null]>([
  ['nearer with the effect', 1, 0.8, 0.3, true],
  ['nearer without it', 1, 1.4, 0.3, false],
  ['overshooting by less than it helped', 1, 1.1, 0.3, true],
  ['equally near', 1, 1.25, 0.5, null],
  ['no effect', 1, 1.4, 0, null],
])('an observation votes: %s', (_, observed, predicted, effect, expected) => {
  expect(voteOnEffect(observed, predicted, effect)).toBe(expected);
});

test('saved and restored beliefs are equal, also through JSON', () => {
  fc.assert(
    fc.property(fc.array(vote), (votes) => {
      const trusts = updateTrusts(none, votes);
      const saved: unknown = JSON.parse(JSON.stringify(snapshotTrusts(trusts)));
      expect(restoreTrusts(saved)).toEqual(trusts);
    }),
  );
});

test.each([null, { a: { alpha: 0.5, beta: 1 } }, { a: { alpha: 1 } }, [1]])(
  '%j is no snapshot of beliefs',
  (saved) => {
    expect(() => restoreTrusts(saved)).toThrow(PulseError);
  },
);
