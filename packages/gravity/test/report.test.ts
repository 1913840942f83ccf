import { reportGravity, retrodict, type Retrodiction } from '@pulse-stream/gravity';
import {
  HEALTH_THRESHOLDS,
  type GravityAccount,
  type SgdState,
} from '@pulse-stream/gravity/internal';
import type { GravityOptions } from '@pulse-stream/worldstate';
import { GravityRecord } from '@pulse-stream/worldstate/internal';
import { expect, test } from 'vitest';
import { openTwin, TWINS, type TwinName } from './twin.ts';
import { sgdOptions } from './sgd-options.ts';

function account(
  given: GravityOptions = {},
  twinName: TwinName = 'bias',
  rows = 120,
): GravityAccount & { retrodiction: Retrodiction<SgdState> } {
  const { core, start, history } = openTwin(twinName, rows, 5);
  const options = sgdOptions(given);
  const retrodiction = retrodict(core, start, history, options);
  return { retrodiction, totals: [], options, off: false, attenuated: new Set() };
}

test('the record is what the schema of records says', () => {
  const record = reportGravity(account());
  expect(GravityRecord.parse(record)).toEqual(record);
  expect(record.method).toBe('sgd');
  expect(record.observations_used).toBe(480);
  expect(record.refused).toBe(0);
});

test('off says off and nothing else', () => {
  expect(reportGravity({ ...account(), off: true })).toEqual({
    status: 'off',
    method: 'sgd',
    observations_used: 480,
    refused: 0,
    variables: {},
    top_contributors: [],
    health: { status: 'off', warnings: [], recommendations: [] },
  });
});

test('without a history everything is untaught', () => {
  const record = reportGravity({ ...account(), retrodiction: null });
  expect([record.status, record.health.status, record.observations_used]).toEqual([
    'untaught',
    'untaught',
    0,
  ]);
});

test('the status is that of the most taught variable: untaught < attenuated < active', () => {
  const all = account();
  const names = Object.keys(reportGravity(all).variables);
  expect(names).toEqual(['infl', 'rate', 'unemp', 'vol']);
  expect(reportGravity(all).status).toBe('active');
  const some = reportGravity({ ...all, attenuated: new Set(['vol']) });
  expect([some.status, some.variables['vol']?.status]).toEqual(['active', 'attenuated']);
  expect(reportGravity({ ...all, attenuated: new Set(names) }).status).toBe('attenuated');
  expect(reportGravity(account({ min_observations: 500 })).status).toBe('untaught');
});

test('the share is Σ|c|/(Σ|c| + Σ|D|), 0 when nothing moved', () => {
  const totals = [
    { slot: 'infl', mean: -0.5, absolute: 3, absoluteDrift: 1, clipped: 2 },
    { slot: 'rate', mean: 0, absolute: 0, absoluteDrift: 0, clipped: 0 },
  ];
  const { variables } = reportGravity({ ...account(), totals });
  expect(variables['infl']).toEqual({
    status: 'active',
    correction_mean: -0.5,
    correction_share: 0.75,
    clipped: 2,
  });
  expect(variables['rate']?.correction_share).toBe(0);
  expect(variables['vol']?.correction_share).toBe(0);
});

test('contributors are symbols by their share of Σ|B·s| at turn 0, largest first, in all 1', () => {
  const { retrodiction } = account();
  const { top_contributors: top } = reportGravity(account());
  expect(top.map(({ name }) => name).toSorted()).toEqual(['despair', 'fatigue', 'hope']);
  expect(top.map(({ share }) => share)).toEqual(
    top.map(({ share }) => share).toSorted((a, b) => b - a),
  );
  expect(top.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  const { weights, symbols } = retrodiction.state;
  const values = [0.4, 0.5, 0.6]; // despair, fatigue, hope at turn 0 are slots 5, 6, 4
  for (const [at, slot] of [5, 6, 4].entries()) values[at] = retrodiction.path.x[slot] ?? 0;
  const amounts = symbols.map((_, j) =>
    [0, 1, 2, 3].reduce(
      (sum, i) => sum + Math.abs((weights[3 * i + j] ?? 0) * (values[j] ?? 0)),
      0,
    ),
  );
  const whole = amounts.reduce((sum, amount) => sum + amount, 0);
  for (const { name, share } of top)
    expect(share).toBeCloseTo((amounts[symbols.indexOf(name)] ?? 0) / whole, 12);
});

test.each(TWINS)('default options are healthy on a seeded twin: %s', (name) => {
  for (const rows of [60, 120, 400])
    expect(reportGravity(account({}, name, rows)).health).toEqual({
      status: 'healthy',
      warnings: [],
      recommendations: [],
    });
});

test.each([
  ['exploding weights', { learning_rate: 0.5, ewma_span: 1, momentum_factor: 0 }, 'regime'],
  ['over-fitting', { learning_rate: 0.5, ewma_span: 1, momentum_factor: 0 }, 'perfect'],
  [
    'frequent breaker trips',
    { learning_rate: 0.1, ewma_span: 1, circuit_breaker_threshold: 0.2 },
    'regime',
  ],
  ['not learning', { learning_rate: 0 }, 'bias'],
  ['heavily limited', { learning_rate: 0.1, ewma_span: 1, max_correction: 0.01 }, 'bias'],
] as const)(
  'what is wrong has a name, its variables and a recommendation: %s',
  (name, given, twin) => {
    const { health } = reportGravity(account(given, twin, 300));
    expect(health.status).toBe('warning');
    expect(
      health.warnings.some(
        (warning) => /^[a-z -]+: [a-z, ]+$/.test(warning) && warning.startsWith(`${name}: `),
      ),
    ).toBe(true);
    expect(health.recommendations).toHaveLength(health.warnings.length);
  },
);

test('each threshold of health is an option', () => {
  const base = account({}, 'bias', 300);
  const stricter: Partial<typeof HEALTH_THRESHOLDS>[] = [
    { exploding_weights_rms: 1e-9 },
    { over_fitting_variance: 0.99 },
    { breaker_trip_share: -1 },
    { least_weight: 1e9 },
    { limited_share: -1 },
  ];
  for (const change of stricter) {
    const thresholds = { ...HEALTH_THRESHOLDS, ...change };
    expect(reportGravity({ ...base, thresholds }).health.warnings).toHaveLength(1);
  }
  const few = { ...HEALTH_THRESHOLDS, over_fitting_variance: 0.99, over_fitting_samples: 1e6 };
  expect(reportGravity({ ...base, thresholds: few }).health.status).toBe('healthy');
});
