import { gzipSync } from 'node:zlib';
import { PulseError } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { useTempFolder } from '../../test/temp-folder.ts';
import { loadDataset } from './load-dataset.ts';

const temp = useTempFolder();

const CSV = 'date,hope,rate\n1990-Q1,0.5,3.5\n1990-Q2,,-1e-3\n1990-Q3,NA,.25\n';
const NDJSON = `{"rate":3.5,"hope":0.5,"date":"1990-Q1"}
{"date":"1990-Q2","rate":-0.001}

{"date":"1990-Q3","hope":null,"rate":0.25}
`;

async function refusal(name: string, content: string | Uint8Array): Promise<string> {
  const path = temp.file(name, content);
  const error = await loadDataset('h', path).then(
    () => null,
    (caught: unknown) => caught,
  );
  if (!(error instanceof PulseError)) throw new Error('the dataset was accepted');
  expect(error.code).toBe('dataset-invalid');
  return error.message.replace(path, name);
}

test('a CSV file becomes labels, columns and rows, missing cells null', async () => {
  expect(await loadDataset('macro', temp.file('h.csv', CSV))).toEqual({
    name: 'macro',
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    columns: ['hope', 'rate'],
    labels: ['1990-Q1', '1990-Q2', '1990-Q3'],
    timeColumn: 'date',
    rows: [
      [0.5, 3.5],
      [null, -0.001],
      [null, 0.25],
    ],
  });
});

test('NDJSON, a JSON array and CSV of equal content have one hash, whatever the order of columns', async () => {
  const csv = await loadDataset('a', temp.file('h.csv', CSV));
  const ndjson = await loadDataset('b', temp.file('h.ndjson', NDJSON));
  const array = NDJSON.trim().replaceAll(/\n+/g, ',\n');
  const json = await loadDataset('b', temp.file('h.json', `[${array}]`));
  expect(ndjson.sha256).toBe(csv.sha256);
  expect(ndjson.columns).toEqual(['rate', 'hope']);
  expect(json).toEqual(ndjson);
  const other = await loadDataset('c', temp.file('c.csv', CSV.replace('3.5', '3.6')));
  expect(other.sha256).not.toBe(csv.sha256);
});

test('the hash is that of the documented text', async () => {
  const { sha256 } = await loadDataset('a', temp.file('h.csv', 'turn,b,a\n1,2,\n2,-0,4\n'));
  const { createHash } = await import('node:crypto');
  const text = '{"columns":["a","b"],"labels":["1","2"],"rows":[[null,2],[4,0]]}';
  expect(sha256).toBe(createHash('sha256').update(text).digest('hex'));
});

test.each([
  ['a byte order mark', `\ufeff${CSV}`],
  ['CR LF', CSV.replaceAll('\n', '\r\n')],
  ['LF and CR LF mixed', CSV.replace('\n1990-Q2', '\r\n1990-Q2')],
  ['no final line end', CSV.trimEnd()],
  ['blank lines', CSV.replaceAll('\n', '\n\n')],
  ['quoted cells', CSV.replace('date,hope', '"date","hope"').replace('3.5', '"3.5"')],
  ['spaces around cells', CSV.replaceAll(',', ' , ')],
  ['null for missing', CSV.replace('NA', 'null')],
  ['quoted NA', CSV.replace('NA', '"NA"')],
])('%s in a CSV file changes nothing', async (_, text) => {
  const plain = await loadDataset('h', temp.file('plain.csv', CSV));
  expect(await loadDataset('h', temp.file('h.csv', text))).toEqual(plain);
});

test('a .gz is unpacked', async () => {
  const plain = await loadDataset('h', temp.file('h.csv', CSV));
  expect(await loadDataset('h', temp.file('h.csv.gz', gzipSync(CSV)))).toEqual(plain);
  expect(await loadDataset('h', temp.file('n.gz', gzipSync(NDJSON)))).toMatchObject({
    sha256: plain.sha256,
  });
});

