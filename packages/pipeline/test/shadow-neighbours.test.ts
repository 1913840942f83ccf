import { createWorld, processLine } from '@pulse-stream/pipeline';
import type { Dataset, GravityOptions } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { resultOf, toLine } from './run-line.ts';
import { twinDataset, twinModel } from './twin.ts';

/** Every so many rows hope turns what it does to the level: what was learned does harm for a while. */
const TURNS_ROUND = 6;

function turningDataset(): Dataset {
  const dataset = twinDataset(110);
  let level = 0;
  const rows = dataset.rows.map(([, other = null, hope = null], row) => {
    const before = level;
    const direction = row % (2 * TURNS_ROUND) < TURNS_ROUND ? 1 : -1;
    level += direction * 0.4 * ((hope ?? 0) - 0.2) + 0.05 * Math.sin(row * 7);
    return [before, other, hope];
  });
  return { ...dataset, rows };
}

const options = {
  model: twinModel,
  gravity: { method: 'bank', warmup: 40 },
  datasets: new Map([['truth', turningDataset()]]),
} as const;

const scenario = (gravity: GravityOptions) => ({
  id: 'a',
  turns: 2,
  members: 5,
  observations: { dataset: 'truth' },
  gravity,
});

const SHORT: GravityOptions = { shadow_model_window_size: 4, shadow_model_min_trigger_samples: 1 };
/** Options of the shadow monitor only: each halves other corrections on the way than `SHORT` does. */
const OTHERS: readonly GravityOptions[] = [
  {},
  { ...SHORT, shadow_model_window_size: 2 },
  { ...SHORT, shadow_model_window_size: 8 },
  { ...SHORT, shadow_model_min_causal_variance: 1 },
  { ...SHORT, shadow_monitor: { critical_variables: ['other'] } },
];

test('lines that differ in options of the shadow monitor only get the records they get alone, in any order', () => {
  const lines = [SHORT, ...OTHERS].map(scenario);
  const alone = lines.map((line) => resultOf(line, options));
  const [short, ...others] = alone.map(({ forecast }) => forecast.targets['level']);
  for (const level of others) expect(level).not.toEqual(short);
  const world = createWorld(options);
  for (const which of [...lines.keys(), ...[...lines.keys()].toReversed()])
    expect(processLine(world, toLine(lines[which]))).toEqual(alone[which]);
});
