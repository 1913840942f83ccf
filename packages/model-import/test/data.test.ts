import { importModel, verifyModel, writeSeries, type DataFiles } from '@pulse-stream/model-import';
import { expect, test } from 'vitest';
import { expectPath, vensim, type Model } from './vensim.ts';

/** Files of numbers by name, as a folder would have them. */
function folder(files: Readonly<Record<string, string>>): DataFiles {
  return {
    names: Object.keys(files).filter((name) => !name.includes('/')),
    read: (name) => {
      const text = files[name];
      if (text === undefined) return { kind: 'refused', reason: 'there is no such file' };
      return { kind: 'text', text };
    },
  };
}

function read(text: string, files: Readonly<Record<string, string>> | null): Model | string[] {
  const data = files === null ? undefined : folder(files);
  const result = importModel(text, { file: 'm.mdl', data });
  if (result.kind === 'model') return result;
  return result.refusals.map(
    ({ line, construct, message }) => `${line ?? '-'}: ${construct}: ${message}`,
  );
}

function withData(
  definitions: string,
  files: Readonly<Record<string, string>>,
  clock: Parameters<typeof vensim>[1] = {},
): Model {
  const result = read(vensim(definitions, clock), files);
  if (Array.isArray(result)) throw new Error(result.join('\n'));
  return result;
}

const notWithData = (
  definitions: string,
  files: Readonly<Record<string, string>> | null,
  clock: Parameters<typeof vensim>[1] = {},
): unknown => read(vensim(definitions, clock), files);

const END3 = { end: '3' };
const USE = 'stock = INTEG(rain, 0) ~~|\n';

test('a variable without an equation is a series, with a row of a table for each turn', () => {
  const made = withData(
    `${USE}rain ~ cm ~ What falls. |`,
    { 'w.dat': 'rain\n0\t1\n2\t5\n3\t4\n' },
    END3,
  );
  expect(made.model.series).toEqual({
    rain: {
      dataset: 'm_data',
      between: 'linear',
      beyond: 'hold',
      unit: 'cm',
      description: 'What falls.',
    },
  });
  expect(made.data === null ? '' : writeSeries(made.data)).toBe('turn,rain\n0,1\n1,3\n2,5\n3,4\n');
  expectPath(made, { rain: [1, 3, 5, 4], stock: [0, 1, 4, 9] });
});

test('a series goes on to its last number, and keeps it', () => {
  const made = withData(`${USE}rain ~~|`, { 'w.dat': 'rain\n0\t1\n5\t6\n' }, END3);
  expect(made.data?.columns.get('rain')).toEqual([1, 2, 3, 4, 5, 6]);
  const short = withData(`${USE}rain ~~|`, { 'w.dat': 'rain\n0\t1\n1\t6\n' }, END3);
  expectPath(short, { rain: [1, 6, 6, 6] });
});

test.each([
  [':INTERPOLATE:', [1, 3, 5, 9]],
  ['', [1, 3, 5, 9]],
  [':HOLD BACKWARD:', [1, 1, 5, 9]],
  [':LOOK FORWARD:', [1, 5, 5, 9]],
])('%s is how data are read between their points', (keyword, rain) => {
  const made = withData(`${USE}rain${keyword} ~~|`, { 'w.dat': 'rain\n0\t1\n2\t5\n3\t9\n' }, END3);
  expectPath(made, { rain });
});

test('the steps inside a turn read the straight line, or hold', () => {
  const clock = { end: '2', dt: '0.5', save: '1' };
  const files = { 'w.dat': 'rain\n0\t0\n1\t4\n2\t4\n' };
  expectPath(withData(`${USE}rain ~~|`, files, clock), { stock: [0, 1, 5] });
  const held = withData(`${USE}rain:HOLD BACKWARD: ~~|`, files, clock);
  expect(held.model.series).toEqual({ rain: { dataset: 'm_data', beyond: 'hold' } });
  expectPath(held, { stock: [0, 0, 4] });
});

test.each([
  ['rain', 'rain\n0\t0\n0.5\t4\n2\t4\n', 'it has a number at 0.5, inside a turn'],
  ['rain:LOOK FORWARD:', 'rain\n0\t0\n2\t4\n', ':LOOK FORWARD: is read inside a turn'],
  ['rain', 'rain\n1\t0\n2\t4\n', 'its first number is that of 1, and the model begins at 0'],
])('%s with %j: %s', (name, text, reason) => {
  const clock = { end: '2', dt: '0.5', save: '1' };
  expect(notWithData(`${USE}${name} ~~|`, { 'w.dat': text }, clock)).toEqual([
    `3: rain: ${reason}`,
  ]);
});