test.each([
  ['turns as numbers', 'turn,x\n9,1\n10,2\n', ['9', '10']],
  ['years as numbers', 'date,x\n999,1\n1000,2\n', ['999', '1000']],
  ['fractions', 'turn,x\n1.0,1\n1.50,2\n', ['1', '1.5']],
  ['months', 'x,date\n1,1999-12\n2,2000-01\n', ['1999-12', '2000-01']],
  ['days', 'date,x\n1999-12-31,1\n2000-01-01,2\n', ['1999-12-31', '2000-01-01']],
  ['weeks', 'date,x\n1999-W09,1\n1999-W10,2\n', ['1999-W09', '1999-W10']],
  [
    'times',
    'date,x\n1999-12-31T23:00,1\n2000-01-01T00:00,2\n',
    ['1999-12-31T23:00', '2000-01-01T00:00'],
  ],
  ['no label column', 'x,y\n1,1\n2,2\n', ['0', '1']],
  ['date before turn', 'turn,date,x\n7,2000,1\n1,2001,2\n', ['2000', '2001']],
])('labels: %s', async (_, text, labels) => {
  const dataset = await loadDataset('h', temp.file('h.csv', text));
  expect(dataset.labels).toEqual(labels);
  expect(dataset.columns).not.toContain('turn');
});

test('numbers are labels in NDJSON as they are', async () => {
  const dataset = await loadDataset('h', temp.file('h.jsonl', '{"turn":9,"x":1}\n{"turn":10}\n'));
  expect(dataset).toMatchObject({ labels: ['9', '10'], columns: ['x'], rows: [[1], [null]] });
});

test.each([
  ['', 'h.csv: the file is empty'],
  ['\n\n', 'h.csv: the file is empty'],
  ['date,x\n', 'h.csv: the file has a header and no row'],
  ['date\n1990\n', 'h.csv: there is no column besides the labels'],
  [
    'date,x,x\n1990,1,2\n',
    'h.csv: column "x" is given twice (--ignore-columns leaves it out unless the model has it)',
  ],
  [
    'date,x,\n1990,1,2\n',
    'h.csv: column 3 has no name (--ignore-columns leaves it out unless the model has it)',
  ],
  ['date;x\n1990;1\n', 'h.csv:1: the header is one column: cells are separated by commas here'],
  [
    'date,GDP (%)\n1990,1\n',
    'h.csv: column 2, "GDP (%)", cannot name an observation: a name is a letter followed by at most 63 letters, digits or underscores (--ignore-columns leaves it out unless the model has it)',
  ],
  [
    'date,__proto__\n1990,1\n',
    'h.csv: column 2, "__proto__", cannot name an observation: "__proto__" cannot be used as a name (--ignore-columns leaves it out unless the model has it)',
  ],
  ['date,x\n1990,1,2\n', 'h.csv:2: row 1 has 3 cells, the header has 2'],
  ['date,x\n1990,1\n\n1991\n', 'h.csv:4: row 2 has 1 cells, the header has 2'],
  [
    'date,x\n1990,abc\n',
    'h.csv:2: row 1, column "x": "abc" is not a finite number (--ignore-columns leaves it out unless the model has it)',
  ],
  [
    'date,x\n1990,1\n1991,1e999\n',
    'h.csv:3: row 2, column "x": "1e999" is not a finite number (--ignore-columns leaves it out unless the model has it)',
  ],
  [
    'date,x\n1990,Infinity\n',
    'h.csv:2: row 1, column "x": "Infinity" is not a finite number (--ignore-columns leaves it out unless the model has it)',
  ],
  [
    'date,x\n1990,0x10\n',
    'h.csv:2: row 1, column "x": "0x10" is not a finite number (--ignore-columns leaves it out unless the model has it)',
  ],
  [
    'date,x\n1990,"1,5"\n',
    'h.csv:2: row 1, column "x": "1,5" is not a finite number (decimals are written with a point)',
  ],
  [
    'date,x\n1990,NaN\n',
    'h.csv:2: row 1, column "x": "NaN" is not a finite number (leave the cell empty, or write NA)',
  ],
  ['date,x\n,1\n', 'h.csv:2: row 1, column "date": is missing'],
  ['turn,x\nfirst,1\n', 'h.csv:2: row 1, column "turn": "first" is not a number'],
  [
    'date,x\n1990-02,1\n1990-01,2\n',
    'h.csv:3: row 2, column "date": "1990-01" does not come after "1990-02" (rows go from old to new)',
  ],
  [
    'turn,x\n10,1\n9,2\n',
    'h.csv:3: row 2, column "turn": "9" does not come after "10" (rows go from old to new)',
  ],
  [
    'turn,x\n1,1\n1.0,2\n',
    'h.csv:3: row 2, column "turn": "1" is given twice, also in the row before (each time has one row)',
  ],
  [
    'date,x\n1990-01,1\n1990-Q2,2\n',
    'h.csv:3: row 2, column "date": "1990-Q2" is written in another way than "1990-01" (all labels are written in one way)',
  ],
  ['date,x\n1990,"1\n', 'h.csv:2: a quote is opened and never closed'],
  ['date,x\n1990,"1"2\n', 'h.csv:2: a closing quote is followed by something else than a comma'],
  ['date,x\n1990,1"2\n', 'h.csv:2: a quote stands inside a cell that does not begin with one'],
])('CSV %j is refused', async (text, message) => {
  expect(await refusal('h.csv', text)).toBe(message);
});

