import { compileModel, reviewModel } from '@pulse-stream/simulator';
import { reviewStep } from '@pulse-stream/simulator/internal';
import { expect, test } from 'vitest';
import { isMap, isPair, isScalar, parse, parseDocument, visit } from 'yaml';
import { starterModel } from '../src/catalog/starter-model.ts';
import { createFolder, readResults, runCommand, toLines } from './command.ts';

/** Maps whose keys are names that the writer of the model chose. */
const NAMING = new Set(['params', 'slots', 'values']);

test('it is checked without a warning and runs, and its draws spread', async () => {
  const { code, stdout } = await runCommand(['model', 'new', 'gadget']);
  expect([code, stdout.replace(/^.*\n/, '')]).toEqual([0, starterModel('gadget')]);
  const cwd = createFolder({ 'gadget.yaml': stdout });
  const checked = await runCommand(['model', 'check', 'gadget.yaml'], { cwd });
  expect(checked).toMatchObject({ code: 0, stderr: '' });
  expect(checked.stdout).toMatch(
    /^gadget\.yaml: model gadget is fine: 2 slots, 2 values, 1 rule, /,
  );
  const run = await runCommand(['-m', 'gadget.yaml'], { cwd, stdin: toLines([{ turns: 24 }]) });
  const [record] = readResults(run.stdout);
  expect([run.code, record?.run.model, record?.warnings]).toEqual([0, 'gadget', []]);
  expect(record?.forecast.targets['users']?.sd?.[1]).toBeGreaterThan(10);
  expect(record?.forecast.events.map(({ name }) => name)).toEqual(['half']);
});

test('it uses what a newcomer needs, and every key has a comment', () => {
  const text = starterModel('gadget');
  const compiled = compileModel(parse(text));
  expect([...reviewModel(compiled), reviewStep(compiled).coarse]).toEqual([null]);
  const { values, paramDraws, events, rules } = compiled;
  expect([values, paramDraws, events].map(({ length }) => length)).toEqual([2, 1, 1]);
  expect(rules.flatMap(({ effects }) => effects.map(({ act }) => act))).toEqual([
    'outflow',
    'inflow',
  ]);
  const lines = text.split('\n');
  const commented = new Set<string>();
  const keys = new Set<string>();
  visit(parseDocument(text), {
    Pair(_, { key }, owners) {
      const owner = owners.findLast(isPair);
      const isName = isScalar(owner?.key) && NAMING.has(String(owner.key.value));
      if (!isScalar(key) || isName || !isMap(owners.at(-1))) return;
      const name = String(key.value);
      const row = text.slice(0, key.range?.[0]).split('\n').length - 1;
      keys.add(name);
      if (/ # ./.test(lines[row] ?? '')) commented.add(name);
    },
  });
  expect(keys.size).toBeGreaterThan(20);
  expect([...commented].toSorted()).toEqual([...keys].toSorted());
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100);
});

test.each([
  'lake-2',
  'true',
  '12',
  'a: b',
  '# no',
  "it's",
  'see {this}',
  ' x',
  'ünï',
  '- y',
  '"q"',
])('the name %s is that of the model', (name) => {
  expect(compileModel(parse(starterModel(name))).model.name).toBe(name);
});

test.each([
  [['gadget.yaml'], 'pulse-stream model new gadget > gadget.yaml'],
  [[''], 'a name of 1 to 128 characters'],
  [['x'.repeat(129)], 'a name of 1 to 128 characters'],
  [['a\nb'], 'none of them a control character'],
  [[], 'model new needs a NAME\n'],
  [['a', 'b'], 'model new takes 1 name'],
])('model new %j says what is wrong', async (names, message) => {
  const { code, stdout, stderr } = await runCommand(['model', 'new', ...names]);
  expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(message)]);
});
