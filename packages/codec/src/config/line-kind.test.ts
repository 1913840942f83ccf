import { isFailure, type ScenarioConfig } from '@pulse-stream/worldstate';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeLine } from './decode-line.ts';
import { printNumber } from '../record/print-number.ts';
import { NameTable } from '../scan/name-table.ts';
import { createLineKind, type LineKind } from './line-kind.ts';

const NAMES = ['hope', 'rage', 'trust', 'a', 'b', 'ab', 'x_1', 'Hope', `n${'0'.repeat(63)}`];
const table = new NameTable(NAMES);
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function kindOf(text: string): LineKind {
  const kind = createLineKind(encode(text), table);
  if (kind === null) throw new Error(`${text} has no kind`);
  return kind;
}

/** What a kind has read, as the decoder would have given it. */
function readBy(kind: LineKind, text: string, example: ScenarioConfig): ScenarioConfig | null {
  const bytes = encode(text);
  if (!kind.read(bytes)) return null;
  const { count, slots, values, nameFrom, nameTo, numberFrom, numberTo, isPrinted } = kind;
  const overrides: Record<string, number> = {};
  for (let index = 0; index < count; index += 1) {
    const name = decode(bytes.subarray(nameFrom[index], nameTo[index]));
    const value = values[index] ?? NaN;
    const number = decode(bytes.subarray(numberFrom[index], numberTo[index]));
    expect(NAMES[slots[index] ?? -1]).toBe(name);
    expect(Object.is(value, -0)).toBe(false);
    if (isPrinted[index] === 1) expect(number).toBe(printNumber(value, null));
    overrides[name] = value;
  }
  const printed = Object.entries(overrides).map(
    ([key, value]) => `${JSON.stringify(key)}:${printNumber(value, null)}`,
  );
  if (kind.printedTo > 0)
    expect(decode(bytes.subarray(kind.printedFrom, kind.printedTo))).toBe(`{${printed.join()}}`);
  const id = kind.idTo > 0 ? { id: decode(bytes.subarray(kind.idFrom, kind.idTo)) } : {};
  return { ...example, ...id, state_overrides: overrides };
}

const NUMBERS = [
  '0',
  '-0',
  '0.0',
  '-0.0',
  '1',
  '-1',
  '01',
  '1.',
  '.5',
  '+1',
  '0.50',
  '1e5',
  '1E-7',
];
const MORE = ['0.1e1', '1e400', '0.000001', '0.0000001', '123456789012345', '1234567890123456'];
const DIGITS = ['0.123456789012345', '0.12345678901234', '9007199254740993', '0.30000000000000004'];
const number = fc.oneof(
  fc.constantFrom(
    ...NUMBERS,
    ...MORE,
    ...DIGITS,
    'null',
    'true',
    '"1"',
    '{}',
    '',
    '1 ',
    ' 1',
    '1\t',
  ),
  fc.integer({ min: -1000, max: 1000 }).map((value) => String(value / 1000)),
  fc.stringMatching(/^-?\d{0,9}\.?\d{0,9}(e-?\d)?$/),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
);
const name = fc.oneof(
  fc.constantFrom(...NAMES),
  fc.constantFrom(
    'mood',
    '\\u0068ope',
    'ho"pe',
    'é',
    '',
    'constructor',
    '__proto__',
    'turn',
    'hop',
  ),
);
const id = fc.oneof(
  fc.stringMatching(/^[ -~]{0,20}$/),
  fc.constantFrom(
    'x"',
    '\\"',
    '\\u00e9',
    'é',
    '😀',
    '\u007f',
    '\t',
    '\\ud800',
    'x'.repeat(257),
    '',
  ),
);
const separators = fc.constantFrom(
  [':', ','],
  [': ', ', '],
  [':  ', ', '],
  [' :', ' ,'],
  [':\t', ',\r\n'],
);

test('what a kind reads the decoder reads, with equal values; what it refuses may be anything', () => {
  const config = fc.record({
    id: fc.option(id, { nil: undefined }),
    overrides: fc.option(fc.array(fc.tuple(name, number), { maxLength: 4 }), { nil: undefined }),
    turns: fc.constantFrom('1', '5', '5.0'),
    separators,
    end: fc.constantFrom('', '', ' ', '\t', '\r', 'x', '}'),
  });
  let read = 0;
  let readable = 0;
  fc.assert(
    fc.property(fc.array(config, { minLength: 1, maxLength: 3 }), (configs) => {
      const texts = configs.map(({ separators: [colon = '', comma = ''], ...of }) => {
        const members = (of.overrides ?? []).map(([key, value]) => `"${key}"${colon}${value}`);
        const parts = [
          ...(of.id === undefined ? [] : [`"id"${colon}"${of.id}"`]),
          `"turns"${colon}${of.turns}`,
          ...(of.overrides === undefined
            ? []
            : [`"state_overrides"${colon}{${members.join(comma)}}`]),
        ];
        return `{${parts.join(comma)}}${of.end}`;
      });
      for (const example of texts) {
        const decoded = decodeLine(encode(example));
        if (isFailure(decoded)) continue;
        const kind = kindOf(example);
        for (const text of texts) {
          const known = readBy(kind, text, decoded);
          const expected = decodeLine(encode(text));
          if (!isFailure(expected)) readable += 1;
          if (known === null) continue;
          read += 1;
          expect(known).toEqual(expected);
        }
      }
    }),
    { numRuns: 20_000 },
  );
  expect(read / readable).toBeGreaterThan(0.3);
}, 60_000);

