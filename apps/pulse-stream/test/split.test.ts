import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFolder, readResults, runCommand, toLines } from './command.ts';

const MODEL =
  'name: flu\ntime_unit: week\nmembers: 20\nslots:\n  value: { kind: variable, initial: 0, noise: 1 }\n';
const PLACES = ['US', '06'] as const;
const row = (place: string, week: number) =>
  `${place},2024-W${String(week).padStart(2, '0')},${place.length * week}`;
/** Weeks 1 to `last` of every place, one place below the other. */
const longOf = (last: number) =>
  `location,date,value\n${PLACES.flatMap((place) =>
    Array.from({ length: last }, (_, at) => row(place, at + 1)),
  ).join('\n')}\n`;
const scenarioOf = (place: string) => ({
  turns: 2,
  observations: { dataset: `flu.${place}` },
  forecast: { quantiles: [0.1, 0.5, 0.9] },
});

test('places of one long file are forecast each from its own rows, and scored by location', async () => {
  const cwd = createFolder({ 'm.yaml': MODEL, 'h.csv': longOf(30), 'later.csv': longOf(32) });
  const flags = ['-m', 'm.yaml', '--observations', 'flu=h.csv', '--split', 'location'];
  const { stdout } = await runCommand(flags, { cwd, stdin: toLines(PLACES.map(scenarioOf)) });
  const origins = readResults(stdout).map(({ forecast }) => forecast.origin);
  expect(origins).toEqual(
    PLACES.map((place) => ({ dataset: `flu.${place}`, label: '2024-W30', row: 29 })),
  );
  writeFileSync(join(cwd, 'out.jsonl'), stdout);
  const scored = await runCommand(
    [
      'score',
      'out.jsonl',
      '--observations=flu=later.csv',
      '--split=location',
      '--by=location',
      '--format=ndjson',
    ],
    { cwd },
  );
  const lines = scored.stdout
    .trimEnd()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line));
  expect(lines.map(({ by, n }) => [by, n])).toEqual([
    [{ location: '06' }, 2],
    [{ location: 'US' }, 2],
    [undefined, 4],
    [undefined, undefined],
  ]);
});

test.each([
  ['no such column', ['--observations', 'flu=h.csv', '--split', 'place'], /no file of --obs/],
  ['no name', ['--observations', 'h.csv', '--split', 'location'], /NAME=(FILE|h\.csv)/],
  [
    'a name that is taken',
    ['--observations', 'flu=h.csv', '--observations', 'flu.US=one.csv', '--split', 'location'],
    /--split location: two datasets would be "flu\.US"/,
  ],
  ['no file', ['--split', 'location'], /--split location needs --observations/],
])('a split of %s is refused before the first line, exit 2', async (_, flags, message) => {
  const one = 'date,value\n2024-W01,1\n';
  const cwd = createFolder({ 'm.yaml': MODEL, 'h.csv': longOf(3), 'one.csv': one });
  const ran = await runCommand(['-m', 'm.yaml', ...flags], { cwd, stdin: '{}' });
  expect([ran.code, ran.stdout, ran.stderr]).toEqual([2, '', expect.stringMatching(message)]);
});

test.each([['--time', 'month'], ['--ignore-columns']])(
  '%s without a file of histories would change nothing and is refused',
  async (...flags) => {
    const ran = await runCommand(flags, { stdin: '{"turns":1}' });
    expect([ran.code, ran.stdout, ran.stderr]).toEqual([
      2,
      '',
      expect.stringContaining(`${flags.join(' ')} needs --observations NAME=FILE`),
    ]);
  },
);
