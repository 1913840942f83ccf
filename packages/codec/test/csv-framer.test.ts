import { decodeLine, failFrame, type Framer } from '@pulse-stream/codec';
import { createCsvFramer } from '@pulse-stream/codec/internal';
import { describeSchema, isFailure } from '@pulse-stream/worldstate';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function frame(text: string, size = 1000, maxLineBytes?: number) {
  const bytes = encode(text);
  const framer: Framer = createCsvFramer(
    'a.csv',
    bytes,
    maxLineBytes === undefined ? {} : { maxLineBytes },
  );
  const items = [];
  for (let at = 0; at < bytes.length; at += size)
    items.push(...framer.push(bytes.slice(at, at + size)));
  return [...items, ...framer.end()];
}
const lines = (text: string, size?: number) =>
  frame(text, size).map((item) =>
    item.blank ? '' : (failFrame(item)?.message ?? `${item.line} ${decode(item.bytes)}`),
  );

test('a row is a scenario: columns are places, numbers numbers, an empty cell nothing', () => {
  expect(
    lines(
      'id,turns,hope,params.beta,rule.R1.trust,use_symbolism,interventions.1.set.rage,interventions.0.turn\r\n' +
        '007,5,.5,+1e-3,1.,true,,\n' +
        'b,,-0.25,,,,0.1,2',
    ),
  ).toEqual([
    '2 {"id":"007","turns":5,"state_overrides":{"hope":0.5},"params":{"beta":1e-3,"rule.R1.trust":1},"use_symbolism":true}',
    '3 {"id":"b","state_overrides":{"hope":-0.25},"interventions":[{"turn":2},{"set":{"rage":0.1}}]}',
  ]);
});

test('a key that holds a text and nothing else takes every cell for one', () => {
  const { properties } = describeSchema('config') as {
    readonly properties: Readonly<
      Record<string, { readonly type?: string; readonly enum?: unknown }>
    >;
  };
  const texts = Object.keys(properties).filter((key) => {
    const { type, enum: words } = properties[key] ?? {};
    return type === 'string' && words === undefined;
  });
  expect(texts).toContain('id');
  for (const key of texts)
    for (const cell of ['7', 'true', '[1]', '.5'])
      expect(lines(`${key}\n${cell}`)).toEqual([`2 {"${key}":"${cell}"}`]);
});

test('cells in quotes may hold commas, quotes and line ends; a row has the number of its first line', () => {
  expect(lines('id,group,meta\n"a,""b""","x\ny","{""k"": [1,\n2]}"\n\n"c", "d" ,\n')).toEqual([
    String.raw`2 {"id":"a,\"b\"","group":"x\ny","meta":{"k": [1, 2]}}`,
    '',
    '6 {"id":"c","group":"d"}',
  ]);
});

test('labels and numbers that a double does not hold stay texts', () => {
  expect(lines('seed,meta.zip,mode\n9007199254740993,01234,free\n9007199254740991,5,x\n')).toEqual([
    '2 {"seed":"9007199254740993","meta":{"zip":"01234"},"mode":"free"}',
    '3 {"seed":9007199254740991,"meta":{"zip":5},"mode":"x"}',
  ]);
});

test('a place of an array that a row leaves out is no place, but where places are turns', () => {
  const header = 'forecast.horizons[0],forecast.horizons[1],forecast.horizons[2]';
  expect(lines(`${header}\n,2,4\n1,,4\n1,2,\n,,\n`)).toEqual([
    '2 {"forecast":{"horizons":[2,4]}}',
    '3 {"forecast":{"horizons":[1,4]}}',
    '4 {"forecast":{"horizons":[1,2]}}',
    '5 {}',
  ]);
  expect(lines('observations[0].x,observations[1].x\n,2\n')).toEqual([
    '2 {"observations":[null,{"x":2}]}',
  ]);
});