test.each([
  [
    '{"id":"a","turns":5,"state_overrides":{"hope":0.5}}',
    '{"id":"bcd","turns":5,"state_overrides":{"rage":1,"x_1":-0.25}}',
  ],
  [
    '{"id": "a", "turns": 5, "state_overrides": {"hope": 0.5}}',
    '{"id": "b", "turns": 5, "state_overrides": {"rage": 1, "a": 0.10}}',
  ],
  [
    '{"turns":5,"state_overrides":{"hope":0.5}}',
    '{"turns":5,"state_overrides":{"rage":0.30000000000000004,"a":0.1234567890123456789,"b":-1.5e-7,"hope":1E+2,"trust":12345678901234567890}}',
  ],
  [
    '{"state_overrides":{"hope":0.5},"meta":{"id":"}","x":[{"\\"":"]"}]},"id":"a"}',
    '{"state_overrides":{},"meta":{"id":"}","x":[{"\\"":"]"}]},"id":"~"}',
  ],
  [
    '{"id":"\\u0041","params":{"state_overrides":1}} ',
    '{"id":"B","params":{"state_overrides":1}} ',
  ],
  ['{"id":"x\\"","turns":1}', '{"id":"y","turns":1}'],
  ['{}', '{}'],
  [' {"turns":2}\t', ' {"turns":2}\t'],
])('a kind of %s reads %s', (example, text) => {
  const config = decodeLine(encode(example));
  const known = isFailure(config) ? {} : config;
  expect(readBy(kindOf(example), text, known as ScenarioConfig)).toEqual(decodeLine(encode(text)));
});

test.each([
  ['another turn', '{"id":"a","turns":6,"state_overrides":{"hope":0.5}}'],
  ['a key more', '{"id":"a","turns":5,"state_overrides":{"hope":0.5},"seed":1}'],
  ['a duplicate', '{"id":"a","turns":5,"state_overrides":{"hope":0.5,"hope":0.5}}'],
  ['an escaped duplicate', '{"id":"a","turns":5,"state_overrides":{"hope":0.5,"\\u0068ope":0.5}}'],
  ['an undeclared name', '{"id":"a","turns":5,"state_overrides":{"mood":0.5}}'],
  ['a text', '{"id":"a","turns":5,"state_overrides":{"hope":"0.5"}}'],
  ['an exponent without digits', '{"id":"a","turns":5,"state_overrides":{"hope":5e-}}'],
  ['what is too large for a number', '{"id":"a","turns":5,"state_overrides":{"hope":1e400}}'],
  ['what is too small below 0', '{"id":"a","turns":5,"state_overrides":{"hope":-1e-400}}'],
  ['minus zero', '{"id":"a","turns":5,"state_overrides":{"hope":-0.0}}'],
  ['a number of 65 bytes', `{"id":"a","turns":5,"state_overrides":{"hope":0.${'1'.repeat(63)}}}`],
  ['an empty id', '{"id":"","turns":5,"state_overrides":{"hope":0.5}}'],
  ['an id that ends in an escape', '{"id":"a\\"","turns":5,"state_overrides":{"hope":0.5}}'],
  ['what is cut off', '{"id":"a","turns":5,"state_overrides":{"hope":0.5'],
  ['a comma at the end', '{"id":"a","turns":5,"state_overrides":{"hope":0.5,}}'],
  ['nothing', ''],
])('a kind leaves %s to the decoder', (_, text) => {
  const kind = kindOf('{"id":"a","turns":5,"state_overrides":{"hope":0.5}}');
  expect(kind.read(encode(text))).toBe(false);
});

test('thirty-two overrides are read, one more is not', () => {
  const names = Array.from({ length: 33 }, (_, index) => `slot${index}`);
  const kind = createLineKind(encode('{"state_overrides":{}}'), new NameTable(names));
  const line = (count: number): Uint8Array => {
    const members = names.slice(0, count).map((slot) => `"${slot}":1`);
    return encode(`{"state_overrides":{${members.join(',')}}}`);
  };
  expect(kind?.read(line(32))).toBe(true);
  expect(kind?.count).toBe(32);
  expect(kind?.read(line(33))).toBe(false);
});

test('lines that begin with a separator have no kind', () => {
  expect(createLineKind(encode('\u001e{"turns":1}'), table)).toBe(null);
  expect(createLineKind(encode('{"t\\u0075rns":1}'), table)).toBe(null);
});

test.each([
  ['{"id":"a","state_overrides":{"hope":0.5,"rage":-1}}', '{"hope":0.5,"rage":-1}'],
  ['{"id":"a","state_overrides":{}}', '{}'],
  ['{"id":"a","state_overrides":{"hope": 0.5}}', ''],
  ['{"id":"a","state_overrides":{"hope":0.5, "rage":1}}', ''],
  ['{"id":"a","state_overrides":{"hope":0.50}}', ''],
  ['{"id":"a","state_overrides":{"hope":0.0000001}}', ''],
])('%s has the overrides %s as records write them', (text, overrides) => {
  const kind = kindOf('{"id":"a","state_overrides":{"hope":0.5}}');
  const bytes = encode(text);
  // what an earlier line left there is forgotten
  expect(kind.read(encode('{"id":"a","state_overrides":{"rage":1}}'))).toBe(true);
  expect(kind.read(bytes)).toBe(true);
  expect(decode(bytes.subarray(kind.printedFrom, kind.printedTo))).toBe(overrides);
});
