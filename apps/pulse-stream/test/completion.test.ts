import { expect, test } from 'vitest';
import { COMMAND_WORDS } from '../src/flags/command-help.ts';
import { COMMAND_NAMES, flagOf } from '../src/flags/flag.ts';
import { FLAGS } from '../src/flags/flag-table.ts';
import { SHIPPED_MODELS } from '../src/catalog/shipped-models.ts';
import { completeWords } from '../src/shell/complete-words.ts';
import { createFolder, runCommand } from './command.ts';

const wordsOf = async (...line: string[]) =>
  (await completeWords(line)).words.map(([word]) => word);

test('every flag of a command is completed, with what its help says, and no other', async () => {
  for (const name of COMMAND_NAMES) {
    const own = FLAGS.filter(({ commands }) => commands.includes(name));
    const { words, paths } = await completeWords([name, '--']);
    expect(words, name).toEqual(
      own.map((flag) => [`--${flag.name}`, flagOf(flag, name).description]),
    );
    expect([words.length > 5, paths]).toEqual([true, undefined]);
  }
});

test('every choice of every flag is completed, behind a space and behind =', async () => {
  let seen = 0;
  for (const name of COMMAND_NAMES)
    for (const flag of FLAGS.filter(({ commands }) => commands.includes(name))) {
      const { choices } = flagOf(flag, name);
      if (choices === undefined) continue;
      expect(await wordsOf(name, `--${flag.name}`, '')).toEqual(choices);
      expect(await wordsOf(name, `--${flag.name}=`)).toEqual(
        choices.map((choice) => `--${flag.name}=${choice}`),
      );
      seen += choices.length;
    }
  expect(seen).toBeGreaterThan(40);
});

test('every command and every word after one is completed', async () => {
  expect(await wordsOf('')).toEqual(COMMAND_NAMES);
  expect(await wordsOf('help', '')).toEqual(COMMAND_NAMES);
  for (const [command, words] of Object.entries(COMMAND_WORDS)) {
    expect(await wordsOf(command, '')).toEqual(words);
    expect(await wordsOf('help', command, '')).toEqual(words);
    expect(await wordsOf('-q', command, '--log-format', 'json', '')).toEqual(words);
  }
});

test.each<[string[], string[], 'files' | 'folders' | undefined]>([
  [['-m', 'si'], ['sir'], 'files'],
  [['-qm', 'si'], ['sir'], 'files'],
  [['--model=si'], ['--model=sir'], 'files'],
  [['model', 'show', 'predator'], ['predator-prey'], 'files'],
  [['model', 'check', './m'], [], 'files'],
  [['model', 'import', ''], [], 'files'],
  [['model', 'import', '--data', ''], [], 'folders'],
  [['model', 'new', ''], [], undefined],
  [['--gravity-state', ''], [], 'files'],
  [['sens'], ['sensitivity'], undefined],
  [['scenarios.nd'], [], 'files'],
  [['diff', 'a.jsonl', ''], [], 'files'],
  [['learn', ''], [], undefined],
  [['--turns', ''], [], undefined],
  [['run', '-q', '--resum'], ['--resume'], undefined],
  [['run', '--resume', '--resum'], [], undefined],
  [['run', '-o', 'a', '--outpu'], ['--output'], undefined],
  [['learn', '-o', 'a', '--outpu'], [], undefined],
  [['--', '--tur'], [], 'files'],
  [['--oops', '--tur'], ['--turns'], undefined],
  [['-j', ''], ['auto'], undefined],
  [['model', 'list', '--dat'], [], undefined],
  [['model', 'import', 'x.mdl', '--dat'], ['--data'], undefined],
])('%j is completed by %j, and %s', async (line, words, paths) => {
  expect(await wordsOf(...line)).toEqual(words);
  expect((await completeWords(line)).paths).toBe(paths);
});

test('datasets are those that the series of the model name, shipped or of a file', async () => {
  const cwd = createFolder({
    'lake.yaml':
      'series:\n  rain: { dataset: weather }\n  sun: { "dataset": "weather" }\n  price:\n    dataset: prices\n',
  });
  const ask = async (...line: string[]) =>
    (await runCommand(['complete', '--', ...line], { cwd })).stdout;
  expect(await ask('-m', 'reservoir', '--observations', '')).toBe(
    'inflow=\ta dataset of the model\n:files\n',
  );
  expect(await ask('-m', 'lake.yaml', '--observations', 'w')).toBe(
    'weather=\ta dataset of the model\n:files\n',
  );
  expect(await ask('-m', 'lake.yaml', '--observations=p')).toBe(
    '--observations=prices=\ta dataset of the model\n:files\n',
  );
  for (const line of [
    ['-m', 'none.yaml', '--observations', ''],
    ['--observations', ''],
    ['-m', 'lake.yaml', '--observations', 'weather='],
  ])
    expect(await ask(...line)).toBe(':files\n');
});

test('a key that is pressed says nothing but what fits, whatever stands around', async () => {
  const cwd = createFolder({ 'pulse.config.yaml': 'oops: [' });
  for (const line of [[], [''], ['-m'], ['\u0000'], ['--turns', 'x', '--'], ['complete', '']]) {
    const { code, stderr } = await runCommand(
      ['complete', '--', ...line].map((word) => word.replaceAll('\u0000', '?')),
      { cwd },
    );
    expect([code, stderr]).toEqual([0, '']);
  }
  expect(SHIPPED_MODELS.size).toBeGreaterThan(5);
});

test.each([
  [[], 'completion needs the name of one shell (bash, zsh, fish)'],
  [['bsh'], 'completion needs the name of one shell (did you mean "bash"?)'],
  [['bash', 'zsh'], 'completion needs the name of one shell (bash, zsh, fish)'],
  [['powershell'], 'completion needs the name of one shell (bash, zsh, fish)'],
])('completion %j says which shells there are', async (words, message) => {
  const { code, stdout, stderr } = await runCommand(['completion', ...words]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
});
