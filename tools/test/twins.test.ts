import { createWorld, learn, processLine, type GravityState } from '@pulse-stream/pipeline';
import type { Dataset, ResultRecord } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { twinDataset, twinGain, twinVarianceExplained } from '../twin-skill.mjs';
import { twinModel, VARIABLES } from '../twins.mjs';

const gravity = { method: 'bank' } as const;

test('on twins gravity gains what is there to gain, most where most is missing, and does little harm', () => {
  const size = { stride: 12, members: 20, gravity };
  const gain = Object.fromEntries(
    (['a', 'b', 'c', 'd', 'e'] as const).map((name) => [name, twinGain(name, 1, size).gain]),
  );
  const { a = NaN, b = NaN, c = NaN, d = NaN, e = NaN } = gain;
  expect(a).toBeGreaterThan(-0.03);
  expect(a).toBeLessThan(0.03);
  for (const found of [b, c]) expect(found).toBeGreaterThan(0.03);
  expect(d).toBeGreaterThan(Math.max(b, c));
  expect(e).toBeGreaterThan(d);
});

test('it explains errors where the core lacks momentum or the regime, and none of a perfect core', () => {
  const explained = (name: 'a' | 'd' | 'e') =>
    Object.values(twinVarianceExplained(name, [1], gravity));
  for (const share of explained('a')) expect(share).toBeLessThan(0.1);
  for (const name of ['d', 'e'] as const)
    expect(explained(name).filter((share) => share > 0.3).length).toBeGreaterThanOrEqual(2);
});

/** Rows first..last of a dataset. */
const cut = (dataset: Dataset, first: number, last: number): Dataset => ({
  ...dataset,
  sha256: `${dataset.sha256} ${first} ${last}`,
  labels: dataset.labels.slice(first, last + 1),
  rows: dataset.rows.slice(first, last + 1),
});

/** Root mean squared change over so many rows, up to a row: what confidence compares a spread with. */
function usual({ rows }: Dataset, column: number, steps: number, last: number): number {
  let squares = 0;
  for (let row = steps; row <= last; row += 1)
    squares += ((rows[row]?.[column] ?? NaN) - (rows[row - steps]?.[column] ?? NaN)) ** 2;
  return Math.sqrt(squares / (last + 1 - steps));
}

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
      if (account === undefined) throw new Error(`${target} is not attributed`);
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

test('forecasts that said they were sure came nearer to the truth than those that were not', () => {
  const model = twinModel('d');
  const dataset = twinDataset('d', 3);
  const verified: { confidence: number; error: number }[] = [];
  let state: GravityState | null = null;
  for (let row = 180; row < 380; row += 10) {
    const world = createWorld({
      model,
      gravity,
      ...(state === null ? {} : { gravityState: state }),
    });
    state = learn(world, cut(dataset, state === null ? 0 : row - 9, row));
    const start = createWorld({ model, gravityState: state });
    for (const [column, target] of VARIABLES.entries())
      for (const turns of [1, 2, 4, 8]) {
        const config = { turns, members: 60, forecast: { targets: [target], horizons: [turns] } };
        const bytes = new TextEncoder().encode(JSON.stringify(config));
        const record = processLine(start, { line: 1, batchIndex: 0, bytes }) as ResultRecord; // nothing in it can fail
        const forecasted = record.forecast.targets[target];
        const truth = dataset.rows[row + turns]?.[column] ?? NaN;
        verified.push({
          confidence: record.assessment.confidence ?? NaN,
          error:
            Math.abs(truth - (forecasted?.median?.[0] ?? NaN)) / usual(dataset, column, turns, row),
        });
      }
  }
  const sorted = verified.toSorted((one, two) => two.confidence - one.confidence);
  const third = Math.floor(sorted.length / 3);
  const errorOf = (from: number) =>
    sorted.slice(from, from + third).reduce((sum, { error }) => sum + error / third, 0);
  const [sure, middle, unsure] = [errorOf(0), errorOf(third), errorOf(2 * third)];
  expect(sure).toBeLessThan(middle);
  expect(middle).toBeLessThan(unsure);
});
