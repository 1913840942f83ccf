import { SensitivityStudy, type StudyOptions } from '@pulse-stream/experiment';
import { expect, test } from 'vitest';
import { openTestRng } from './open-test-rng.ts';

type Config = Readonly<Record<string, unknown>>;

/** A result as a run writes it, as far as a study reads it. */
const result = (config: Config, mean: number, more: object = {}) => ({
  kind: 'result',
  schema: 2,
  config,
  forecast: {
    horizon: [1, 5],
    targets: {
      hope: {
        mean: [mean / 2, mean],
        median: null,
        sd: [0, 1],
        quantiles: { '0.9': [1, mean + 2] },
      },
    },
    events: [{ name: 'grim', probability: mean > 3 ? 1 : 0 }],
  },
  shadow_monitor: { variables: { hope: { variance_explained: null } } },
  assessment: { confidence: null, fragility: null, risk: 0.25 },
  ...more,
});

function study(records: readonly unknown[], options: Partial<StudyOptions> = {}) {
  const made = new SensitivityStudy({ resamples: 50, openRng: openTestRng, ...options });
  for (const record of records) made.add(record);
  return made.report();
}
const pairs = Array.from({ length: 40 }, (_, row) => [row, (row * 17) % 40] as const);
const records = pairs.map(([a, b]) =>
  result(
    { id: `${a}`, turns: 5, state_overrides: { hope: a }, params: { beta: b, fixed: 3 }, seed: a },
    a - 0.1 * b,
  ),
);

test('inputs are what varies in the configs, outcomes what varies in the forecasts', () => {
  const { sensitivities, summary } = study(records);
  expect(summary.inputs).toEqual(['hope', 'params.beta']);
  expect([...new Set(sensitivities.map(({ outcome }) => outcome))]).toEqual(['hope@5', 'p_grim']);
  expect(summary.left_out).toEqual({
    correction_share: 'it is 0 in every record',
    confidence: 'only 0 records have it',
    fragility: 'only 0 records have it',
    risk: 'it is 0.25 in every record',
  });
});

test('what moves an outcome up has 1, down −1, whatever its size', () => {
  const [hope, beta] = study(records).sensitivities;
  expect(hope?.prcc.value).toBeGreaterThan(0.95);
  expect(hope?.spearman.value).toBeGreaterThan(0.95);
  expect(beta?.prcc.value).toBeLessThan(-0.5);
  for (const { prcc } of [hope, beta].filter((line) => line !== undefined)) {
    expect(prcc.low).toBeLessThanOrEqual(prcc.value ?? Number.NaN);
    expect(prcc.high).toBeGreaterThanOrEqual(prcc.value ?? Number.NaN);
  }
});

test('outcomes are chosen by turn and statistic', () => {
  const { sensitivities } = study(records, { outcomes: ['hope@1', 'hope.q0.9@5', 'p_grim'] });
  expect([...new Set(sensitivities.map(({ outcome }) => outcome))]).toEqual([
    'hope@1',
    'hope.q0.9@5',
    'p_grim',
  ]);
});

test('an outcome that is called in two ways is told once', () => {
  const { summary: plain, sensitivities: all } = study(records, {});
  const twice = study(records, { cases: 'hope.mean@5 > 30' });
  const last = study(records, { cases: 'hope@last > 30' });
  const namesOf = (lines: typeof all) => lines.map(({ outcome, input }) => `${outcome} ${input}`);
  expect(plain.records).toBe(records.length);
  for (const { sensitivities } of [twice, last]) {
    expect(new Set(namesOf(sensitivities))).toEqual(new Set(namesOf(all)));
    expect(namesOf(sensitivities)).toHaveLength(all.length);
  }
});

test('cases of interest get boxes in the names of inputs', () => {
  const { boxes, summary } = study(records, { cases: 'hope@5 > 30' });
  expect(summary.of_interest).toBe(records.filter((_, a) => a - 0.1 * ((a * 17) % 40) > 30).length);
  expect(boxes[0]).toMatchObject({ kind: 'box', cases: 'hope@5 > 30' });
  expect(Object.keys(boxes[0]?.limits ?? {})).toContain('hope');
  expect(boxes[0]?.density).toBeGreaterThan(0.8);
});

