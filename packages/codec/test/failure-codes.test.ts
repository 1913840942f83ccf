import { decodeConfigValue, decodeLine, failFrame } from '@pulse-stream/codec';
import { createCsvFramer } from '@pulse-stream/codec/internal';
import { GravityOptions, isFailure, type Failure } from '@pulse-stream/worldstate';
import { ForecastOptions, TraceSelection } from '@pulse-stream/worldstate/internal';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { generateLines } from './generate-lines.ts';
import { encode, frameText } from './read-input.ts';

const CODES = [
  'bad-csv',
  'bad-json',
  'bad-number',
  'bad-string',
  'bad-utf8',
  'config-invalid',
  'duplicate-key',
  'forbidden-key',
  'limit-exceeded',
  'not-an-object',
  'too-deep',
  'too-large',
];

/** Phrases of V8 and zod. */
const ENGINE_TEXT =
  /Unexpected (token|end|number|string|non-white)|position \d|is not valid JSON|Invalid (input|key|option|string)|Unrecognized key|Too (small|big)|received|JSON\.parse|SyntaxError|ZodError/;

/** A table whose rows are none. */
const TABLE = encode('id,turns\na\nb,"1"2\nc,"1');
const table = createCsvFramer('a.csv', TABLE);

const failures: Failure[] = [
  ...[...table.push(TABLE), ...table.end()].flatMap((item) => failFrame(item) ?? []),
  ...generateLines(3, 3000).flatMap(({ bytes, expected }) => {
    const outcome = expected === 'failure' ? decodeLine(bytes) : null;
    return isFailure(outcome) ? [outcome] : [];
  }),
  ...frameText(`${'x'.repeat(40)}\n{}`, { maxLineBytes: 30 }).flatMap(
    (item) => failFrame(item, 30) ?? [],
  ),
];

test('the codec produces exactly these codes', () => {
  expect([...new Set(failures.map(({ type }) => type))].toSorted()).toEqual(CODES);
});

test('no text of the engine or of zod reaches a failure', () => {
  expect(failures.length).toBeGreaterThan(1000);
  for (const { message, hint } of failures) expect(`${message} ${hint}`).not.toMatch(ENGINE_TEXT);
});

test('every failure has a stage, a message and what was read', () => {
  for (const { message, stage, raw } of failures) {
    expect(message).not.toBe('');
    expect(['decode', 'frame']).toContain(stage);
    expect(typeof raw).toBe('string');
  }
});

test.each([
  ['1e999', 'it is beyond what a number holds'],
  ['-1e999', 'it is beyond what a number holds'],
  ['5', 'write 5 without quotes'],
  ['-1.50e3', 'write -1.50e3 without quotes'],
  [' .5 ', 'write 0.5 without quotes'],
  ['007', 'write 7 without quotes'],
  ['0.1-0.5', 'one number stands here; the range of a design is written 0.1..0.5'],
  ['0.1...0.5', 'one number stands here; the range of a design is written 0.1..0.5'],
  ['0.1 .. 1e3', 'one number stands here; the range of a design is written 0.1..1e3'],
  ['-5 – -1', 'one number stands here; the range of a design is written -5..-1'],
  ['50 hm3', 'a number stands alone: its unit is that of the model'],
  ['5%', 'a number stands alone: its unit is that of the model'],
  ['1,000', 'no comma stands within a number'],
  ['1,000,000.5', 'no comma stands within a number'],
  ['0,5', 'no comma stands within a number'],
  ['normal(.3', 'a distribution is written {"normal": […]} in a line', 'params'],
  ['normal(.3', undefined, 'state_overrides'],
  ['norml(.3', undefined],
  ['2024-05-01', undefined],
  ['v2', undefined],
  ['much', undefined],
])('where a number stands, the text %j is told: %s', (text, hint, key?: string) => {
  for (const place of key === undefined ? ['params', 'state_overrides'] : [key])
    expect(decodeLine(encode(JSON.stringify({ [place]: { a: text } })))).toMatchObject({
      type: 'config-invalid',
      path: `${place}.a`,
      hint,
    });
});

