import { decodeLine } from '@pulse-stream/codec';
import { isFailure, type Failure, type ScenarioConfig } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { encode } from './read-input.ts';

// Rows of RELIABILITY.md §1 that are stricter than JSON: texts, numbers and keys.

const read = (text: string): ScenarioConfig | Failure => decodeLine(encode(text));
function failureOf(text: string): Failure {
  const outcome = read(text);
  if (!isFailure(outcome)) throw new Error(`accepted: ${text}`);
  return outcome;
}

test.each([
  ['high half', String.raw`{"id":"\ud800"}`, 'id'],
  ['low half', String.raw`{"meta":{"a":"x\udc00"}}`, 'meta.a'],
  ['high half before text', String.raw`{"meta":{"a":["\ud83dx"]}}`, 'meta.a[0]'],
  ['two high halves', String.raw`{"group":"\ud800\ud800"}`, 'group'],
  ['half in a key', String.raw`{"meta":{"\udfff":1}}`, String.raw`meta["\udfff"]`],
])('a lone surrogate escape (%s) is bad-string', (_, line, path) => {
  expect(failureOf(line)).toMatchObject({ type: 'bad-string', path });
});

test('a surrogate pair written as escapes is one character', () => {
  expect(read(String.raw`{"id":"\ud83d\ude00"}`)).toMatchObject({ id: '😀' });
});

test.each([
  ['NUL in an id', String.raw`{"id":"a\u0000"}`, 'id'],
  ['line feed in an id', String.raw`{"id":"a\nb"}`, 'id'],
  ['raw DEL in an id', '{"id":"a\u007f"}', 'id'],
  ['NUL in a seed', String.raw`{"seed":"\u0000"}`, 'seed'],
  ['bell in a group', String.raw`{"group":"\u0007"}`, 'group'],
  ['tab in a target', String.raw`{"forecast":{"targets":["a\tb"]}}`, 'forecast.targets[0]'],
  ['NUL in a dataset', String.raw`{"observations":{"dataset":"\u0000"}}`, 'observations.dataset'],
  [
    'NUL in a critical variable',
    String.raw`{"gravity":{"shadow_monitor":{"critical_variables":["hope","\u0000"]}}}`,
    'gravity.shadow_monitor.critical_variables[1]',
  ],
  ['NUL in a key', String.raw`{"meta":{"a\u0000":1}}`, String.raw`meta["a\u0000"]`],
  ['raw DEL in a key', '{"meta":{"a\u007f":1}}', 'meta["a\u007f"]'],
  ['a slot name', String.raw`{"state_overrides":{"\n":1}}`, String.raw`state_overrides["\n"]`],
])('control characters in names and ids are bad-string: %s', (_, line, path) => {
  expect(failureOf(line)).toMatchObject({ type: 'bad-string', path });
});

test('control characters in other texts are data', () => {
  expect(read(String.raw`{"meta":{"note":"a\tb\n"}}`)).toMatchObject({ meta: { note: 'a\tb\n' } });
});

test.each([
  ['1e999', '{"state_overrides":{"hope":1e999}}', 'state_overrides.hope'],
  ['-1e999', '{"meta":{"a":[0,-1e999]}}', 'meta.a[1]'],
  ['400 digits', `{"meta":{"a":${'9'.repeat(400)}}}`, 'meta.a'],
  ['2^53 in turns', '{"turns":9007199254740992}', 'turns'],
  ['beyond 2^53 in seed', '{"seed":9007199254740993}', 'seed'],
  ['1e300 in an integer field', '{"members":1e300}', 'members'],
  ['2^53 inside', '{"forecast":{"horizons":[1,9007199254740992]}}', 'forecast.horizons[1]'],
])('%s is bad-number', (_, line, path) => {
  expect(failureOf(line)).toMatchObject({ type: 'bad-number', path });
});

test('the largest integer and the largest double are accepted', () => {
  expect(read('{"seed":9007199254740991}')).toMatchObject({ seed: Number.MAX_SAFE_INTEGER });
  expect(read('{"meta":{"a":1.7976931348623157e308}}')).toMatchObject({
    meta: { a: Number.MAX_VALUE },
  });
});

