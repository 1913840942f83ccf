import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  decayTrust,
  decayTrusts,
  trustInterval,
  trustMean,
  trustOf,
  trustSampleSize,
  trustStrength,
  updateTrusts,
  type RuleTrusts,
} from '@pulse-stream/worldstate/internal';
import { expect, test } from 'vitest';

type Operation =
  | ['update', string, boolean, number?]
  | ['batch_update', [string, boolean][]]
  | ['apply_decay', string]
  | ['apply_global_decay', number, number];

interface GoldenCase {
  ops: Operation[];
  stats: [number, number];
  trust: number;
  ci: [number, number];
  sample_size: number;
  strength: number;
}

/** What an operation of the golden file does; every case is about rule "k". */
function apply(trusts: RuleTrusts, operation: Operation): RuleTrusts {
  switch (operation[0]) {
    case 'update': {
      const [, rule, success, weight] = operation;
      return updateTrusts(trusts, [{ rule, success, weight }]);
    }
    case 'batch_update':
      return updateTrusts(
        trusts,
        operation[1].map(([rule, success]) => ({ rule, success })),
      );
    case 'apply_decay':
      return new Map([...trusts, [operation[1], decayTrust(trustOf(trusts, operation[1]))]]);
    case 'apply_global_decay':
      return decayTrusts(trusts, operation[1], operation[2]);
  }
}

const text = readFileSync(join(import.meta.dirname, 'golden/trust_tracker.jsonl'), 'utf8');
// The golden file is ours: its shape is fixed in golden/README.md.
const cases = text
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as GoldenCase);

const near = (value: number): unknown => expect.closeTo(value, 12);

test('all 8 cases: counts, mean, interval, sample size and strength to 1e-12', () => {
  expect(cases).toHaveLength(8);
  for (const { ops, stats, trust, ci, sample_size, strength } of cases) {
    let trusts: RuleTrusts = new Map();
    for (const operation of ops) trusts = apply(trusts, operation);
    const belief = trustOf(trusts, 'k');
    expect([belief.alpha, belief.beta]).toEqual(stats.map((value) => near(value)));
    expect(trustMean(belief)).toEqual(near(trust));
    expect(trustInterval(belief)).toEqual(ci.map((value) => near(value)));
    expect(trustSampleSize(belief)).toBe(sample_size);
    expect(trustStrength(belief)).toEqual(near(strength));
  }
});
