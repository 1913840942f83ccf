import { encodeRecord, selectFields, SLIM } from '@pulse-stream/codec';
import { KEPT_KEYS, splitFieldPath } from '@pulse-stream/codec/internal';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fullFailure, fullResult, THIRD } from './sample-records.ts';

type Json = Record<string, unknown>;

const whole: Json = JSON.parse(encodeRecord(fullResult));
const select = (...paths: string[]): Json =>
  JSON.parse(encodeRecord(fullResult, { select: selectFields(paths) }));

/** Every path of a value, dots in keys escaped; lists are passed through. */
function pathsOf(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => pathsOf(item, path));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const step = key.replaceAll('.', String.raw`\.`);
    const full = path === '' ? step : `${path}.${step}`;
    return [full, ...pathsOf(inner, full)];
  });
}

/** What is left of a value when only these paths of it are. */
function pick(value: unknown, paths: readonly (readonly string[])[]): unknown {
  if (paths.some((steps) => steps.length === 0)) return value;
  if (Array.isArray(value)) return value.map((item) => pick(item, paths));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      const deeper = paths.filter(([step]) => step === key).map((steps) => steps.slice(1));
      return deeper.length === 0 ? [] : [[key, pick(inner, deeper)]];
    }),
  );
}

test('what is selected is what the whole record has there, beside what tells the record', () => {
  const known = [...new Set(pathsOf(whole, ''))];
  expect(known.length).toBeGreaterThan(100);
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.constantFrom(...known), { minLength: 1, maxLength: 5 }),
      (paths) => {
        const kept = [...KEPT_KEYS, ...paths].map(splitFieldPath);
        const selected = encodeRecord(fullResult, { select: selectFields(paths) });
        expect(selected).toBe(JSON.stringify(pick(whole, kept)));
      },
    ),
    { numRuns: 500 },
  );
});

test('a dot in a key is escaped; maps may have any key', () => {
  expect(splitFieldPath(String.raw`a.quantiles.0\.9.\.`)).toEqual(['a', 'quantiles', '0.9', '.']);
  expect(select(String.raw`forecast.targets.hope.quantiles.0\.5`)).toHaveProperty([
    'forecast',
    'targets',
    'hope',
    'quantiles',
    '0.5',
  ]);
  expect(select('forecast.targets.rage.mean')['forecast']).toEqual({ targets: {} });
  expect(select('forecast.attribution.hope.parts.decay')['forecast']).toEqual({
    attribution: { hope: { parts: { decay: -THIRD } } },
  });
});

test.each([
  [
    'forecast.target',
    'fields: forecast.target: forecast has no key "target" (did you mean "targets"?)',
  ],
  [
    'asessment',
    'fields: asessment: a result record has no key "asessment" (did you mean "assessment"?)',
  ],
  [
    'trace.turn.of',
    String.raw`fields: trace.turn.of: trace.turn has no key "of" (a dot in a key is written \.)`,
  ],
  [
    'forecast.targets.hope.quantiles.0.9',
    String.raw`fields: forecast.targets.hope.quantiles.0.9: forecast.targets.hope.quantiles.0 has no key "9" (a dot in a key is written \.)`,
  ],
  ['forecast..mean', 'fields: forecast..mean: forecast has no key ""'],
  ['', 'fields: an empty path: a result record has no key ""'],
  ['error', 'fields: error: a result record has no key "error"'],
])('the path "%s" is refused: no result record has it', (path, message) => {
  expect(() => selectFields(['line', path])).toThrowError(
    expect.objectContaining({ code: 'option-invalid', message }),
  );
});

test('a slim record has no null, no empty list and no explanation', () => {
  const slim: Json = JSON.parse(encodeRecord(fullResult, { select: SLIM }));
  expect(Object.keys(slim).join(' ')).toBe(
    'kind schema id line source batch_index status line_sha256 run forecast assessment warnings',
  );
  const { kind, run, forecast, assessment, warnings } = slim;
  expect({ kind, run, warnings }).toEqual({
    kind: 'result',
    run: whole['run'],
    warnings: whole['warnings'],
  });
  expect(JSON.stringify({ forecast, assessment })).not.toMatch(
    /:null|\[\]|"(attribution|quantile_type|raw_quantiles|reasons|symbolic)"/,
  );
  expect(forecast).toMatchObject({ horizon: [1], origin: { row: 3 }, calibration: 'declared' });
  expect(Object.keys(assessment as Json)).toEqual([
    'trace_id',
    'risk',
    'trust_label',
    'action',
    'gate',
  ]);
});

test('slots may be called as what slim records leave out', () => {
  const { forecast } = fullResult;
  const target = { unit: null, mean: [1], median: null, sd: null, quantiles: null };
  const named = { ...fullResult, forecast: { ...forecast, targets: { symbolic: target } } };
  const slim = JSON.parse(encodeRecord(named, { select: SLIM }));
  expect(slim.forecast.targets).toEqual({ symbolic: { mean: [1] } });
});

test('failures are whole, whatever is selected', () => {
  for (const selection of [SLIM, selectFields(['forecast'])])
    expect(encodeRecord(fullFailure, { select: selection })).toBe(encodeRecord(fullFailure));
});

test('meta is selected as it stands in its line', () => {
  const meta = '{"big": 9007199254740993}';
  const text = encodeRecord(fullResult, { select: selectFields(['config.meta']), meta });
  expect(text).toContain(`"config":{"meta":${meta}}`);
});