test('a series that is raw has a number for each turn', () => {
  expectPath(withData(`${USE}rain:RAW: ~~|`, { 'w.dat': 'rain\n0\t1\n1\t2\n2\t3\n3\t4\n' }, END3), {
    rain: [1, 2, 3, 4],
  });
  expect(notWithData(`${USE}rain:RAW: ~~|`, { 'w.dat': 'rain\n0\t1\n2\t3\n' }, END3)).toEqual([
    '3: rain: it has no number at 1, and is :RAW:',
  ]);
});

test('elements have columns of their own, in .dat, .tab and .csv with Time first', () => {
  const files = {
    'a.dat': 'v[A]\n0\t1\n',
    'b.tab': 'Time\tv[B]\n0\t2\n',
    'c.csv': 'time,"v[C]"\n0,3\n',
    'other.csv': 'place,v[A]\nBergen,7\n',
  };
  const made = withData('D: A, B, C ~~|\nv[D] ~~|\nx = SUM(v[D!]) + Time ~~|', files);
  expectPath(made, { 'v[A]': [1], 'v[B]': [2], 'v[C]': [3], x: [6, 7] });
});

test('two tables that say different things of a variable are refused, equal ones are not', () => {
  const same = { 'a.dat': 'rain\n0\t1\n', 'b.dat': 'rain\n0\t1\n' };
  expectPath(withData(`${USE}rain ~~|`, same), { rain: [1, 1] });
  expect(notWithData(`${USE}rain ~~|`, { ...same, 'b.dat': 'rain\n0\t2\n' })).toEqual([
    '3: b.dat: it and a.dat both have rain',
  ]);
});

test('numbers that nobody gave are refused, with the way to give them', () => {
  expect(notWithData(`${USE}rain ~~|`, null)).toEqual([
    '3: rain: its numbers are in no file that was given',
  ]);
  expect(notWithData(`${USE}rain ~~|`, { 'w.dat': 'snow\n0\t1\n' })).toEqual([
    '3: rain: no table of the folder of its data has its numbers',
  ]);
});

const GRID = 'g,C1,C2\nB1,1,2\nB2,3,4\nB3,5,6\n';

test('constants of another file are parameters: across, down with *, and rows by columns', () => {
  const text = `B: B1, B2, B3 ~~|
C: C1, C2 ~~|
one = GET DIRECT CONSTANTS('sub/g.csv', ',', 'C3') ~~|
across[C] = GET DIRECT CONSTANTS('sub\\g.csv', ',', 'b2') ~~|
down[B] := GET XLS CONSTANTS('sub/g.csv', ',', 'B2*') ~~|
both[B, C] = GET DIRECT CONSTANTS('sub/g.csv', ',', 'B2') ~~|
turned[C, B] = GET DIRECT CONSTANTS('sub/g.csv', ',', 'B2*') ~~|
part[B3, C] = GET DIRECT CONSTANTS('sub/g.csv', ',', 'B4') ~~|
x = one * Time ~~|`;
  const made = withData(text, { 'sub/g.csv': GRID });
  expect(made.model.params).toMatchObject({
    one: { value: 4 },
    across_c2: { value: 2 },
    down_b3: { value: 5 },
    both_b3_c1: { value: 5 },
    turned_c2_b3: { value: 6 },
    part_b3_c2: { value: 6 },
  });
});

test('data of another file run along a column or a row, and end with the first time that is none', () => {
  const files = {
    'down.csv': 'year,A1,A2\n0,1,10\n1,2,20\n2,x,30\n3,4,40\nnote,5,50\n',
    'row.csv': ',0,1,2\nM1,1,2,3\nM2,7,8,9\n',
  };
  const text = `A: A1, A2 ~~|
d[A] := GET DIRECT DATA('down.csv', ',', 'A', 'B2') ~~|
r[A]:HOLD BACKWARD::= GET DIRECT DATA('row.csv', ',', '1', 'B2') ~~|
x = SUM(d[A!]) + SUM(r[A!]) ~~|`;
  expectPath(withData(text, files, END3), {
    'd[A1]': [1, 2, 3, 4],
    'd[A2]': [10, 20, 30, 40],
    'r[A2]': [7, 8, 9, 9],
  });
});

test('tables of another file are tables, however they are written', () => {
  const files = { 't.csv': 'x,0,10\ny,1,2\nz,5,6\n' };
  const text = `A: A1, A2 ~~|
t[A] = GET DIRECT LOOKUPS('t.csv', ',', '1', 'B2') ~~|
u( GET XLS LOOKUPS('t.csv', ',', '1', 'B3')) ~~|
x = t[A2](Time) + u(Time) ~~|`;
  const made = withData(text, files);
  expect(made.model.tables?.['t_a1']).toEqual({
    points: [
      [0, 1],
      [10, 2],
    ],
  });
  expectPath(made, { x: [10, 10.2] });
});

