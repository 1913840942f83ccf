import { createWorld, learn } from '@pulse-stream/pipeline';
import type { Warning } from '@pulse-stream/worldstate/internal';
import type { Dataset, WorldModelInput } from '@pulse-stream/worldstate';
import { openRng } from '@pulse-stream/simulator/internal';
import { expect, test } from 'vitest';
import { recordOf, resultOf } from './run-line.ts';

// Worlds whose truth is a little other than their model, with errors on a scale that is steep near its
// ends; their histories come near those ends.
const ROWS = 100;
const SEEDS = [1, 2, 3, 4, 5, 6];

interface Scale {
  readonly errors: 'logit' | 'log100' | 'log1p' | 'sqrt';
  /** Of the shocks, on the scale. */
  readonly sd: number;
  readonly initial: number;
  readonly inflow: number;
  readonly up: (natural: number) => number;
  readonly down: (scaled: number) => number;
}

const SCALES: readonly Scale[] = [
  {
    errors: 'logit',
    sd: 0.6,
    initial: 0.05,
    inflow: 0.004,
    up: (p) => Math.log(p / (1 - p)),
    down: (z) => 1 / (1 + Math.exp(-z)),
  },
  {
    errors: 'log100',
    sd: 60,
    initial: 2,
    inflow: 0.2,
    up: (x) => 100 * Math.log(x),
    down: (z) => Math.exp(z / 100),
  },
  {
    errors: 'log1p',
    sd: 50,
    initial: 2,
    inflow: 0.2,
    up: (x) => 100 * Math.log1p(x),
    down: (z) => Math.max(0, Math.expm1(z / 100)),
  },
  {
    errors: 'sqrt',
    sd: 0.5,
    initial: 1,
    inflow: 0.1,
    up: Math.sqrt,
    down: (z) => Math.max(0, z) ** 2,
  },
];

const worldOf = ({ errors, sd, initial, inflow }: Scale): WorldModelInput => ({
  name: 'steep',
  slots: {
    x: {
      kind: 'variable',
      initial,
      errors,
      noise: sd,
      ...(errors === 'log1p' || errors === 'sqrt' ? { min: 0 } : {}),
    },
  },
  rules: [
    { id: 'in', effects: [{ target: 'x', add: inflow * 2 }] },
    { id: 'out', effects: [{ target: 'x', add: '-0.15 * x' }] },
  ],
  forecast: { targets: ['x'] },
});

function historyOf({ sd, initial, inflow, up, down }: Scale, seed: number): Dataset {
  const rng = openRng(seed, 0, 'truth');
  let x = initial;
  const rows = Array.from({ length: ROWS }, () => {
    const row = [x];
    x = down(up(0.9 * x + inflow) + sd * rng.nextNormal());
    return row;
  });
  return {
    name: 'steep',
    sha256: `steep ${seed}`,
    columns: ['x'],
    labels: rows.map((_, at) => `${at}`),
    rows,
  };
}

test.each(SCALES)('histories with errors on the scale $errors are learned from', (scale) => {
  for (const seed of SEEDS) {
    const warnings: Warning[] = [];
    const world = createWorld({ model: worldOf(scale) });
    const gravityState = learn(world, historyOf(scale, seed), (warning) => warnings.push(warning));
    expect(warnings).toEqual([]);
    expect(gravityState.gravity.scored).toHaveLength(1);
    const record = recordOf({ turns: 12, members: 50 }, { model: worldOf(scale), gravityState });
    expect(record).toMatchObject({ status: 'complete' });
  }
});

test.each([
  ['logit', 0.5, [0.02, 0.98], { noise: 0.3 }],
  ['log1p', 3, [0, 1000], { noise: 3 }],
  ['log100', 1, [1e-220, 1e-120], { noise: 3, max: 1e10 }],
] as const)(
  'a history that jumps between the ends of the scale %s is learned from, whatever members reach',
  (scale, initial, ends, more) => {
    const rows = Array.from({ length: 100 }, (_, row) => [ends[(row * row * 13) % 17 < 8 ? 0 : 1]]);
    const labels = rows.map((_, row) => `${row}`);
    const dataset = { name: 'jumps', sha256: scale, columns: ['x'], labels, rows };
    for (const how of ['errors', 'transform'] as const) {
      const slot = { kind: 'variable', initial, [how]: scale, ...more } as const;
      const model = { name: 'jumps', slots: { x: slot }, forecast: { targets: ['x'] } };
      const gravityState = learn(createWorld({ model }), dataset);
      expect(gravityState.track_record.calibration.verified[0]).toBeGreaterThan(30);
      const record = recordOf({ turns: 12, members: 20_000 }, { model, gravityState });
      expect(record).toMatchObject({ status: 'complete' });
    }
  },
);

