import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFolder, readResults, runCommand } from './command.ts';

const SIR = `{UTF-8}
Infectious = INTEG(Catching Cold - Getting Well, 5) ~ People ~ |
Well Again = INTEG(Getting Well, 0) ~ People ~ |
Healthy = INTEG(-Catching Cold, Population) ~ People ~ |
Catching Cold = Healthy * Infectious / Population * Infectivity ~ People/Day ~ |
Getting Well = Infectious / Duration ~ People/Day ~ |
Infectivity = 0.3 ~ 1/Day ~ |
Duration = 5 ~ Day ~ |
Population = 1000 ~ People ~ |
INITIAL TIME = 0 ~ Day ~ |
FINAL TIME = 60 ~ Day ~ |
TIME STEP = 0.25 ~ Day ~ |
SAVEPER = 1 ~ Day ~ |
`;

/** Days of an epidemic that spreads a little slower than the model says. */
function observed(names = 'infectious,healthy'): string {
  let [healthy, infectious] = [1000, 5];
  const rows = Array.from({ length: 60 }, (_, day) => {
    const counted = infectious * (1 + 0.05 * Math.sin(12.9898 * day * day));
    const row = `${new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10)},${counted.toFixed(2)},${healthy.toFixed(2)}`;
    const caught = (0.28 * healthy * infectious) / 1000;
    infectious += caught - infectious / 5.5;
    healthy -= caught;
    return row;
  });
  return `day,${names}\n${rows.join('\n')}\n`;
}

async function importedFolder(): Promise<string> {
  const cwd = createFolder({
    'sir.mdl': SIR,
    'days.csv': observed(),
    'theirs.csv': observed('Infectious,healthy'),
  });
  const made = await runCommand(['model', 'import', 'sir.mdl', '-o', 'sir.yaml', '-q'], { cwd });
  expect(made).toMatchObject({ code: 0, stderr: '' });
  return cwd;
}

const OBSERVED = ['-m', 'sir.yaml', '--observations', 'days=days.csv'];
const HISTORY = ['-m', 'sir.yaml', '--observations', 'days.csv'];

test('an imported model is checked, drawn and attributed by the names of its flows', async () => {
  const cwd = await importedFolder();
  const checked = await runCommand(['model', 'check', 'sir.yaml'], { cwd });
  expect(checked.stdout).toContain('3 slots, 2 values, 2 rules');
  const line = {
    turns: 30,
    members: 50,
    params: { infectivity: { normal: [0.3, 0.02] }, duration: { uniform: [4, 6] } },
  };
  const run = await runCommand(['-m', 'sir.yaml', '-q'], {
    cwd,
    stdin: `${JSON.stringify(line)}\n`,
  });
  const [result] = readResults(run.stdout);
  const { sd } = result?.forecast?.targets['infectious'] ?? {};
  expect(sd?.at(-1)).toBeGreaterThan(1);
  const parts = result?.forecast?.attribution['infectious'];
  expect(JSON.stringify(parts)).toContain('"rule.catching_cold"');
  expect(JSON.stringify(parts)).toContain('"rule.getting_well"');
});

test('it learns from observations by its names, and judges its flows', async () => {
  const cwd = await importedFolder();
  const learned = await runCommand(['learn', ...HISTORY, '-o', 'state.json'], { cwd });
  expect(learned).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('catching_cold') as string,
  });
  // names of the other program are not guessed: the nearest one of the model is said
  const theirs = await runCommand(
    ['learn', '-m', 'sir.yaml', '--observations', 'theirs.csv', '-o', 'x.json'],
    { cwd },
  );
  expect(theirs.code).toBe(2);
  expect(theirs.stderr).toContain(
    'column "Infectious" is not a slot of model sir (did you mean "infectious"?',
  );
});

test('it is backtested, and its forecasts are scored', async () => {
  const cwd = await importedFolder();
  const flags = ['--horizon', '3', '--warmup', '30', '--members', '20', '--format', 'ndjson', '-q'];
  const tested = await runCommand(['backtest', ...HISTORY, ...flags], { cwd });
  expect([tested.code, tested.stderr]).toEqual([0, '']);
  expect(tested.stdout).toContain('"target":"infectious"');
  const line = { turns: 5, members: 50, observations: { dataset: 'days', until: '2024-02-10' } };
  const run = await runCommand(['run', ...OBSERVED, '-q', '-o', 'out.jsonl'], {
    cwd,
    stdin: `${JSON.stringify(line)}\n`,
  });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  const scored = await runCommand(['score', 'out.jsonl', ...OBSERVED], { cwd });
  expect(scored.code).toBe(0);
  expect(scored.stdout).toContain('infectious');
});

test('its parameters are swept by a design, and a report draws it by its own names', async () => {
  const cwd = await importedFolder();
  const swept = ['--var', 'params.infectivity=0.2..0.4', '--var', 'params.duration=3..7'];
  const designed = await runCommand(
    ['design', 'lhs', '-n', '20', '--seed', '1', '-m', 'sir.yaml', ...swept, '-o', 'varied.ndjson'],
    { cwd },
  );
  expect(designed.code).toBe(0);
  // a name of the other program is none of the model
  const theirs = await runCommand(
    ['design', 'lhs', '-n', '2', '-m', 'sir.yaml', '--var', 'params.Infectivity=0.2..0.4'],
    { cwd },
  );
  expect([theirs.code, theirs.stderr]).toEqual([
    2,
    expect.stringContaining('infectivity') as string,
  ]);
  const run = await runCommand(
    ['-m', 'sir.yaml', 'varied.ndjson', '--turns', '20', '-q', '-o', 'varied.jsonl'],
    { cwd },
  );
  expect(run.code).toBe(0);
  const ranked = await runCommand(['sensitivity', 'varied.jsonl', '--outcome', 'infectious@20'], {
    cwd,
  });
  expect(ranked.stdout).toMatch(/params\.infectivity +0\.[5-9]/);
  const report = await runCommand(['report', 'varied.jsonl', '-o', 'report.html'], { cwd });
  expect(report.code).toBe(0);
  const page = readFileSync(join(cwd, 'report.html'), 'utf8');
  const names = [
    'infectious',
    'healthy',
    'well_again',
    'People',
    'params.duration',
    'catching_cold',
  ];
  expect(names.filter((name) => !page.includes(name))).toEqual([]);
});
