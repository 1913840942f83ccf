import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFolder, readResults, runCommand } from './command.ts';

const LAKE = `{UTF-8}
Level = INTEG(Inflow - Use, Start) ~ m ~ |
Inflow ~ m/Month ~ Rain. |
Use := GET DIRECT DATA('sub/use.csv', ',', 'A', 'B2') ~ m/Month ~ |
Start = GET DIRECT CONSTANTS('start.csv', ',', 'B1') ~ m ~ |
INITIAL TIME = 0 ~ Month ~ |
FINAL TIME = 4 ~ Month ~ |
TIME STEP = 0.5 ~ Month ~ |
SAVEPER = 1 ~ Month ~ |
`;
const LEVELS = 'Time\tLevel\n0\t10\n1\t13.5\n2\t18.5\n3\t22.5\n4\t22.5\n';

function lakeFolder(): string {
  const cwd = createFolder({ 'lake.mdl': LAKE, 'levels.tab': LEVELS });
  mkdirSync(join(cwd, 'data/sub'), { recursive: true });
  writeFileSync(join(cwd, 'data/rain.dat'), 'Inflow\n0\t4\n2\t8\n4\t0\n');
  writeFileSync(join(cwd, 'data/sub/use.csv'), 'month,use\n0,1\n1,1\n2,3\n');
  writeFileSync(join(cwd, 'data/start.csv'), 'start,10\n');
  return cwd;
}

const lake = (cwd: string, ...more: string[]) =>
  runCommand(['model', 'import', 'lake.mdl', '--data', 'data', ...more], { cwd });

test('numbers of the folder become series beside the model, and the printed flags run it', async () => {
  const cwd = lakeFolder();
  const made = await lake(cwd, '-o', 'lake.yaml', '--verify', 'levels.tab');
  expect(made).toMatchObject({
    code: 0,
    stdout: 'PASS   Level: 0\nPASS: levels.tab: 1 column compared, 0 differ, 0 not in the model\n',
    stderr: 'lake.mdl: its own run has 4 turns: --turns 4 --observations lake_data=lake-data.csv\n',
  });
  expect(readFileSync(join(cwd, 'lake-data.csv'), 'utf8')).toBe(
    'turn,inflow,use\n0,4,1\n1,6,1\n2,8,3\n3,4,3\n4,0,3\n',
  );
  const flags = made.stderr.trim().split(' ').slice(-4);
  expect(readFileSync(join(cwd, 'lake.yaml'), 'utf8')).not.toContain('lake-data');
  const run = await runCommand(['-m', 'lake.yaml', '-q', ...flags], { cwd, stdin: '{}\n' });
  expect(readResults(run.stdout)[0]).toMatchObject({ final_state: { variables: { level: 22.5 } } });
});

test('a model with series needs a file beside it, which is no file that was read', async () => {
  const cwd = lakeFolder();
  expect(await lake(cwd)).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('(give -o FILE)') as string,
  });
  const text = LAKE.replace('start.csv', 'lake-data.csv');
  writeFileSync(join(cwd, 'lake.mdl'), text);
  writeFileSync(join(cwd, 'data/lake-data.csv'), 'start,10\n');
  const { code, stderr } = await lake(cwd, '-o', 'data/lake.yaml', '--force');
  expect([code, stderr]).toEqual([2, expect.stringContaining('it was read') as string]);
  expect(readFileSync(join(cwd, 'data/lake-data.csv'), 'utf8')).toBe('start,10\n');
  // neither of the two files appears where one of them is there already
  writeFileSync(join(cwd, 'lake.yaml'), 'mine\n');
  expect((await lake(cwd, '-o', 'lake.yaml')).code).toBe(5);
  expect(existsSync(join(cwd, 'lake-data.csv'))).toBe(false);
});

test.each([
  ['a link to a file', 'link.csv', 'it is a link'],
  ['a folder that is a link', 'linked/start.csv', 'it is a link, or lies behind one'],
  ['a way out of the folder', '../secret.csv', 'it names no file inside the folder'],
  ['a folder', 'sub', 'it is no file'],
  ['nothing', 'gone.csv', 'there is no such file'],
  ['a file as a folder', 'start.csv/x.csv', 'it lies in no folder'],
  ['a spreadsheet', 'start.xlsx', 'a spreadsheet is not read'],
])('%s is refused by line, and nothing is written', async (_, file, reason) => {
  const cwd = lakeFolder();
  writeFileSync(join(cwd, 'secret.csv'), 'secret,42\n');
  symlinkSync(join(cwd, 'secret.csv'), join(cwd, 'data/link.csv'));
  symlinkSync(join(cwd, 'data'), join(cwd, 'data/linked'));
  symlinkSync(join(cwd, 'levels.tab'), join(cwd, 'data/levels.tab'));
  writeFileSync(join(cwd, 'lake.mdl'), LAKE.replace('start.csv', file));
  const { code, stderr } = await lake(cwd, '-o', 'lake.yaml');
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining(`lake.mdl:5: ${file}: ${reason}`) as string,
  ]);
  expect(existsSync(join(cwd, 'lake.yaml'))).toBe(false);
});

test('a folder that is not there is said', async () => {
  const cwd = createFolder({ 'lake.mdl': LAKE });
  const { code, stderr } = await lake(cwd, '-o', 'lake.yaml');
  expect([code, stderr]).toEqual([
    5,
    expect.stringContaining('--data data: the folder cannot') as string,
  ]);
});
