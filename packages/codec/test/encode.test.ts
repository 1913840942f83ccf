import { encodeRecord } from '@pulse-stream/codec';
import { printNumber } from '@pulse-stream/codec/internal';
import { OutputRecord, type ResultRecord } from '@pulse-stream/worldstate';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fullFailure, fullResult, THIRD } from './sample-records.ts';

/** Every object of a JSON text with its keys in order, by path. */
function keyOrders(text: string): Record<string, string> {
  const orders: Record<string, string> = {};
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return;
    if (!Array.isArray(value)) orders[path] = Object.keys(value).join(' ');
    for (const [key, inner] of Object.entries(value))
      visit(inner, path === '' ? key : `${path}.${key}`);
  };
  visit(JSON.parse(text), '');
  return orders;
}

/** DESIGN.md §3, in its order. */
const RESULT_ORDER = {
  '': 'kind schema id line source batch_index status line_sha256 config run final_state trace forecast gravity shadow_monitor assessment warnings',
  config: 'id state_overrides interventions gravity observations forecast trace meta',
  'config.state_overrides': 'rage hope',
  'config.interventions.0': 'turn set',
  'config.gravity': 'lambda momentum',
  'config.observations': 'rows sha256',
  'config.forecast': 'targets events',
  'config.forecast.events.0': 'name when at',
  'config.meta': 'z a',
  'config.meta.a': 'y b',
  run: 'model model_hash seed members turns engine_version',
  final_state: 'turn overlays variables capital',
  'final_state.overlays': 'rage hope',
  'trace.0': 'turn overlays variables capital deltas fired_rules symbolic_tag symbolic_tag_enum',
  forecast: 'origin horizon labels targets quantile_type events attribution calibration',
  'forecast.origin': 'dataset label row',
  'forecast.targets.hope': 'unit mean median sd quantiles raw_quantiles',
  'forecast.targets.hope.quantiles': '0.5 0.9',
  'forecast.events.0': 'name probability count members',
  'forecast.attribution.hope': 'start end change unit parts',
  'forecast.attribution.hope.parts': 'rule.R1 decay noise',
  gravity: 'status method observations_used refused variables top_contributors health lambda',
  'gravity.variables.hope': 'status correction_mean correction_share clipped',
  'gravity.top_contributors.0': 'name share',
  'gravity.health': 'status warnings recommendations',
  shadow_monitor: 'triggered verdict variables',
  'shadow_monitor.variables.hope': 'variance_explained dominance energy_share samples verdict',
  assessment: 'trace_id confidence fragility risk trust_label action gate symbolic reasons',
  'assessment.gate': 'expr passed reason',
  'assessment.symbolic': 'tag arc score arc_certainty volatility',
  'warnings.0': 'type message path',
};

test('a result prints its keys in the order of the contract at every level', () => {
  expect(keyOrders(encodeRecord(fullResult))).toMatchObject(RESULT_ORDER);
});

test('a failure prints its keys in the order of the contract; a refused config is kept whole', () => {
  expect(encodeRecord(fullFailure)).toBe(
    '{"kind":"failure","schema":2,"id":"a","line":1,"source":"in.ndjson","batch_index":0,' +
      '"status":"failed","line_sha256":"dd","config":{"id":"a","turns":0,"zzz":[1]},' +
      '"run":{"model":"pulse","seed":7},"error":{"type":"config-invalid","stage":"decode",' +
      '"message":"expected at least 1, got 0","path":"turns","hint":"turns start at 1",' +
      '"raw":"{\\"turns\\":0}","traceback":"at x"}}',
  );
});

test('what is printed reads back as a record', () => {
  for (const record of [fullResult, fullFailure]) {
    const text = encodeRecord(record, { precision: 17 });
    expect(text).not.toMatch(/[\n\r]/);
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(record)));
    expect(OutputRecord.safeParse(JSON.parse(text)).success).toBe(true);
  }
});

test('optional keys that are absent or undefined are left out, null is printed', () => {
  const { id, source, trace, ...rest } = fullResult;
  const bare: ResultRecord = { ...rest, forecast: { ...rest.forecast, origin: null } };
  const text = encodeRecord(bare);
  expect([id, source, trace].every((value) => value !== undefined)).toBe(true);
  expect(keyOrders(text)['']).toBe(
    'kind schema line batch_index status line_sha256 config run final_state forecast gravity shadow_monitor assessment warnings',
  );
  expect(text).toContain('"forecast":{"origin":null,');
  expect(encodeRecord({ ...bare, id: undefined })).toBe(text);
});

