import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { createFolder } from './command.ts';

// Real shells at a terminal (`script` lends one): keys are typed, the tab key among them, and what
// the command is then called with is looked at.
const SHIM = join(import.meta.dirname, '../bin/pulse-stream.js');

/** How a shell is started without anybody's settings, and how the script gets in. */
const WAYS = {
  bash: {
    start: 'bash --norc --noprofile -i',
    setUp: ['source <(pulse-stream completion bash)'],
  },
  zsh: {
    start: 'zsh -f -i',
    setUp: ['autoload -U compinit; compinit -u -D', 'source <(pulse-stream completion zsh)'],
  },
  'zsh by its path of functions': {
    start: 'zsh -f -i',
    setUp: [
      'pulse-stream completion zsh > functions/_pulse-stream; fpath=($PWD/functions $fpath)',
      'autoload -U compinit; compinit -u -D',
    ],
  },
  fish: {
    start: 'fish --no-config -i',
    setUp: ['pulse-stream completion fish | source'],
  },
};
const program = (start: string): string => start.split(' ')[0] ?? '';
const isThere = (start: string): boolean =>
  spawnSync(program(start), ['--version']).error === undefined;
/** All of them where the main branch is guarded (.ci/run installs them), elsewhere those that are there. */
const SHELLS = Object.entries(WAYS).filter(
  ([, { start }]) => process.env['CI'] !== undefined || isThere(start),
);

/** What is typed, and what it becomes when the tab key was pressed at its end. */
const TYPED: readonly (readonly [string, readonly string[]])[] = [
  ['sensit', ['sensitivity']],
  ['design lhs --maxi', ['design', 'lhs', '--maximin']],
  ['--format=par', ['--format=parquet']],
  ['-m si', ['-m', 'sir']],
  ['-m lak', ['-m', 'lake.yaml']],
  ['-m reservoir --observations in', ['-m', 'reservoir', '--observations', 'inflow=']],
  [
    '-m reservoir --observations in\this',
    ['-m', 'reservoir', '--observations', 'inflow=history.csv'],
  ],
  ['--observations=flu=my', ['--observations=flu=my file.csv']],
  ['validate --strict my', ['validate', '--strict', 'my file.csv']],
  ['model import --data su', ['model', 'import', '--data', 'sub']],
  ['--turns su', ['--turns', 'su']],
];

/** A command that says what it was called with, unless the shell asks it. */
function prepare(): { readonly cwd: string; readonly PATH: string } {
  const cwd = createFolder({ 'history.csv': '', 'my file.csv': '', 'lake.yaml': '' });
  for (const folder of ['bin', 'functions', 'sub']) mkdirSync(join(cwd, folder));
  const command = join(cwd, 'bin/pulse-stream');
  writeFileSync(
    command,
    `#!/bin/sh
if [ "$1" = complete ] || { [ "$1" = completion ] && [ "$#" = 2 ] && [ "$ASKS" = 1 ]; }; then exec "${process.execPath}" "${SHIM}" "$@"; fi
printf 'called'; printf '<%s>' "$@"; echo
`,
  );
  chmodSync(command, 0o755);
  return { cwd, PATH: `${join(cwd, 'bin')}${delimiter}${process.env['PATH'] ?? ''}` };
}

/** Types lines at a terminal and gives what it showed. */
function type(start: string, lines: readonly string[]): Promise<string> {
  const { cwd, PATH } = prepare();
  const env = { PATH, HOME: cwd, TERM: 'dumb', ASKS: '1' };
  const terminal = spawn('script', ['-qec', start, '/dev/null'], { cwd, env });
  let shown = '';
  terminal.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString('utf8')));
  terminal.stdin.write(lines.map((line) => `${line}\r`).join(''));
  return new Promise((resolve, reject) => {
    terminal.on('error', reject);
    terminal.on('close', () => resolve(shown));
  });
}

test('a shell is there', () => {
  expect(SHELLS.map(([name]) => name)).toContain('bash');
});

test.each(SHELLS)(
  '%s completes what is typed',
  async (_, { start, setUp }) => {
    const unset = program(start) === 'fish' ? 'set -e ASKS' : 'unset ASKS';
    const shown = await type(start, [
      ...setUp,
      unset,
      ...TYPED.map(([typed]) => `pulse-stream ${typed}\t`),
      'exit',
    ]);
    const called = [...shown.matchAll(/called((?:<[^>]*>)*)/g)].map(([, words = '']) =>
      [...words.matchAll(/<([^>]*)>/g)].map(([, word = '']) => word.replace(/\/$/, '')),
    );
    expect(called, shown).toEqual(TYPED.map(([, words]) => words));
  },
  600_000,
);