test('only what is a number by its grammar and no finite double is beyond what a number holds', () => {
  const parts = ['', '+', '-', '0', '1', '9', '.', 'e', '999', ',', ' ', '(', 'm', '..'];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 6 }), (drawn) => {
      const text = drawn.join('');
      const failure = decodeLine(encode(JSON.stringify({ params: { a: text } })));
      const isNumber = text.trim() !== '' && !Number.isNaN(Number(text));
      const isBeyond = isNumber && !Number.isFinite(Number(text));
      const hint = isFailure(failure) ? failure.hint : undefined;
      expect(hint === 'it is beyond what a number holds').toBe(isBeyond);
      expect(/^write .* without quotes$/.test(hint ?? '')).toBe(isNumber && !isBeyond);
    }),
  );
});

test.each([
  ['{"turns":"5"}', 'turns', 'expected a number, got the text "5"', 'write 5 without quotes'],
  [
    '{"forecast":{"quantiles":[0.1,50,97.5]}}',
    'forecast.quantiles[1]',
    'expected less than 1, got 50; and one more problem',
    'write 0.5 for 50 %',
  ],
  [
    '{"forecast":{"quantiles":[0.5,7,100]}}',
    'forecast.quantiles[1]',
    'expected less than 1, got 7; and one more problem',
    'write 0.07 for 7 %',
  ],
  [
    '{"forecast":{"quantiles":[100]}}',
    'forecast.quantiles[0]',
    'expected less than 1, got 100',
    undefined,
  ],
  ['{"gravity":{"lambda":25}}', 'gravity.lambda', 'expected at most 1, got 25', undefined],
  ['{"turns":1.5}', 'turns', 'expected an integer, got 1.5', undefined],
  ['{"turns":0}', 'turns', 'expected at least 1, got 0', undefined],
  ['{"turns":null}', 'turns', 'expected a number, got null', undefined],
  ['{"id":""}', 'id', 'expected at least 1 character, got 0', undefined],
  [
    '{"use_symbolism":"true"}',
    'use_symbolism',
    'expected true or false, got the text "true"',
    'write true without quotes',
  ],
  [
    '{"trace":"ful"}',
    'trace',
    'expected "none", "summary" or "full", got the text "ful"',
    'did you mean "full"?',
  ],
  ['{"gravity":5}', 'gravity', 'expected true or false or an object, got 5', undefined],
  ['{"gravity":{"lambda":2}}', 'gravity.lambda', 'expected at most 1, got 2', undefined],
  ['{"seed":-1}', 'seed', 'expected at least 0, got -1', undefined],
  ['{"seed":true}', 'seed', 'expected a number or a text, got true', undefined],
  ['{"meta":[1]}', 'meta', 'expected an object, got an array', undefined],
  [
    '{"observations":[{"a":true}]}',
    'observations[0].a',
    'expected a number, a text or null, got true',
    undefined,
  ],
  [
    '{"forecast":{"quantiles":[1]}}',
    'forecast.quantiles[0]',
    'expected less than 1, got 1',
    undefined,
  ],
  ['{"forecast":{"targets":[]}}', 'forecast.targets', 'expected at least 1 item, got 0', undefined],
  [
    '{"forecast":{"events":[{"name":"a"}]}}',
    'forecast.events[0].when',
    'expected a text, but it is missing',
    undefined,
  ],
  [
    '{"interventions":[{"turn":1}]}',
    'interventions[0]',
    'an intervention has set or add, exactly one of them',
    undefined,
  ],
  [
    '{"params":{"rule.x.weight":1}}',
    'params["rule.x.weight"]',
    '"rule.x.weight": a parameter of the model, or rule.ID.trust, or rule.ID.importance',
    undefined,
  ],
  [
    '{"turns":"5","members":0}',
    'turns',
    'expected a number, got the text "5"; and one more problem',
    'write 5 without quotes',
  ],
  [
    '{"turns":"5","members":0,"tunrs":1}',
    'tunrs',
    'unknown key "tunrs"; and 2 more problems',
    'did you mean "turns"?',
  ],
])('%s is explained in our words', (line, path, message, hint) => {
  const failure = decodeLine(encode(line));
  expect(failure).toMatchObject({ type: 'config-invalid', path, message });
  expect(isFailure(failure) && failure.hint).toBe(hint);
});

