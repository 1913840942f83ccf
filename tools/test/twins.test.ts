import { createWorld, processLine } from '@pulse-stream/pipeline';
import type { ResultRecord } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { verifyForecasts } from '../confidence-terciles.mjs';
import { twinDataset, twinGain, twinVarianceExplained } from '../twin-skill.mjs';
import { twinModel, VARIABLES } from '../twins.mjs';

const gravity = { method: 'bank' } as const;

test('on twins gravity gains what is there to gain, most where most is missing, and does little harm', () => {
  const size = { stride: 12, members: 20, gravity };
  const gain = Object.fromEntries(
    (['a', 'b', 'c', 'd', 'e', 'f'] as const).map((name) => [name, twinGain(name, 1, size).gain]),
  );
  const { a = NaN, b = NaN, c = NaN, d = NaN, e = NaN, f = NaN } = gain;
  expect(a).toBeGreaterThan(-0.03);
  expect(a).toBeLessThan(0.03);
  for (const found of [b, c]) expect(found).toBeGreaterThan(0.03);
  expect(d).toBeGreaterThan(Math.max(b, c));
  expect(e).toBeGreaterThan(d);
  expect(f).toBeGreaterThan(0.2);
});

test('it explains errors where the core lacks momentum or the regime, and none of a perfect core', () => {
  const explained = (name: 'a' | 'd' | 'e') =>
    Object.values(twinVarianceExplained(name, [1], gravity));
  for (const share of explained('a')) expect(share).toBeLessThan(0.1);
  for (const name of ['d', 'e'] as const)
    expect(explained(name).filter((share) => share > 0.3).length).toBeGreaterThanOrEqual(2);
});

test('the parts of every forecast add up to its change, and those of gravity are its correction', () => {
  const [members, turns] = [40, 6];
  const acted = new Set<number>();
  for (const name of ['a', 'b', 'c', 'd', 'e'] as const) {
    const datasets = new Map([['twin', twinDataset(name, 1)]]);
    const world = createWorld({ model: twinModel(name), gravity, datasets });
    const config = { members, turns, observations: { dataset: 'twin' } };
    const bytes = new TextEncoder().encode(JSON.stringify(config));
    const record = processLine(world, { line: 1, batchIndex: 0, bytes }) as ResultRecord; // nothing in it can fail
    for (const target of VARIABLES) {
      const account = record.forecast.attribution[target];
      if (account == null) throw new Error(`${target} is not attributed`);
      const { start, end, change, parts } = account;
      expect(change).toBe(end - start);
      const sum = Object.values(parts).reduce((total, part) => total + part, 0);
      const scale = Math.max(Math.abs(start), Math.abs(end));
      expect(Math.abs(sum - change)).toBeLessThanOrEqual(1e-9 * scale);
      // counted elsewhere, from the corrections themselves: no part is what the others leave over
      const corrected = turns * (record.gravity.variables[target]?.correction_mean ?? NaN);
      const ofGravity = ['level', 'drift', 'bias', 'rls'].map(
        (part) => parts[`gravity.${part}`] ?? NaN,
      );
      const total = ofGravity.reduce((all, part) => all + part, 0);
      expect(Math.abs(total - corrected)).toBeLessThanOrEqual(1e-9 * scale);
      for (const [part, amount] of ofGravity.entries()) if (amount !== 0) acted.add(part);
    }
  }
  expect(acted.size).toBe(4);
});

test('confidence is higher as far ahead as a random walk is beaten more clearly', () => {
  const size = {
    origins: Array.from({ length: 16 }, (_, at) => 150 + 15 * at),
    horizons: [1, 8],
    members: 40,
  };
  for (const name of ['a', 'b', 'c'] as const) {
    const verified = verifyForecasts(twinModel(name), twinDataset(name, 3), size);
    expect(verified).toHaveLength(16 * VARIABLES.length * 2);
    const [near, far] = size.horizons.map((horizon) => {
      const some = verified.filter((forecast) => forecast.horizon === horizon);
      const mean = (of: 'error' | 'sentinel') =>
        some.reduce((sum, forecast) => sum + forecast[of] / forecast.step, 0);
      const sure = some.reduce((sum, { confidence }) => sum + confidence / some.length, 0);
      return { sure, relative: mean('error') / mean('sentinel') };
    });
    expect(far?.relative).toBeLessThan(near?.relative ?? NaN);
    expect(far?.sure).toBeGreaterThan(near?.sure ?? NaN);
  }
});
