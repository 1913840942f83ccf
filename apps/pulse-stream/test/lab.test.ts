import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createFolder, runCommand } from './command.ts';

const DRIVEN = `name: pond
series: { rain: { dataset: weather } }
slots: { level: { kind: variable, initial: 0.5, noise: 0.05 } }
rules: [{ id: fill, effects: [{ target: level, add: 0.1 * (rain - level) }] }]
`;
const PLAIN = 'name: pond\nslots: { level: { kind: variable, initial: 0.5, noise: 0.05 } }\n';
const BROKEN = `name: pond
members: 20
slots: { level: { kind: variable, initial: 0 } }
rules: [{ id: fill, effects: [{ target: level, add: 1 / level }] }]
`;
const WEATHER = Array.from({ length: 60 }, (_, turn) => `${turn},${(7 * turn) % 10}\n`);

test.each([
  ['the dataset of a series', ['-m', 'driven.yaml'], /no dataset is named "weather" \(register/],
  [
    'rows as far as its turns',
    ['-m', 'driven.yaml', '--observations', 'weather=weather.csv', '--turns', '80'],
    /series "rain" has no value/,
  ],
  ['nothing', ['-m', 'driven.yaml', '--observations', 'weather=weather.csv'], null],
  ['nothing', ['-m', 'plain.yaml'], null],
  ['a number to divide by', ['-m', 'broken.yaml'], /fill/],
])('a lab says why what it begins with cannot run: it lacks %s', async (_, flags, lacks) => {
  const cwd = createFolder({
    'driven.yaml': DRIVEN,
    'plain.yaml': PLAIN,
    'broken.yaml': BROKEN,
    'weather.csv': `turn,rain\n${WEATHER.join('')}`,
  });
  const { code, stderr } = await runCommand(['lab', ...flags, '-o', 'lab.html'], { cwd });
  expect(code).toBe(0);
  const [, warning] = /the page begins with a scenario that cannot run: (.*)/.exec(stderr) ?? [];
  if (lacks === null) expect(warning).toBeUndefined();
  else expect(warning).toMatch(lacks);
  // the name of the model, wherever its file lies
  const page = readFileSync(join(cwd, 'lab.html'), 'utf8');
  expect(page).toContain('<title>Lab: pond</title>');
  expect(page).toContain('<h1 id="headline">pond</h1>');
});

test.each([
  ['the rows that it was learned from', 60, '{"turns":12,"seed":0}'],
  ['rows after those', 70, '{"turns":12,"seed":0,"observations":{"dataset":"seen"}}'],
])('a lab of a state begins with what can run, beside %s', async (_, end, scenario) => {
  const table = (from: number, to: number): string =>
    `turn,level\n${Array.from({ length: to - from }, (_row, at) => `${from + at},${(at * 7) % 5}\n`).join('')}`;
  const cwd = createFolder({
    'plain.yaml': PLAIN,
    'old.csv': table(0, 60),
    'seen.csv': end === 60 ? table(0, 60) : table(60, end),
  });
  await runCommand(
    ['learn', '-q', '-m', 'plain.yaml', '--observations', 'seen=old.csv', '-o', 'state.json'],
    { cwd },
  );
  const flags = [
    '--observations',
    'seen=seen.csv',
    '--gravity-state',
    'state.json',
    '--turns',
    '12',
  ];
  const { code, stderr } = await runCommand(
    ['lab', '-m', 'plain.yaml', ...flags, '-o', 'lab.html'],
    { cwd },
  );
  expect([code, stderr]).toEqual([0, 'a lab of pond in lab.html: open it in a browser\n']);
  const page = readFileSync(join(cwd, 'lab.html'), 'utf8');
  const [, packed = ''] = /id="data">([^<]*)</.exec(page) ?? [];
  const data = JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString());
  expect(JSON.stringify(data.scenario)).toBe(scenario);
});