test.each([
  [
    '{"x":1}\n{"x":"1"}\n',
    'h.jsonl:2: row 2, column "x": "1" is not a finite number (--ignore-columns leaves it out unless the model has it)',
  ],
  [
    '{"x":1}\n\n{"x":true}\n',
    'h.jsonl:3: row 2, column "x": "true" is not a finite number (--ignore-columns leaves it out unless the model has it)',
  ],
  [
    '{"x":1}\n{"x":[1]}\n',
    'h.jsonl:2: row 2, column "x": "[1]" is not a finite number (--ignore-columns leaves it out unless the model has it)',
  ],
  ['{"x":1}\nnull\n', 'h.jsonl:2: the line is null, not an object'],
  ['{"x":1}\n[1]\n', 'h.jsonl:2: the line is an array, not an object'],
  ['{"turn":1}\n', 'h.jsonl: there is no column besides the labels'],
  ['{"turn":1,"x":1}\n{"x":1}\n', 'h.jsonl:2: row 2, column "turn": is missing'],
])('NDJSON %j is refused', async (text, message) => {
  expect(await refusal('h.jsonl', text)).toBe(message);
});

test.each([
  ['{"x":1}\n{"x":1,"x":2}\n', /^h\.jsonl:2: the same key twice/],
  ['{"x":1}\n{"x":1e999}\n', /^h\.jsonl:2: .*larger than any double/],
  ['{"x":1}\n{"x":}\n', /^h\.jsonl:2: /],
  ['{"x":1}\n{"x":1}\n{"x"', /^h\.jsonl:3: /],
])('a bad line in NDJSON %j is named', async (text, message) => {
  expect(await refusal('h.jsonl', text)).toMatch(message);
});

test('bytes that are not UTF-8 are named by their line', async () => {
  const bytes = Buffer.from('date,x\n1990,1\n1991,\xff\n', 'latin1');
  expect(await refusal('h.csv', bytes)).toBe('h.csv:3: this line is not UTF-8 text');
});

test('a dataset that cannot be read is said so', async () => {
  await expect(loadDataset('h', temp.path('none.csv'))).rejects.toThrow(
    expect.objectContaining({ code: 'input-unreadable' }),
  );
});
