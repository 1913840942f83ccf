import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFolder, runCommand, toLines } from './command.ts';

const HISTORY = 'date,hope,rage\n2020-01,0.5,0.4\n2020-02,0.52,0.41\n2020-03,0.54,0.42\n';
const SCENARIO = {
  turns: 3,
  members: 40,
  observations: { dataset: 'survey' },
  forecast: { targets: ['hope', 'rage'], horizons: [1, 3], quantiles: [0.1, 0.5, 0.9] },
};

/** Forecasts from the history, and what came later. */
async function issue(later: string) {
  const folder = createFolder({ 'h.csv': HISTORY, 'later.csv': HISTORY + later });
  const { stdout } = await runCommand(['--observations', 'survey=h.csv'], {
    cwd: folder,
    stdin: toLines([SCENARIO]),
  });
  writeFileSync(join(folder, 'out.jsonl'), stdout);
  const score = (...args: string[]) => runCommand(['score', ...args], { cwd: folder });
  return { folder, stdout, score };
}

const readLines = (text: string): Record<string, unknown>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line));

test('--by, --relative-to and --scale tell apart, compare and take logarithms', async () => {
  const { folder, score, stdout } = await issue(
    '2020-04,0.6,0.43\n2020-05,0.4,\n2020-06,0.5,0.4\n',
  );
  const flags = ['out.jsonl', '--observations=later.csv', '--by', 'horizon', '--by=meta.place'];
  const { stdout: text } = await score(...flags, '--format=ndjson', '--relative-to=out.jsonl');
  const [first, second, all] = readLines(text);
  expect(first).toMatchObject({ by: { horizon: 1, 'meta.place': null }, n: 2, n_relative: 2 });
  expect(second).toMatchObject({ by: { horizon: 3, 'meta.place': null }, n: 2 });
  // against itself, and both targets have no unit
  expect(all).toMatchObject({ target: '*', horizon: '*', ae: null, relative_ae: null, n: 4 });
  const byTarget = await score(
    'out.jsonl',
    '--observations=later.csv',
    '--by=target',
    '--relative-to=out.jsonl',
    '--scale=log',
  );
  expect(byTarget.stdout).toMatch(/^target +n +error +wis .* rel\. error +rel\. wis$/m);
  expect(byTarget.stdout).toMatch(/^hope +2 .* 1 +1$/m);
  expect(byTarget.stdout).toMatch(/^all +4 .* 1 +1$/m);
  expect(byTarget.stdout).toContain('\nScores are of ln(1 + x), x in the unit of the target');
  expect(byTarget.stdout).not.toContain('Scores are in the unit of the target');
  writeFileSync(
    join(folder, 'other.jsonl'),
    stdout.replaceAll('"dataset":"survey"', '"dataset":"x"'),
  );
  const unknown = await score(
    'out.jsonl',
    '--observations=survey=later.csv',
    '--relative-to=other.jsonl',
  );
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toMatch(
    /--relative-to other\.jsonl: none of its forecasts could be verified/,
  );
  const typo = await score('out.jsonl', '--observations=later.csv', '--by=targt');
  expect([typo.code, typo.stderr]).toEqual([2, expect.stringMatching(/by: "targt" .*"target"/)]);
});
