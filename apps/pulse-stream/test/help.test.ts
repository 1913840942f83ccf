import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACTION_HELP } from '../src/flags/action-help.ts';
import { COMMAND_HELP, COMMAND_WORDS } from '../src/flags/command-help.ts';
import { COMMAND_NAMES, READERS, FLAG_GROUPS, type CommandName } from '../src/flags/flag.ts';
import { FLAGS } from '../src/flags/flag-table.ts';
import { createFolder, runCommand, toLines } from './command.ts';

const REPOSITORY = join(import.meta.dirname, '../../..');
const SHIM = join(import.meta.dirname, '../bin/pulse-stream.js');
const ROWS = 120;

const row = (turn: number): string =>
  `${turn},${(0.8 * turn + 2 * Math.sin(13 * turn * turn)).toFixed(3)}`;
const rows = (count: number): string =>
  `turn,level\n${Array.from({ length: count }, (_, turn) => row(turn)).join('\n')}\n`;

/** The files that the examples name, as a user would have them. */
const FILES = {
  'scenarios.ndjson': toLines([
    { id: 'a', turns: 2, members: 5 },
    { id: 'b', members: 5 },
  ]),
  'more.ndjson': toLines([{ id: 'c', members: 5 }]),
  'lake.yaml':
    'name: lake\nmembers: 20\nslots:\n  level: { kind: variable, initial: 0, noise: 1 }\n',
  'tea.mdl': `{UTF-8}
Temperature = INTEG(-Heat Loss, 180) ~ Degrees ~ Of the tea. |
Heat Loss = (Temperature - 70) / 10 ~ Degrees/Minute ~ |
INITIAL TIME = 0 ~ Minute ~ |
FINAL TIME = 2 ~ Minute ~ |
TIME STEP = 1 ~ Minute ~ |
SAVEPER = TIME STEP ~ Minute ~ |
`,
  'history.csv': rows(ROWS),
  'later.csv': rows(ROWS + 5),
};

/** Runs a line as a person types it, with the built command on the path. */
function shell(
  line: string,
  cwd: string,
): { status: number | null; stdout: string; stderr: string } {
  const bin = join(cwd, 'bin');
  mkdirSync(bin, { recursive: true });
  if (!existsSync(join(bin, 'pulse-stream'))) symlinkSync(SHIM, join(bin, 'pulse-stream'));
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('PULSE_')),
  );
  const { PATH = '' } = env;
  return spawnSync('bash', ['-o', 'pipefail', '-c', line], {
    cwd,
    encoding: 'utf8',
    env: { ...env, PATH: `${bin}${delimiter}${PATH}` },
  });
}

const made = mkdtempSync(join(tmpdir(), 'pulse-stream-help-'));
afterAll(() => rmSync(made, { recursive: true, force: true }));
beforeAll(() => {
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(made, name), text);
  const lines = [
    'pulse-stream -q scenarios.ndjson -o out.jsonl',
    'pulse-stream -q -m lake.yaml scenarios.ndjson -o lake.jsonl',
    'pulse-stream design lhs -q -n 30 --var hope=0..1 --var rage=0..1 | pulse-stream -q --turns 5 --members 5 -o varied.jsonl',
    'pulse-stream -q scenarios.ndjson --seed 2 -o other.jsonl',
    `echo '{"turns":3,"observations":{"dataset":"lake"}}' | pulse-stream -q -m lake.yaml --observations lake=history.csv -o issued.jsonl`,
  ];
  for (const line of lines)
    if (shell(line, made).status !== 0) throw new Error(`the files were not made: ${line}`);
}, 120_000);

const EXAMPLES = [
  ...COMMAND_NAMES.map((name) => [name, COMMAND_HELP[name]] as const),
  ...ACTION_HELP,
]
  .flatMap(([name, { examples }]) => examples.map((line) => [name, line] as const))
  // those of a cluster are run where its server is: tools/test/cluster.test.ts
  .filter(([, line]) => !line.includes('nats://'));

test.each(EXAMPLES)('the example of %s runs: %s', (name, line) => {
  const folder = createFolder();
  const isOutput = (path: string): boolean => /\/(out\.jsonl.*|bin)$/.test(path);
  cpSync(made, folder, {
    recursive: true,
    filter: (path) => !isOutput(path) || (name !== 'run' && READERS.some((one) => one === name)),
  });
  const { status, stdout, stderr } = shell(line, folder);
  expect([status, stderr], line).toEqual([0, expect.not.stringContaining('internal') as string]);
  const [, file] = / > (\S+)$/.exec(line) ?? [];
  const written = file === undefined ? '' : readFileSync(join(folder, file), 'utf8');
  expect(stdout + stderr + written).not.toBe('');
});