test('a key that stands in the wrong place is told its own', () => {
  const inner = { forecast: ForecastOptions, gravity: GravityOptions, trace: TraceSelection };
  for (const [name, { shape }] of Object.entries(inner))
    for (const key of Object.keys(shape)) {
      const failure = decodeLine(encode(`{"${key}":1}`));
      const { hint } = isFailure(failure) ? failure : {};
      expect(hint).toMatch(new RegExp(`^it belongs in .*\\b${name}\\b`));
    }
  expect(decodeLine(encode('{"forecast":{"observations":1}}'))).toMatchObject({
    hint: 'it belongs at the top of the line',
  });
  // a slip of a key of the place comes first
  expect(decodeLine(encode('{"turn":1}'))).toMatchObject({ hint: 'did you mean "turns"?' });
});

test('every unknown key of a line counts', () => {
  expect(decodeLine(encode('{"xx":1,"yy":1,"zz":1}'))).toMatchObject({
    message: 'unknown key "xx"; and 2 more problems',
  });
});

test.each([
  ['turns', '{"turns":100001}'],
  ['members', '{"members":100001}'],
])('%s over its ceiling is limit-exceeded with field, value and limit', (field, line) => {
  expect(decodeLine(encode(line))).toMatchObject({
    type: 'limit-exceeded',
    path: field,
    message: `${field} is 100001, more than the limit of 100000`,
  });
});

test('long texts and paths of a line are cut in messages', () => {
  const key = 'k'.repeat(5000);
  for (const line of [`{"${key}":1}`, `{"id":["${key}"]}`, `{"turns":"${key}"}`]) {
    const failure = decodeLine(encode(line));
    const { message = '', path = '' } = isFailure(failure) ? failure : {};
    expect(message.length + path.length).toBeLessThan(400);
    expect(message).not.toBe('');
  }
});

test('a meta over 16 KiB is refused', () => {
  const line = `{"meta":{"a":"${'x'.repeat(16 * 1024)}"}}`;
  expect(decodeLine(encode(line))).toMatchObject({ type: 'config-invalid', path: 'meta' });
});

test('a class instance, a cycle and numbers JSON cannot hold are refused as values', () => {
  const cycle: Record<string, unknown> = {};
  cycle['meta'] = cycle;
  expect(decodeConfigValue({ meta: { when: new Date(0) } })).toMatchObject({
    type: 'config-invalid',
    path: 'meta.when',
  });
  expect(decodeConfigValue(new Map())).toMatchObject({ type: 'not-an-object' });
  expect(decodeConfigValue(cycle)).toMatchObject({ type: 'too-deep' });
  expect(decodeConfigValue({ turns: Number.NaN, id: 'a' })).toMatchObject({
    type: 'bad-number',
    path: 'turns',
    id: 'a',
  });
  expect(decodeConfigValue({ meta: { a: ['\ud800'] } })).toMatchObject({
    type: 'bad-string',
    path: 'meta.a[0]',
  });
  expect(decodeConfigValue({ meta: { '\udc00': 1 } })).toMatchObject({ type: 'bad-string' });
  expect(decodeConfigValue({ meta: { 'a\n': 1 } })).toMatchObject({ type: 'bad-string' });
  expect(decodeConfigValue({ meta: { ['__proto__']: 1 } })).toMatchObject({
    type: 'forbidden-key',
  });
  expect(decodeConfigValue({ meta: { a: () => 1 } })).toMatchObject({ type: 'config-invalid' });
});
