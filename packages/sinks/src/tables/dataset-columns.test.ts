import { describe, expect, it } from 'vitest';
import { useTempFolder } from '../../test/temp-folder.ts';
import { loadDataset, type DatasetOptions } from './load-dataset.ts';

const temp = useTempFolder();

const slots = new Set(['level', 'rate', 'year']);

describe('the column of times', () => {
  const table = (header: string, first: string, second: string) =>
    temp.file('h.csv', `${header}\n${first}\n${second}\n`);
  const labelsOf = async (path: string, options: DatasetOptions = {}) => {
    const { labels, timeColumn, columns } = await loadDataset('h', path, options);
    return [timeColumn, ...labels, ...columns];
  };

  it.each([
    ['week', '2024-01-06', '2024-01-13'],
    ['target_end_date', '2024-01-06', '2024-01-13'],
    ['', '2024-W01', '2024-W02'],
    ['Zeit (UTC)', '2024-01-06T00:00Z', '2024-01-06T01:00Z'],
    ['DATE', '2024Q1', '2024Q2'],
    ['quarter', '2024-Q1', '2024-Q2'],
    ['ds', '2024/01', '2024/02'],
  ])('is "%s" when that is the only one of dates', async (name, first, second) => {
    const path = table(`${name},level`, `${first},1`, `${second},2`);
    expect(await labelsOf(path)).toEqual([name, first, second, 'level']);
    const backwards = table(`${name},level`, `${second},1`, `${first},2`);
    await expect(loadDataset('h', backwards)).rejects.toThrow(
      `h.csv:3: row 2, column "${name}": "${first}" does not come after "${second}"`,
    );
    const twice = table(`${name},level`, `${first},1`, `${first},2`);
    await expect(loadDataset('h', twice)).rejects.toThrow(
      `h.csv:3: row 2, column "${name}": "${first}" is given twice`,
    );
  });

  it('may be digits where the model is known not to observe them', async () => {
    const path = table('yr,level', '1999,1', '2000,2');
    expect(await labelsOf(path, { slots })).toEqual(['yr', '1999', '2000', 'level']);
    expect(await labelsOf(path)).toEqual([undefined, '0', '1', 'yr', 'level']);
    const observed = table('year,level', '1999,1', '2000,2');
    expect(await labelsOf(observed, { slots })).toEqual([undefined, '0', '1', 'year', 'level']);
  });

  it('is the one that --time names, and no other names times then', async () => {
    const path = table(
      'reference_date,end,level',
      '2024-01-01,2024-01-06,1',
      '2024-01-01,2024-01-13,2',
    );
    expect(await labelsOf(path, { slots, ignoreColumns: true })).toEqual([
      'end',
      '2024-01-06',
      '2024-01-13',
      'level',
    ]);
    const two = table('made,end,level', '2024-01-01,2024-01-06,1', '2024-01-08,2024-01-13,2');
    await expect(loadDataset('h', two)).rejects.toThrow(
      'columns "made" and "end" hold dates: --time COLUMN says which are the labels',
    );
    const dated = table('date,t,level', '2024-01-01,7,1', '2024-01-08,8,2');
    expect(await labelsOf(dated, { time: 't' })).toEqual(['t', '7', '8', 'level']);
    await expect(loadDataset('h', dated, { time: 'dat' })).rejects.toThrow(
      'there is no column "dat" (did you mean "date"?)',
    );
  });

  it('may hold what cannot be read, but not twice', async () => {
    const path = table('date,level', '01/02/1990,1', '01/03/1990,2');
    expect(await labelsOf(path)).toEqual(['date', '01/02/1990', '01/03/1990', 'level']);
    const twice = table('date,level', 'spring,1', 'spring,2');
    await expect(loadDataset('h', twice)).rejects.toThrow(
      'row 2, column "date": "spring" is given',
    );
  });
});

describe('columns that are ignored', () => {
  it.each([
    ['an index without a name', ',turn,level\n0,1,1\n1,2,2\n'],
    ['a place', 'turn,location,level\n1,Bergen,1\n2,Bergen,2\n'],
    ['an empty one at the end', 'turn,level,\n1,1,\n2,2,\n'],
    ['notes over several lines', 'turn,level,my notes\n1,1,ok\n2,2,"line\none"\n'],
    ['two of one name', 'turn,a b,a b,level\n1,x,y,1\n2,x,y,2\n'],
    ['numbers of another slot', 'turn,other,level\n1,5,1\n2,6,2\n'],
    ['a name that is none', 'turn,__proto__,level\n1,5,1\n2,6,2\n'],
    ['lists and objects', '{"turn":1,"level":1,"a":[1]}\n{"turn":2,"level":2,"b":{"c":true}}\n'],
  ])('are not read: %s', async (_, text) => {
    const path = temp.file('h', text);
    const plain = await loadDataset('h', temp.file('p.csv', 'turn,level\n1,1\n2,2\n'));
    expect(await loadDataset('h', path, { slots, ignoreColumns: true })).toEqual(plain);
  });

  it.each([
    [',turn,level\n0,1,1\n', 'column 1 has no name'],
    ['turn,location,level\n1,Bergen,1\n', 'row 1, column "location": "Bergen" is not a finite'],
    ['turn,level,\n1,1,\n', 'column 3 has no name'],
    ['turn,a b,level\n1,5,1\n', 'column 2, "a b", cannot name an observation'],
  ])('are an error that names the flag when it is not given: %j', async (text, message) => {
    const path = temp.file('h.csv', text);
    await expect(loadDataset('h', path, { slots })).rejects.toThrow(message);
    await expect(loadDataset('h', path, { slots })).rejects.toThrow(
      '(the model does not have it: --ignore-columns leaves it out)',
    );
  });

  it('are those without a name or a number, where the model is not known', async () => {
    const path = temp.file('h.csv', 'turn,place,level,\n1,Bergen,1,\n2,Bergen,2,\n');
    expect((await loadDataset('h', path, { ignoreColumns: true })).columns).toEqual(['level']);
  });

  it('are never all of them', async () => {
    const path = temp.file('h.csv', 'turn,lvl\n1,1\n');
    await expect(loadDataset('h', path, { slots, ignoreColumns: true })).rejects.toThrow(
      'no column is one that the model has (its columns are "turn", "lvl")',
    );
  });
});