test.each(COMMAND_NAMES)(
  '%s --help has one sentence, its own flags only, and is what help prints',
  async (name) => {
    const { code, stdout } = await runCommand([name, '--help']);
    expect(code).toBe(0);
    expect((await runCommand(['help', name])).stdout).toBe(stdout);
    expect(stdout.startsWith(`${COMMAND_HELP[name].sentence}.\n`)).toBe(true);
    for (const example of COMMAND_HELP[name].examples) expect(stdout).toContain(`\n  ${example}\n`);
    const shown = [...stdout.matchAll(/^ {2}(?:-\w, | {4})--([\w-]+)/gm)].map(([, flag]) => flag);
    const own = FLAG_GROUPS.flatMap((group) =>
      FLAGS.filter((flag) => flag.group === group && flag.commands.includes(name)),
    ).map((flag) => flag.name);
    expect(shown).toEqual(own);
    expect(shown).toContain('help');
  },
);

test('what a command does by a word of its own has help of its own', async () => {
  expect(ACTION_HELP.size).toBeGreaterThan(0);
  for (const [words, { sentence, usage, examples, without = [] }] of ACTION_HELP) {
    const { code, stdout } = await runCommand([...words.split(' '), '--help']);
    expect([code, stdout.startsWith(`${sentence}.\n`)]).toEqual([0, true]);
    expect((await runCommand(['help', ...words.split(' ')])).stdout).toBe(stdout);
    expect(stdout).toContain(`Usage: pulse-stream ${usage} [FLAGS]`);
    for (const example of examples) expect(stdout).toContain(`\n  ${example}\n`);
    for (const flag of without) expect(stdout).not.toContain(`--${flag}`);
  }
});

test.each(
  Object.entries(COMMAND_WORDS).flatMap(([command, words]) => words.map((word) => [command, word])),
)('help %s %s is %s %s --help', async (command, word) => {
  const { code, stdout } = await runCommand(['help', command, word]);
  expect([code, stdout]).toEqual([0, (await runCommand([command, word, '--help'])).stdout]);
});

test('help of a word that no command has names the nearest', async () => {
  for (const [words, said] of [
    [['model', 'imprt'], 'model imprt is not a command (did you mean "import"?)'],
    [['model', 'new', 'x'], 'help needs the name of one command'],
    [['run', 'fast'], 'help needs the name of one command'],
  ] as const) {
    const { code, stderr } = await runCommand(['help', ...words]);
    expect([code, stderr.includes(said)]).toEqual([2, true]);
  }
});

test('where the help says to read on there is something to read', () => {
  let seen = 0;
  for (const { readOn } of [...Object.values(COMMAND_HELP), ...ACTION_HELP.values()]) {
    for (const [page] of readOn.matchAll(/\b(?:docs\/)?[\w-]+\.md\b/g)) {
      expect(existsSync(join(REPOSITORY, page)), page).toBe(true);
      seen += 1;
    }
    for (const [, words = ''] of readOn.matchAll(/(pulse-stream [a-z ]+[a-z])/g))
      expect(shell(words, made).status, words).toBe(0);
  }
  expect(seen).toBeGreaterThan(5);
});

test('a flag of another command is refused by the name of those that have it', async () => {
  const cases: [CommandName, string[], RegExp][] = [
    ['run', ['--horizon', '3'], /run does not use --horizon: it belongs to backtest$/],
    [
      'validate',
      ['--seed', '3'],
      /validate does not use --seed: it belongs to run, retry, demo, backtest, design, sensitivity and lab$/,
    ],
    ['schema', ['--turns', '3'], /schema does not use --turns: it belongs to run, validate, /],
    ['model', ['-o', 'x'], /model list does not use --output: it belongs to model import$/],
    ['retry', ['--resume'], /retry does not use --resume: it belongs to run$/],
  ];
  for (const [command, flags, message] of cases) {
    const { code, stderr } = await runCommand([command, ...flags]);
    expect([code, stderr.trim()], command).toEqual([2, expect.stringMatching(message) as string]);
  }
});

test('help and version are words as well as flags, never files', async () => {
  const overview = (await runCommand(['help'])).stdout;
  expect((await runCommand(['--help'])).stdout).toBe(overview);
  for (const { usage } of Object.values(COMMAND_HELP)) expect(overview).toContain(`  ${usage}`);
  const version = await runCommand(['version']);
  expect(version).toEqual(await runCommand(['--version']));
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  const unknown = await runCommand(['help', 'scor']);
  expect([unknown.code, unknown.stderr]).toEqual([
    2,
    expect.stringContaining('did you mean "score"?') as string,
  ]);
});

test('help needs no settings that can be read', async () => {
  const cwd = createFolder({ 'pulse.config.yaml': 'oops: [' });
  for (const words of [['help'], ['run', '--help'], ['version']])
    expect((await runCommand(words, { cwd })).code).toBe(0);
});