test.each(['-0', '-0.0', '-0e7', '-1e-999', '-0.000'])('%s is accepted as 0', (zero) => {
  const config = read(`{"seed":7,"state_overrides":{"hope":${zero}},"meta":{"a":[${zero}]}}`);
  expect(config).toMatchObject({ state_overrides: { hope: 0 }, meta: { a: [0] } });
});

test.each([
  ['at the top', '{"turns":1,"turns":2}', 'turns'],
  ['inside', '{"meta":{"a":{"b":1,"c":2,"b":3}}}', 'meta.a.b'],
  [
    'inside an array',
    '{"interventions":[{"turn":1},{"turn":1,"turn":2}]}',
    'interventions[1].turn',
  ],
  ['written with an escape', String.raw`{"meta":{"a":1,"\u0061":2}}`, 'meta.a'],
  ['first written with an escape', String.raw`{"meta":{"\u0061":1,"b":0,"a":2}}`, 'meta.a'],
  ['with letters beyond ASCII', String.raw`{"meta":{"é":1,"\u00e9":2}}`, 'meta["é"]'],
  [
    'among very many',
    `{"meta":{${Array.from({ length: 500 }, (_, key) => `"k${key}":0`).join(',')},"k7":1}}`,
    'meta.k7',
  ],
])('a duplicate key %s is duplicate-key', (_, line, path) => {
  expect(failureOf(line)).toMatchObject({ type: 'duplicate-key', path });
});

test('the same key in different objects is no duplicate', () => {
  const many = Array.from({ length: 100 }, (_, key) => `"k${key}":{"a":1,"b":{"a":1}}`).join(',');
  expect(isFailure(read(`{"meta":{"a":{"a":1},"b":[{"a":1},{"a":1}],${many}}}`))).toBe(false);
});

test.each([
  ['at the top', '{"__proto__":{"polluted":1}}', '__proto__'],
  ['deep inside', '{"meta":{"a":[{"constructor":1}]}}', 'meta.a[0].constructor'],
  ['as a slot', '{"state_overrides":{"prototype":1}}', 'state_overrides.prototype'],
  ['written with escapes', String.raw`{"meta":{"\u005f\u005fproto__":1}}`, 'meta.__proto__'],
])('a forbidden key %s is forbidden-key and pollutes nothing', (_, line, path) => {
  expect(failureOf(line)).toMatchObject({ type: 'forbidden-key', path });
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect({}).not.toHaveProperty('polluted');
});

test('names near the forbidden ones are ordinary names', () => {
  expect(read('{"state_overrides":{"valueOf":1,"constructors":0,"prototypE":0}}')).toMatchObject({
    state_overrides: { valueOf: 1 },
  });
  const { state_overrides: overrides } = read('{}') as ScenarioConfig;
  expect(overrides['valueOf']).toBeUndefined();
});

test.each([
  ['{"tunrs":3}', 'tunrs', 'did you mean "turns"?'],
  ['{"gravity":{"lamda":1}}', 'gravity.lamda', 'did you mean "lambda"?'],
  [
    '{"gravity":{"shadow_monitor":{"window_step":1}}}',
    'gravity.shadow_monitor.window_step',
    'did you mean "window_steps"?',
  ],
  ['{"forecast":{"target":["hope"]}}', 'forecast.target', 'did you mean "targets"?'],
  [
    '{"forecast":{"events":[{"name":"a","whne":"b"}]}}',
    'forecast.events[0].whne',
    'did you mean "when"?',
  ],
  ['{"interventions":[{"trun":1,"set":{}}]}', 'interventions[0].trun', 'did you mean "turn"?'],
  ['{"observations":{"datset":"a"}}', 'observations.datset', 'did you mean "dataset"?'],
  [
    '{"forecast":{"zzzzz":1}}',
    'forecast.zzzzz',
    'known keys: targets, quantiles, horizons, events',
  ],
  ['{"zzzzzzz":1}', 'zzzzzzz', '"pulse-stream schema config" lists the known keys'],
])('an unknown key is config-invalid with path and nearest key: %s', (line, path, hint) => {
  const failure = failureOf(line);
  expect(failure).toMatchObject({ type: 'config-invalid', path, hint });
  expect(failure.message).toMatch(/^unknown key/);
});