test.each(['logit', 'log1p', 'log100'] as const)(
  'noise of every step may take a slot on the scale %s as far as it likes',
  (errors) => {
    const noise = { sd: errors === 'logit' ? 40 : 4000, per: 'time' } as const;
    const model: WorldModelInput = {
      name: 'far',
      slots: { x: { kind: 'variable', initial: 0.5, errors, noise } },
      rules: [{ id: 'still', effects: [{ target: 'x', add: 0 }] }],
      time: { dt: 0.25, steps_per_turn: 4 },
    };
    const config = { turns: 5, members: 40, forecast: { targets: ['x'] } };
    expect(recordOf(config, { model })).toMatchObject({ status: 'complete' });
  },
);

/** Grows by a step that leaves the positive numbers from 550 on. */
const EXPLOSIVE: WorldModelInput = {
  name: 'explosive',
  slots: { x: { kind: 'variable', initial: 50, errors: 'log100', noise: 5 } },
  rules: [
    { id: 'growth', effects: [{ target: 'x', add: '0.1 * x' }] },
    { id: 'crowding', effects: [{ target: 'x', add: '-0.002 * x^2' }] },
  ],
  forecast: { targets: ['x'] },
};
const wild = (rows: number): Dataset => {
  const rng = openRng(2, 0, 'truth');
  let x = 50;
  const cells = Array.from({ length: rows }, () => {
    const row = [x];
    x = Math.min(400, (1.1 * x - 0.002 * x * x) * Math.exp(0.4 * rng.nextNormal()));
    return row;
  });
  const labels = cells.map((_, at) => `${1900 + at}`);
  return { name: 'wild', sha256: 'wild', columns: ['x'], labels, rows: cells };
};

test('forecasts on the way whose members leave the numbers are verified as far as they went, and said', () => {
  const warnings: Warning[] = [];
  const state = learn(createWorld({ model: EXPLOSIVE }), wild(120), (warning) =>
    warnings.push(warning),
  );
  expect(warnings).toHaveLength(1);
  const [{ type, message } = {}] = warnings;
  expect(type).toBe('forecast-broken');
  const [, row = '', label = ''] =
    /^the forecast from row (\d+) \((\d+)\)/.exec(message ?? '') ?? [];
  expect(Number(label) - Number(row)).toBe(1899);
  expect(message).toMatch(
    /: log100 of -[\d.]+ is not defined: it needs x > 0 in the value of x after/,
  );
  const { verified } = state.track_record.calibration;
  expect(verified[0]).toBeGreaterThan(verified[11] ?? NaN);
  // a run on the same rows says it too, a state that goes on counts from its first row
  const datasets = new Map([['wild', wild(120)]]);
  const lines = resultOf(
    { turns: 1, members: 5, observations: { dataset: 'wild' } },
    { model: EXPLOSIVE, datasets },
  );
  expect(lines.warnings).toContainEqual({ type, message });
  const first = {
    ...wild(120),
    rows: wild(120).rows.slice(0, 60),
    labels: wild(120).labels.slice(0, 60),
  };
  const later = {
    ...wild(120),
    rows: wild(120).rows.slice(60),
    labels: wild(120).labels.slice(60),
  };
  const half = learn(createWorld({ model: EXPLOSIVE }), first);
  const rest: Warning[] = [];
  learn(createWorld({ model: EXPLOSIVE, gravityState: half }), later, (warning) =>
    rest.push(warning),
  );
  const [, at = '', year = ''] =
    /^the forecast from row (\d+) \((\d+)\)/.exec(rest[0]?.message ?? '') ?? [];
  expect(Number(year) - Number(at)).toBe(1899);
});
