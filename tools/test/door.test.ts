import { expect, test } from 'vitest';
import { GOLDEN, namesOf, readDoors } from '../doors.mjs';
import { readJson } from '../workspace.mjs';

const doors = readDoors();
const accepted: Record<string, string[]> = readJson(GOLDEN);
const names = Object.keys(doors);

/** Packages that came after the budget of the public names was set. */
const LATER = new Set([
  '@pulse-stream/experiment',
  '@pulse-stream/formats',
  '@pulse-stream/model-import',
  '@pulse-stream/review',
  '@pulse-stream/jetstream',
  '@pulse-stream/report',
]);

test('every package has a door, and no other door is on record', () => {
  expect(names.length).toBeGreaterThanOrEqual(8);
  expect(Object.keys(accepted)).toEqual(names);
});

test('the public doors have few names, and none of them is behind an inner door as well', () => {
  const inner = readDoors('internal');
  // the packages of the first hour share one budget; each later one has its own
  const later = names.filter((name) => LATER.has(name));
  const first = names.filter((name) => !LATER.has(name));
  expect(first.flatMap((name) => doors[name] ?? []).length).toBeLessThanOrEqual(160);
  for (const name of later) expect(doors[name]?.length).toBeLessThanOrEqual(12);
  for (const name of names) {
    const open = new Set(doors[name]);
    expect(inner[name]?.length).toBeGreaterThan(0);
    expect(inner[name]?.filter((entry) => open.has(entry))).toEqual([]);
  }
});

test.each(names)('%s exports what is on record; a change is accepted by a person', (name) => {
  expect(doors[name]).toEqual(accepted[name]);
  expect(doors[name]?.length).toBeGreaterThan(0);
});

test.each(names)(
  '%s: the values of its door are there at run time, and no others',
  async (name) => {
    const module: object = await import(/* @vite-ignore */ name);
    const values = doors[name]?.filter((entry) => !entry.startsWith('type ')) ?? [];
    expect(Object.keys(module).toSorted()).toEqual(values);
  },
);

test.each([
  "export * from './a.ts';",
  "export * as a from './a.ts';",
  'export const a = 1;',
  'export default 1;',
])('a door that does not list its names is an error: %s', (text) => {
  expect(() => namesOf(text)).toThrow('lists the names');
});

test('names are sorted, types are marked, renames count', () => {
  const text = "export { c, a as b, type D } from './a.ts';\nexport type { A } from './b.ts';";
  expect(namesOf(text)).toEqual(['b', 'c', 'type A', 'type D']);
});
