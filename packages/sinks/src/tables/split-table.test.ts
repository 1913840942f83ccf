import { PulseError } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { useTempFolder } from '../../test/temp-folder.ts';
import { loadDataset, loadLongFile } from './load-dataset.ts';

const temp = useTempFolder();

const loadSplit = async (path: string) => (await loadLongFile('flu', path, 'place')).datasets();

const LONG = `place,date,cases
US,2024-W50,31
06,2024-W50,4
US,2024-W51,38
06,2024-W51,
`;

async function refusal(content: string): Promise<string> {
  const path = temp.file('long.csv', content);
  const error = await loadSplit(path).then(
    () => null,
    (caught: unknown) => caught,
  );
  if (!(error instanceof PulseError)) throw new Error('the file was accepted');
  expect(error.code).toBe('dataset-invalid');
  return error.message.replace(path, 'long.csv');
}

test('a long file is a dataset for each value of a column, as if each stood in a file of its own', async () => {
  const datasets = await loadSplit(temp.file('long.csv', LONG));
  // a code keeps its zeros
  expect([...datasets.keys()]).toEqual(['flu.US', 'flu.06']);
  const alone = temp.file('us.csv', 'date,cases\n2024-W50,31\n2024-W51,38\n');
  expect(datasets.get('flu.US')).toEqual(await loadDataset('flu.US', alone));
  expect(datasets.get('flu.06')?.rows).toEqual([[4], [null]]);
});

test('NDJSON is split alike; a file without the column is one dataset', async () => {
  const rows = [
    { place: 'US', date: '2024-W50', cases: 31 },
    { place: 'CA', date: '2024-W50', cases: 4 },
  ];
  const path = temp.file('long.ndjson', rows.map((row) => JSON.stringify(row)).join('\n'));
  expect([...(await loadSplit(path)).keys()]).toEqual(['flu.US', 'flu.CA']);
  const whole = temp.file('whole.csv', 'date,cases\n2024-W50,31\n');
  expect([...(await loadSplit(whole)).keys()]).toEqual(['flu']);
});

test.each([
  [
    'a row without a value',
    LONG.replace('06,2024-W51,', ',2024-W51,'),
    'long.csv:5: row 4, column "place": is missing',
  ],
  ...['New York', '../up', '__proto__', 'a.b', 'x'.repeat(65), '1'.repeat(64)].map(
    (value): [string, string, string] => [
      `the value ${value}`,
      LONG.replace('06', value),
      `long.csv:3: row 2, column "place": "${value}" cannot name a dataset: letters, digits and underscores can, 64 at most`,
    ],
  ),
  [
    'a week twice in one place',
    LONG.replace('US,2024-W51', 'US,2024-W50'),
    'long.csv:4: row 2, column "date": "2024-W50" is given twice',
  ],
])('%s is refused by the line of the file', async (_, content, message) => {
  expect(await refusal(content)).toContain(message);
});

test('ten thousand values are taken, one more is not', async () => {
  const rows = Array.from({ length: 10_001 }, (_, at) => `p${at},2024,1`);
  const of = (count: number) => `place,date,cases\n${rows.slice(0, count).join('\n')}\n`;
  const most = await loadSplit(temp.file('most.csv', of(10_000)));
  expect(most.size).toBe(10_000);
  expect(await refusal(of(10_001))).toBe('long.csv: column "place" has more than 10000 values');
});
