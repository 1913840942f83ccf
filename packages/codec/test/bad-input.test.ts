import { decodeLine } from '@pulse-stream/codec';
import { isFailure, type Failure, type ScenarioConfig } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { decode, encode, frame, frameText, outcomeOf } from './read-input.ts';

// The rows of RELIABILITY.md §1, by name. What the framer alone decides is in framing.test.ts.

const read = (text: string): ScenarioConfig | Failure => decodeLine(encode(text));
function failureOf(text: string): Failure {
  const outcome = read(text);
  if (!isFailure(outcome)) throw new Error(`accepted: ${text}`);
  return outcome;
}
const nest = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

const BAD_JSON: [row: string, line: string, message: RegExp, hint: RegExp][] = [
  ['bare CR between tokens', '{"turns":5\r,"members":1}', /bare CR at byte 10/, /LF/],
  ['bare CR in a text', '{"id":"a\rb"}', /bare CR at byte 8/, /LF/],
  ['two values on one line', '{"turns":1}{"turns":2}', /second value .* byte 11/, /one scenario/],
  ['two values with a space', '{"turns":1} 7', /second value .* byte 12/, /one scenario/],
  ['NaN', '{"turns":NaN}', /byte 9, not NaN/, /finite numbers only/],
  ['Infinity', '{"turns":Infinity}', /byte 9, not Infinity/, /finite numbers only/],
  ['-Infinity', '{"turns":-Infinity}', /-Infinity at byte 9/, /finite numbers only/],
  ['01', '{"turns":01}', /01 at byte 9/, /leading zeros/],
  ['-01', '{"turns":-01}', /-01 at byte 9/, /leading zeros/],
  ['+1', '{"turns":+1}', /byte 9, not \+/, /plus sign/],
  ['.5', '{"turns":.5}', /byte 9, not \./, /digit before the point/],
  ['1.', '{"turns":1.}', /1\. at byte 9/, /digit after the point/],
  ['1e', '{"turns":1e}', /1e at byte 9/, /looks like/],
  ['raw NUL between tokens', '\u0000{}', /NUL byte at byte 0/, /UTF-8/],
  ['raw NUL in a text', '{"id":"\u0000"}', /NUL byte at byte 7/, /UTF-8/],
  ['U+001E inside', '{"turns":5\u001e}', /U\+001E at byte 10/, /first character/],
  ['U+001E in a text', '{"id":"\u001e"}', /U\+001E at byte 7/, /first character/],
  ['U+001E after a space', ' \u001e{}', /U\+001E at byte 1/, /first character/],
  ['two U+001E', '\u001e\u001e{}', /U\+001E at byte 1/, /first character/],
  ['BOM elsewhere', '\ufeff{}', /byte order mark at byte 0/, /start|first/],
  ['raw tab in a text', '{"id":"a\tb"}', /U\+0009\) inside a text at byte 8/, /\\t/],
  ['raw control character', '{"id":"\u0007"}', /U\+0007/, /\\u0007/],
  ['unknown escape', String.raw`{"id":"\x41"}`, /backslash at byte 7/, /JSON knows/],
  ['short \\u escape', String.raw`{"id":"\u12"}`, /byte 7 .* four hexadecimal/, /\\u00e9/],
  ['single quotes', "{'turns':5}", /byte 1, not '/, /double quotes/],
  ['typographic quotes', '{“turns”:5}', /byte 1, not “/, /double quotes/],
  ['key without quotes', '{turns:5}', /byte 1, not turns/, /double quotes/],
  ['text without quotes', '{"trace":full}', /byte 9, not full/, /double quotes/],
  ['Python words', '{"gravity":True}', /not True/, /lower case/],
  ['undefined', '{"gravity":undefined}', /not undefined/, /leave the key out/],
  ['line comment', '{"turns":5} // c', /byte 12, not \//, /no comments/],
  ['block comment', '{/* c */"turns":5}', /byte 1, not \//, /no comments/],
  ['hash comment', '# scenarios', /byte 0, not #/, /no comments/],
  ['trailing comma in an object', '{"turns":5,}', /byte 11, not }/, /leave out the comma/],
  ['trailing comma in an array', '{"meta":{"a":[1,]}}', /byte 16, not \]/, /leave out the comma/],
  ['comma after the line', '{"turns":5},', /comma after the value/, /\.json file/],
  ['missing comma', '{"turns":5 "members":1}', /byte 11, not "/, /comma is missing/],
  ['brackets that do not match', '{"meta":{"a":[1}}', /byte 15, not }/, /must match/],
  ['line cut in an object', '{"turns":5', /the line ends where a comma/, /jq -c/],
  ['line cut in a text', '{"id":"a', /ends inside a text/, /close the quote/],
  ['nothing after U+001E', '\u001e', /no JSON value/, /\{"turns":5\}/],
  ['letters outside texts', '{é:1}', /byte 1, not é/, /ASCII/],
];

test.each([
  ['{"observations":"h"}', 'observations', 'a registered dataset is named by {"dataset":"h"}'],
  ['{"interventions":{"turn":1,"set":{"x":1}}}', 'interventions', 'it is a list: put it in [ ]'],
  ['{"forecast":{"targets":"x"}}', 'forecast.targets', 'it is a list: put it in [ ]'],
  [
    '{"forecast":{"events":{"name":"e","when":"x > 1"}}}',
    'forecast.events',
    'it is a list: put it in [ ]',
  ],
])('%s has a hint how it is written', (line, path, hint) => {
  expect(failureOf(line)).toMatchObject({ type: 'config-invalid', path, hint });
});

test.each(BAD_JSON)('%s is bad-json with a hint', (_, line, message, hint) => {
  const failure = failureOf(line);
  expect(failure.type).toBe('bad-json');
  expect(failure.stage).toBe('decode');
  expect(failure.message).toMatch(message);
  expect(failure.hint ?? '').toMatch(hint);
});

test('a closing bracket too many is bad-json', () => {
  expect(failureOf('{"turns":5}}')).toMatchObject({
    type: 'bad-json',
    message: 'a closing bracket too many at byte 11',
  });
});

test('U+001E as the first character is accepted and stripped', () => {
  expect(read('\u001e{"turns":5}')).toEqual(read('{"turns":5}'));
});

test('a CR before the LF of a pretty-printed element is white space', () => {
  expect(read('{\r\n  "turns": 5\r\n}')).toEqual(read('{"turns":5}'));
});

test.each([
  ['a stray continuation byte', [0x7b, 0x80, 0x7d], 1],
  ['an overlong form', [0x7b, 0x22, 0xc0, 0xaf, 0x22], 2],
  ['a surrogate in UTF-8', [0x22, 0xed, 0xa0, 0x80, 0x22], 1],
  ['beyond U+10FFFF', [0x22, 0x61, 0xf4, 0x90, 0x80, 0x80, 0x22], 2],
  ['a sequence cut short', [0x22, 0x61, 0xe2, 0x82], 2],
  ['Latin-1 behind other faults', [0x6e, 0x75, 0x20, 0xe9], 3],
])('%s is bad-utf8 with its byte offset', (_, bytes, offset) => {
  const failure = decodeLine(Uint8Array.from(bytes));
  expect(failure).toMatchObject({
    type: 'bad-utf8',
    message: `byte ${offset} is not valid UTF-8`,
  });
  expect(JSON.stringify(failure)).not.toContain('\ufffd');
});

test.each(['null', '5', '-0', '"turns"', 'true', '[]', '[{"turns":1}]'])(
  'the line %s is not-an-object',
  (line) => {
    expect(failureOf(line)).toMatchObject({ type: 'not-an-object', raw: line });
  },
);

test('an array line is told that arrays are whole files', () => {
  expect(failureOf('[{"turns":1}]').hint).toMatch(/whole \.json file/);
});

test('64 levels are accepted, 65 are too-deep, a million are too-deep at once', () => {
  expect(isFailure(read(`{"meta":{"a":${nest(62)}}}`))).toBe(false);
  expect(failureOf(`{"meta":{"a":${nest(63)}}}`).type).toBe('too-deep');
  expect(failureOf('['.repeat(1_000_000)).type).toBe('too-deep');
});

test('100,000 values are accepted, one more is too-deep', () => {
  // the root, meta and the array are three of them; meta itself is limited to 16 KiB
  const withZeros = (count: number): string => `[[[${'0,'.repeat(count - 1)}0]]]`;
  expect(failureOf(withZeros(100_000 - 3)).type).toBe('not-an-object');
  expect(failureOf(withZeros(100_000 - 2))).toMatchObject({
    type: 'too-deep',
    message: 'more than 100000 values on one line',
  });
});

test('a line over 1 MiB is too-large and reading goes on', () => {
  const text = `{"meta":{"a":"${'x'.repeat(1024 * 1024)}"}}\n{"turns":2}\n`;
  expect(frameText(text).map(outcomeOf)).toEqual(['too-large', 'result']);
});

test.each([
  '{"turns":1,"id":"kept","turns":2}',
  '{"id":"kept","meta":{"__proto__":1}}',
  '{"seed":1e999,"id":"kept"}',
  String.raw`{"id":"kept","meta":{"a":"\ud800"}}`,
  `{"meta":{"a":${nest(70)}},"id":"kept"}`,
  '{"tunrs":1,"id":"kept"}',
  '{"turns":"5","id":"kept"}',
  '{"seed":9007199254740993,"id":"kept"}',
  '{"turns":100001,"id":"kept"}',
])('a failure of valid JSON carries the id: %s', (line) => {
  expect(failureOf(line).id).toBe('kept');
});

test.each([
  '{"id":"lost","turns":NaN}',
  '{"id":"a","id":"b"}',
  '{"id":7,"turns":"5"}',
  String.raw`{"id":"a\u0000","turns":"5"}`,
  `{"id":"${'x'.repeat(257)}"}`,
  '{"id":"","turns":0}',
])('what is no JSON or has no valid id carries none: %s', (line) => {
  expect(failureOf(line).id).toBeUndefined();
});

test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
  'a bare word that every object knows is a word like any other: %s',
  (word) => {
    for (const line of [`{"a"${word}}`, `{${word}:1}`, `{"a":${word}}`]) {
      const { type, hint } = failureOf(line);
      expect(type).toBe('bad-json');
      expect(['string', 'undefined']).toContain(typeof hint);
    }
  },
);

test('raw is the first 200 characters, cut between characters', () => {
  const { raw = '' } = failureOf(`{"tunrs":"${'😀'.repeat(300)}"}`);
  expect(Array.from(raw)).toHaveLength(200);
  expect(raw).not.toMatch(/\p{Surrogate}/u);
  expect(failureOf('{"tunrs":1}').raw).toBe('{"tunrs":1}');
});

test('raw shows bytes that are not UTF-8 as \\xHH', () => {
  expect(decodeLine(Uint8Array.of(0x7b, 0xff, 0x7d))).toMatchObject({ raw: String.raw`{\xFF}` });
});

test('the failure of one line leaves the lines around it alone', () => {
  const lines = BAD_JSON.flatMap(([, line]) => [line, '{"turns":2}']);
  const outcomes = frame([encode(['{}', ...lines].join('\n'))]).map(outcomeOf);
  expect(outcomes.filter((outcome) => outcome === 'result')).toHaveLength(BAD_JSON.length + 1);
  expect(decode(encode('ok'))).toBe('ok');
});