test('statistics are rounded to the precision, everything else is exact', () => {
  const record = JSON.parse(encodeRecord(fullResult)) as ResultRecord;
  const { forecast, gravity, shadow_monitor: shadow, assessment } = record;
  const rounded = 0.333333;
  expect(forecast.targets['hope']).toMatchObject({
    mean: [rounded],
    median: [rounded],
    sd: [rounded],
    quantiles: { '0.5': [rounded], '0.9': [0.666667] },
    raw_quantiles: { '0.5': [rounded] },
  });
  expect(forecast.events[0]?.probability).toBe(rounded);
  expect(gravity.lambda).toBe(rounded);
  expect(gravity.variables['hope']).toMatchObject({
    correction_mean: -rounded,
    correction_share: rounded,
  });
  expect(gravity.top_contributors[0]?.share).toBe(rounded);
  expect(shadow.variables['hope']).toMatchObject({ dominance: rounded, energy_share: rounded });
  expect(assessment.risk).toBe(rounded);
  expect(forecast.attribution['hope']).toEqual(fullResult.forecast.attribution['hope']);
  expect(record.final_state.overlays['hope']).toBe(THIRD);
  expect(record.trace).toEqual(fullResult.trace);
  expect(assessment.symbolic).toEqual(fullResult.assessment.symbolic);
  expect(record.config).toEqual(JSON.parse(JSON.stringify(fullResult.config)));
});

test('counts are never rounded', () => {
  const text = encodeRecord(fullResult, { precision: 1 });
  expect(text.match(/1234567/g)).toHaveLength(3);
});

test.each([
  ['one member', { members: 1 }],
  ['one replayed member', { members: 3, member: 2 }],
])('the forecast of %s is a path and prints exactly', (_, run) => {
  const text = encodeRecord({ ...fullResult, run: { ...fullResult.run, ...run } });
  const record = JSON.parse(text) as ResultRecord;
  expect(record.forecast.targets['hope']?.mean).toEqual([THIRD]);
  expect(record.gravity.lambda).toBe(0.333333);
});

test('-0 prints as 0 and every double reads back as itself', () => {
  expect(printNumber(-0, null)).toBe('0');
  expect(printNumber(-0, 6)).toBe('0');
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(JSON.parse(printNumber(value, null))).toBe(value + 0);
    }),
    { seed: 1 },
  );
});

test('rounding keeps the asked digits, is idempotent and stays finite', () => {
  const digits = fc.integer({ min: 1, max: 17 });
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), digits, (value, count) => {
      const text = printNumber(value, count);
      const once = Number(text);
      expect(text).toBe(String(once));
      expect(Number.isFinite(once)).toBe(true);
      expect(Number(printNumber(once, count))).toBe(once);
      expect(Math.abs(once - value)).toBeLessThanOrEqual(Math.abs(value) * 5.01 * 10 ** -count);
    }),
    { seed: 2 },
  );
  for (const value of [0.5, -2, 100, 12.5, 1e-7, 123456.7, 1e21, 0.1 + 0.2])
    expect(printNumber(value, 6)).toBe(String(Number(value.toPrecision(6))));
  expect(printNumber(0.1234565, 6)).toBe('0.123456');
  expect(printNumber(1234567, 6)).toBe('1234570');
  expect(printNumber(1e-10 / 3, 3)).toBe('3.33e-11');
  expect(printNumber(Number.MAX_VALUE, 2)).toBe(String(Number.MAX_VALUE));
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  '%s in a record is a bug that names line and place',
  (value) => {
    const { forecast } = fullResult;
    const [event] = forecast.events;
    const events = [{ name: '', count: 0, members: 1, ...event, probability: value }];
    expect(() => encodeRecord({ ...fullResult, forecast: { ...forecast, events } })).toThrow(
      `line 1: ${value} cannot be printed (forecast.events.0.probability)`,
    );
  },
);

test('a missing and an unknown key are bugs', () => {
  const { status, ...missing } = fullResult;
  expect(status).toBe('complete');
  expect(() => encodeRecord(missing as ResultRecord)).toThrow(/status is missing/);
  const unknown = { ...fullResult, extra: 1 };
  expect(() => encodeRecord(unknown)).toThrow(/extra is not of the record/);
});

test('typed arrays print as arrays', () => {
  const { forecast } = fullResult;
  const mean = Float64Array.of(0.5, -0) as unknown as number[];
  const targets = { hope: { unit: null, mean, median: null, sd: null, quantiles: null } };
  expect(encodeRecord({ ...fullResult, forecast: { ...forecast, targets } })).toContain(
    '"mean":[0.5,0]',
  );
});

test.each([0, 18, 2.5, Number.NaN])('a precision of %s is refused', (precision) => {
  expect(() => encodeRecord(fullResult, { precision })).toThrowError(
    expect.objectContaining({ code: 'option-invalid' }),
  );
});

test('a record does not depend on the order its objects were made in', () => {
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, inner]) => [key, reversed(inner)])
        .toReversed(),
    );
  };
  const maps = new Set(['state_overrides', 'meta', 'overlays', 'quantiles', 'parts', 'a']);
  const orders = keyOrders(encodeRecord(reversed(fullResult) as ResultRecord));
  const expected = keyOrders(encodeRecord(fullResult));
  const structural = Object.keys(expected).filter(
    (path) => !maps.has(path.split('.').at(-1) ?? ''),
  );
  expect(structural.length).toBeGreaterThan(20);
  for (const path of structural) expect(orders[path]).toBe(expected[path]);
});