test('subscripts of another file are elements, down a column, along a row or to a cell', () => {
  const files = { 's.csv': 'names,B1,B2\nA1,,\nA2,,\n' };
  const text = `down: GET DIRECT SUBSCRIPT('s.csv', ',', 'A2', 'A', '') ~~|
along: GET DIRECT SUBSCRIPT('s.csv', ',', 'B1', '1', 'p ') ~~|
to: GET DIRECT SUBSCRIPT('s.csv', ',', 'A2', 'A2', 'q') ~~|
v[down] = 1, 2 ~~|
w[along] = 3, 4 ~~|
u[to] = 5 ~~|
x = SUM(v[down!]) + w[p B2] + u[qA1] + Time ~~|`;
  expectPath(withData(text, files), { x: [12, 13] });
});

const C = (file: string, cell = 'A1', sheet = ','): string =>
  `x = GET DIRECT CONSTANTS('${file}', '${sheet}', '${cell}') ~~|\ny = Time ~~|`;

test.each([
  ['/etc/passwd'],
  ['../m.csv'],
  ['a/../../m.csv'],
  ['C:\\m.csv'],
  ['\\\\server\\m.csv'],
  ['a//m.csv'],
  ['.hidden.csv'],
  ['~/m.csv'],
  ['http://example.com/m.csv'],
  [`${'a'.repeat(201)}.csv`],
])('the file %j is asked for by nobody', (file) => {
  const asked: string[] = [];
  const data: DataFiles = {
    names: [],
    read: (name) => {
      asked.push(name);
      return { kind: 'text', text: '1' };
    },
  };
  const result = importModel(vensim(C(file)), { file: 'm.mdl', data });
  expect([result.kind, asked]).toEqual(['refused', []]);
});

test.each([
  [C('m.xlsx'), 'm.xlsx: a spreadsheet is not read'],
  [C('?tag'), '?tag: a spreadsheet is not read'],
  [C('gone.csv'), 'gone.csv: there is no such file'],
  [C('n.csv', 'B9'), 'GET DIRECT CONSTANTS: B9 of n.csv is no number'],
  [C('n.csv', 'cell'), 'GET DIRECT CONSTANTS: "cell" is no cell'],
  [C('n.csv', 'A1', ':'), 'n.csv: ":" separates no cells'],
  [C('k.csv', 'A1', ';'), 'k.csv: A1 is "1,5": a decimal comma'],
  ["x = GET DIRECT CONSTANTS('n.csv', ',') ~~|", 'GET DIRECT CONSTANTS: it takes 3 texts'],
  [
    "A: a1, a2 ~~|\nB: b1, b2 ~~|\nx[A, B] := GET DIRECT DATA('n.csv', ',', 'A', 'B1') ~~|",
    'GET DIRECT DATA: it fills more than one dimension',
  ],
  [
    "x := GET DIRECT DATA('n.csv', ',', 'A', 'Z1') ~~|",
    'GET DIRECT DATA: n.csv has no numbers from Z1 on',
  ],
  [
    "x := GET DIRECT DATA('n.csv', ',', '?', 'A1') ~~|",
    'GET DIRECT DATA: "?" is neither a row nor a column',
  ],
  ['x := 3 * 4 ~~|', ':=: a data equation has no counterpart'],
  [
    "D: GET DIRECT SUBSCRIPT('n.csv', ',', 'Z1', 'Z', '') ~~|",
    'GET DIRECT SUBSCRIPT: n.csv has nothing in Z1',
  ],
  [
    "D: GET DIRECT SUBSCRIPT('n.csv', ',', 'A1', 'B2', '') ~~|",
    'GET DIRECT SUBSCRIPT: "B2" ends no row or column',
  ],
  ["D: GET DIRECT SUBSCRIPT('n.csv') ~~|", 'GET DIRECT SUBSCRIPT: it takes 5 texts'],
  [
    "t( GET DIRECT LOOKUPS('hole.csv', ',', '1', 'A2')) ~~|\nx = t(Time) ~~|",
    'GET DIRECT LOOKUPS: B2 of hole.csv is no number',
  ],
])('%j is refused: %s', (text, reason) => {
  const files = { 'n.csv': '1,2\n3,4\n', 'k.csv': '1,5;2\n', 'hole.csv': '0,1,2\n5,,7\n' };
  expect(notWithData(text, files)).toEqual([expect.stringContaining(reason)]);
});

test('the control run that is verified reads the series', () => {
  const made = withData(`${USE}rain ~~|`, { 'w.dat': 'rain\n0\t1\n3\t4\n' }, END3);
  expect(verifyModel(made, 'Time\tstock\n0\t0\n3\t6\n').passed).toBe(true);
  expect(verifyModel(made, 'Time\tstock\n0\t0\n3\t6.1\n').passed).toBe(false);
});

test('a data variable and a table of hostile names stay names', () => {
  const made = withData('"__proto__" ~~|\nx = "__proto__" + Time ~~|', {
    'w.dat': '__proto__\n0\t2\n',
  });
  expect(Object.keys(made.model.series ?? {})).toEqual(['proto']);
  expectPath(made, { x: [2, 3] });
});
