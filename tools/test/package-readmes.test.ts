import { DEFAULT_THRESHOLDS } from '@pulse-stream/forecast';
import { TABLE_FORMATS } from '@pulse-stream/formats/internal';
import { resolveGravityOptions } from '@pulse-stream/gravity';
import { PipelineOptions } from '@pulse-stream/pipeline';
import { GravityOptions } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { readDoors } from '../doors.mjs';
import { readText } from '../workspace.mjs';

const bare = (name: string): string => name.slice(name.indexOf('/') + 1);

// What READMEs say beside their code, which is run: names that are there, defaults that are so.
const inner = readDoors('internal');
const doors = Object.entries(readDoors()).map(
  ([name, door]): [name: string, names: Set<string>] => [
    bare(name),
    new Set([...door, ...(inner[name] ?? [])].map((entry) => entry.replace('type ', ''))),
  ],
);
const readmeOf = (name: string): string => readText(`packages/${name}/README.md`);
const prose = (text: string): string => text.replaceAll(/```[^]*?```/g, '');

/** An example that is longer is a program: it belongs to `examples`, where it has a name and a test. */
const LONGEST_EXAMPLE = 40;

test.each(doors)('%s: no example of its README is longer than forty lines', (name) => {
  const examples = [...readmeOf(name).matchAll(/```\w*\n([^]*?)\n```/g)].map(
    ([, text = '']) => text,
  );
  expect(examples).not.toEqual([]);
  const long = examples.filter((text) => text.split('\n').length > LONGEST_EXAMPLE);
  expect(long).toEqual([]);
});

test('the page of tables names every format that there is, and no other', () => {
  const page = readText('docs/tables.md');
  const named = (pattern: RegExp): string[] =>
    [...page.matchAll(pattern)].map(([, format = '']) => format);
  const suffixes = between(page, 'The suffix says the format', ' are tables');
  expect([...suffixes.matchAll(/`\.(\w+)`/g)].map(([, format]) => format)).toEqual(TABLE_FORMATS);
  expect(named(/`--format ([\w|]+)` wins/g)).toEqual([TABLE_FORMATS.join('|')]);
  expect(named(/`sweep\.failures\.(\w+)`/g)).toEqual(TABLE_FORMATS);
});

/** Methods of what a function of the door returns. */
const METHODS = new Set(['judge', 'locate', 'head']);

test.each(doors)('%s: every function its README names is on one of its doors', (name, door) => {
  const calls = [...prose(readmeOf(name)).matchAll(/`(\w+)\(/g)].map(([, call = '']) => call);
  if (name !== 'worldstate') expect(calls).not.toEqual([]);
  expect(calls.filter((call) => !METHODS.has(call) && !door.has(call))).toEqual([]);
});

test('a table of doors names what the public door has', () => {
  const open = Object.entries(readDoors()).flatMap(([name, door]) => {
    const [, table] = /^\| door .*\n\|[- |]+\n((?:\|.*\n)+)/m.exec(readmeOf(bare(name))) ?? [];
    const names = new Set(door.map((entry) => entry.replace('type ', '')));
    return (table ?? '').split('\n').flatMap((row) =>
      [...(row.split('|')[1] ?? '').matchAll(/`([A-Za-z]\w*)/g)].map(([, said = '']) => ({
        said: `${name}: ${said}`,
        isThere: names.has(said),
      })),
    );
  });
  expect(open.length).toBeGreaterThan(20);
  expect(open.filter(({ isThere }) => !isThere)).toEqual([]);
});

test('worldstate: every name its README lists is on one of its doors', () => {
  const names = new Map(doors).get('worldstate') ?? new Set();
  const [table = ''] = /^\| about[^]*?\n\n/m.exec(readmeOf('worldstate')) ?? [];
  const listed = [...table.matchAll(/`(\w+)`/g)].map(([, listedName]) => listedName);
  expect(listed.length).toBeGreaterThan(30);
  expect(listed.filter((listedName) => !names.has(listedName ?? ''))).toEqual([]);
});

/** The part of a README from one text to another. */
function between(text: string, start: string, end: string): string {
  const from = text.indexOf(start);
  const to = text.indexOf(end, from + 1);
  if (from < 0 || to < 0) throw new Error(`no "${start}" … "${end}"`);
  return text.slice(from, to);
}

/** Options as a README lists them: name, perhaps a second name, perhaps a default. */
const listed = (text: string): [name: string, value: string | undefined][] =>
  [...text.matchAll(/`(\w+)`(?: \(`\w+`\))?(?: (-?[\d.]+(?:e-?\d+)?|true|false)(?![\d.]))?/g)].map(
    ([, name = '', value]) => [name, value],
  );

test.each([
  ['bank', '## Options of method bank', '## Options of method sgd'],
  ['sgd', '## Options of method sgd', '## Health'],
] as const)(
  'gravity: the options of %s in the README are real, with their defaults',
  (method, start, end) => {
    const options = new Map(Object.entries(resolveGravityOptions({ method }, 'turn')));
    const told = listed(between(readmeOf('gravity'), start, end));
    const defaults = told.filter(([, value]) => value !== undefined);
    expect(defaults.length).toBeGreaterThan(5);
    for (const [name, value] of defaults)
      expect([name, String(options.get(name))]).toEqual([name, value]);
    const missing = [...options.keys()].filter((name) => !told.some(([other]) => other === name));
    expect(missing.filter((name) => name !== 'method')).toEqual([]);
  },
);

test('shadow-monitor: the options in the README are options of gravity', () => {
  const told = listed(between(readmeOf('shadow-monitor'), 'Options (part', 'Failure codes'));
  const { shadow_monitor: energy, ...rest } = GravityOptions.shape;
  const known = new Set([
    'gravity',
    'shadow_monitor',
    ...Object.keys(rest),
    ...Object.keys(energy.unwrap().shape),
  ]);
  expect(told.length).toBeGreaterThan(7);
  expect(told.filter(([name]) => !known.has(name))).toEqual([]);
});

test('pipeline: the README lists every option, and no other', () => {
  const text = between(readmeOf('pipeline'), '`PipelineOptions` (', '. `assess: "full"`');
  const told = new Set([...text.matchAll(/`(\w+)`/g)].map(([, name = '']) => name));
  const others = 'PipelineOptions ScenarioLimits Dataset Map loadModel pulse false learn';
  for (const other of others.split(' ')) told.delete(other);
  expect([...told].toSorted()).toEqual(Object.keys(PipelineOptions.shape).toSorted());
});

test('forecast: the thresholds in the README are the defaults', () => {
  const text = between(readmeOf('forecast'), 'Thresholds (', 'Trust label');
  const told = [...text.matchAll(/`(\w+)` [≥≤] (0\.\d+)/g)].map(([, name, value]) => [
    name,
    Number(value),
  ]);
  expect(Object.fromEntries(told)).toEqual(DEFAULT_THRESHOLDS);
});