test('blocks of a design give indices; of a broken one only the whole blocks count', () => {
  const stream = openTestRng(3, 0, 'x');
  const blocks = Array.from({ length: 300 }, (_, block) => {
    const [a1, a2, b1, b2] = [0, 1, 2, 3].map(() => stream.nextUnit()) as [
      number,
      number,
      number,
      number,
    ]; // four of four
    const points = {
      A: [a1, a2],
      B: [b1, b2],
      'A/hope': [b1, a2],
      'A/state_overrides.rage': [a1, b2],
    };
    return Object.entries(points).map(([matrix, [x = 0, y = 0]]) =>
      result({ state_overrides: { hope: x, rage: y }, meta: { design: { block, matrix } } }, x),
    );
  }).flat();
  const { sensitivities, summary } = study(blocks.slice(0, -1));
  expect(summary.blocks).toBe(299);
  const [hope, rage] = sensitivities;
  expect(hope?.n).toBe(600);
  expect([hope?.first?.value, hope?.total?.value]).toEqual([
    expect.closeTo(1, 0),
    expect.closeTo(1, 0),
  ]);
  expect([rage?.first?.value, rage?.total?.value]).toEqual([expect.closeTo(0, 1), 0]);
});

test('inputs that some records do not say, and texts, are left out by name', () => {
  const odd = [
    ...records.slice(0, 20),
    ...records.slice(20).map((record, row) => ({
      ...record,
      config: { ...record.config, params: { beta: row }, mode: 'seed_then_free' },
    })),
    result(
      {
        state_overrides: { hope: 1, rage: 1 },
        params: { beta: 1, fixed: 3 },
        mode: 'strict_injection',
      },
      3,
    ),
  ];
  const { summary } = study(odd);
  expect(summary.left_out).toMatchObject({
    rage: '40 of 41 records do not say it',
    'params.fixed': '20 of 41 records do not say it',
    mode: 'texts have no order',
  });
});

test('failures are counted and change nothing', () => {
  const failure = { kind: 'failure', schema: 2, error: {} };
  const [with_, without] = [study([failure, ...records, failure]), study(records)];
  expect(with_.sensitivities).toEqual(without.sensitivities);
  expect([with_.summary.failures, with_.summary.results]).toEqual([2, 40]);
});

test('records of schema 1 are read', () => {
  expect(study(records.map((record) => ({ ...record, schema: 1 }))).sensitivities).toEqual(
    study(records).sensitivities,
  );
});

test.each([
  [
    [{ ...result({}, 1), config: undefined }],
    {},
    /record 1 has no config: it was written with --record slim/,
  ],
  [[{ kind: 'result', schema: 2 }], {}, /has no config and no forecast/],
  [[{ kind: 'result', schema: 9 }], {}, /record 1 is no record of a run/],
  [[7], {}, /record 1 is no record of a run/],
  [[result({ turns: 1 }, 1), result({ turns: 1 }, 2)], {}, /no input varies: 2 results$/],
  [
    [result({ params: { beta: 1 } }, 1), result({ params: { gamma: 2 } }, 2)],
    {},
    /no number varies that all configs say: 2 results; params.beta: 1 of 2 records do not say it/,
  ],
  [records, { outcomes: ['hop'] }, /no record has the outcome hop/],
  [
    records,
    { outcomes: ['fullness@40'] },
    /outcome fullness@40 \(there are hope.*for another slot name it in forecast\.targets/,
  ],
  [
    records,
    { outcomes: ['hope@9'] },
    /hope@9 \(of hope there are the turns 1, 5: name them in forecast.horizons\)/,
  ],
  [records, { outcomes: ['hope@@'] }, /"hope@@" is no outcome/],
  [records, { cases: 'hope' }, /cases of interest are OUTCOME and a limit/],
  [records, { cases: 'p_grm > 0.5' }, /no record has the outcome p_grm/],
] as const)('%j is refused', (given, options, message) => {
  expect(() => study(given, options)).toThrow(message);
});