test('a series is a list of turns, a column, or JSON, and a row that says two of them says both', () => {
  const header =
    'series.inflow.0,series.inflow.2,series.inflow.dataset,series.inflow.scale,series.a';
  expect(
    lines(`${header}\n1,,,,\n,2,,,\n,,weather,1.5,"[1,2]"\n1,,weather,,"{""dataset"":""w""}"\n`),
  ).toEqual([
    '2 {"series":{"inflow":[1]}}',
    '3 {"series":{"inflow":[null,null,2]}}',
    '4 {"series":{"inflow":{"dataset":"weather","scale":1.5},"a":[1,2]}}',
    '5 {"series":{"inflow":{"0":1,"dataset":"weather"},"a":{"dataset":"w"}}}',
  ]);
});

test('a row that is none fails alone, as bad-csv', () => {
  const text = 'id,hope\na,1,2\nb\nc,x"y\n"d"z,1\ne,0.5\nf,"open';
  expect(lines(text)).toEqual([
    'the row has another number of cells than the header',
    'the row has another number of cells than the header',
    'a quote stands inside a cell',
    'a quote stands inside a cell',
    '6 {"id":"e","state_overrides":{"hope":0.5}}',
    'a quote is opened and never closed',
  ]);
  const failures = frame(text).flatMap((item) => failFrame(item) ?? []);
  expect(new Set(failures.map(({ type }) => type))).toEqual(new Set(['bad-csv']));
  const framer = createCsvFramer('a.csv', encode('id\n'));
  const [item] = framer.push(Uint8Array.from([...encode('id\n'), 0xff, 0x0a]));
  expect(item === undefined ? null : failFrame(item)?.message).toBe('the row is not UTF-8');
});

test('what a row says is judged like a line: the same failures, the same limits', () => {
  const [item] = frame('turns\nmany\n');
  const failure = decodeLine(item?.bytes ?? new Uint8Array(0));
  expect(isFailure(failure) && failure.message).toBe('expected a number, got the text "many"');
  const [long, short] = frame(`id\n${'x'.repeat(60)}\ny\n`, 1000, 50);
  expect([long?.tooLarge, short?.tooLarge]).toEqual([true, false]);
  const [huge] = frame('hope\n1e999\n');
  expect(decodeLine(huge?.bytes ?? new Uint8Array(0))).toMatchObject({
    message: 'expected a number, got the text "1e999"',
  });
});

test('a byte order mark, blank rows before the header and a missing last line end change nothing', () => {
  expect(lines('\ufeffid\na')).toEqual(['2 {"id":"a"}']);
  expect(lines('\n\nid\na\n')).toEqual(['', '', '4 {"id":"a"}']);
  expect(lines('')).toEqual([]);
  expect(lines('id\n')).toEqual([]);
});

test.each([
  ['id;hope\n', /a\.csv:1: the header is one column: cells are separated by commas here/],
  [
    'id,parms.a\n',
    /a\.csv:1: column 2: "parms" is not a key of a scenario \(did you mean "params"\?\)/,
  ],
  ['id,\n', /column 2: "" is not a path/],
  [
    '\nid,hope,state_overrides.hope\n',
    /a\.csv:2: columns 3 and 2 are about one place: hope|a\.csv:2: columns 2 and 3/,
  ],
  ['params,params.a\n', /are about one place/],
  ['a"b\n', /the header is no row of CSV/],
  ['interventions.100000.turn\n', /at most 1000 places/],
])('the header %j is refused', (text, message) => {
  expect(() => createCsvFramer('a.csv', encode(text))).toThrow(message);
});

test('however the bytes are cut, rows and their ends are the same', () => {
  const cell = fc.constantFrom(
    '1',
    '',
    'x',
    '"a,b"',
    '"c\nd"',
    '"e""f"',
    '"',
    'g"h',
    ' "i" ',
    '{"j":1}',
  );
  const row = fc.array(cell, { minLength: 1, maxLength: 3 }).map((cells) => cells.join(','));
  fc.assert(
    fc.property(fc.array(row, { maxLength: 8 }), fc.integer({ min: 1, max: 9 }), (rows, size) => {
      const text = `id,group\n${rows.join('\n')}`;
      expect(frame(text, size)).toEqual(frame(text));
      const ends = frame(text).map(({ end }) => end);
      expect(ends).toEqual(ends.toSorted((a, b) => a - b));
    }),
  );
});
