import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFolder, readResults, runCommand, toLines } from './command.ts';

const stdin = toLines([{ members: 1 }]);
const turnsOf = (stdout: string) => readResults(stdout)[0]?.run.turns;

test('flags win over the environment, the environment over the file, the file over defaults', async () => {
  const cwd = createFolder({ 'pulse.config.yaml': 'turns: 4\nseed: from-file\n' });
  const env = { PULSE_TURNS: '3' };
  expect(turnsOf((await runCommand([], { stdin })).stdout)).toBe(1);
  expect(turnsOf((await runCommand([], { stdin, cwd })).stdout)).toBe(4);
  expect(turnsOf((await runCommand([], { stdin, cwd, env })).stdout)).toBe(3);
  expect(turnsOf((await runCommand(['--turns=2'], { stdin, cwd, env })).stdout)).toBe(2);
});

test('--print-config repeats no password', async () => {
  const env = { PULSE_ENGINE: 'nats://me:hunter2@localhost:1,tls://you:hunter3@b' };
  const { code, stdout } = await runCommand(['--print-config'], { env });
  expect(code).toBe(0);
  expect(stdout).toContain('"nats://…@localhost:1,tls://…@b"');
  expect(stdout).not.toContain('hunter');
});

test('--print-config says every setting and where it comes from, and runs nothing', async () => {
  const cwd = createFolder({ 'pulse.config.json': '{"turns": 4, "gravity_lambda": 0.5}' });
  const env = { PULSE_SEED: 'night' };
  const { code, stdout } = await runCommand(['--print-config', '--members', '9'], { cwd, env });
  expect(code).toBe(0);
  expect(stdout).toContain('turns: 4  # pulse.config.json: turns\n');
  expect(stdout).toContain('gravity_lambda: 0.5  # pulse.config.json: gravity_lambda\n');
  expect(stdout).toContain('seed: "night"  # PULSE_SEED\n');
  expect(stdout).toContain('members: 9  # --members\n');
  expect(stdout).toContain('crn: default  # set with --crn or PULSE_CRN\n');
});

test('files named in a settings file lie beside it', async () => {
  const folder = createFolder();
  mkdirSync(join(folder, 'conf'));
  writeFileSync(join(folder, 'conf/h.csv'), 'turn,hope\n1,0.3\n2,0.4\n');
  writeFileSync(join(folder, 'conf/my.yaml'), 'observations: { h: h.csv }\nerrors: bad.jsonl\n');
  const lines = toLines([{ members: 1, observations: { dataset: 'h' } }]);
  const { code } = await runCommand(['--config', 'conf/my.yaml'], { cwd: folder, stdin: lines });
  expect(code).toBe(0);
});

test('what is not a setting is refused with the nearest one: one line, exit 2', async () => {
  const file = createFolder({ 'pulse.config.yaml': 'trns: 4\n' });
  const cases: [string[], { cwd?: string; env?: Record<string, string> }, RegExp][] = [
    [['--turnz', '4'], {}, /unknown flag --turnz \(did you mean "--turns"\?\)/],
    [[], { env: { PULSE_TRUNS: '4' } }, /PULSE_TRUNS is not a setting.*"PULSE_TURNS"/],
    [
      [],
      { cwd: createFolder({ 'pulse.config.yaml': 'turns: 5\n', 'pulse.config.json': '{}' }) },
      /settings files pulse\.config\.yaml and pulse\.config\.json \(keep one, or name it by --config\)/,
    ],
    [[], { cwd: file }, /pulse\.config\.yaml: "trns" is not a setting.*"turns"/],
    [['--turns', 'four'], {}, /--turns: needs a number, not "four"/],
    [['--turns', '1.5'], {}, /--turns: needs a whole number/],
    [['--turns', '0'], {}, /--turns: needs a number between 1 and 100000/],
    [['--turns'], {}, /--turns needs a value/],
    [['--turns', '1', '--turns', '2'], {}, /--turns is given twice/],
    [['--crn=yes'], {}, /--crn takes no value/],
    [['--trace', 'ful'], {}, /--trace: is none or summary or full.*"full"/],
    [['--observations', 'file.csv'], {}, /--observations: needs NAME=FILE/],
    [['-m', 'puls'], {}, /there is no model "puls" \(did you mean "pulse"\?\)/],
    [['--config', 'missing.yaml'], {}, /missing\.yaml: the settings file cannot be read/],
    [['vaidate'], {}, /cannot read vaidate.*"validate"/],
  ];
  for (const [args, options, message] of cases) {
    const { code, stdout, stderr } = await runCommand(args, { stdin, ...options });
    expect(stderr.trim(), args.join(' ')).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
    expect(code, args.join(' ')).toBe(/cannot (be )?read/.test(stderr) ? 5 : 2);
  }
});

test.each([
  ['yaml', 'seed: !!js x\n', '1:7: tags are not allowed here'],
  ['yaml', 'seed: [1\n', '2:1: the indentation does not fit, or a bracket is not closed'],
  ['yaml', 'seed: *none\n', '1:7: no anchor "&none" comes before this alias'],
  ['yaml', 'seed: 1\n\nseed: 2\n', '3:1: "seed" is given twice, first in line 1'],
  ['json', '{"seed":1,\n "seed":2}', '2:2: "seed" is given twice, first in line 1'],
  ['json', '{"seed":1,}', '1:11: a comma before "}" is one too many'],
])('a settings file pulse.config.%s with %j is refused at its place', async (kind, text, said) => {
  const cwd = createFolder({ [`pulse.config.${kind}`]: text });
  const { code, stderr } = await runCommand([], { stdin: '{}', cwd });
  expect([code, stderr]).toEqual([2, `pulse-stream: pulse.config.${kind}:${said}\n`]);
});

test('a settings file of comments says nothing', async () => {
  const cwd = createFolder({ 'pulse.config.yaml': '# seed: 1\n\n' });
  expect((await runCommand(['--print-config'], { cwd })).code).toBe(0);
});

test('every flag that is a setting is shown by --print-config, under its setting name', async () => {
  const { FLAGS } = await import('../src/flags/flag-table.ts');
  const { stdout: printed } = await runCommand(['--print-config']);
  expect(FLAGS.length).toBeGreaterThan(40);
  for (const { name, setting } of FLAGS) {
    expect(
      printed.includes(`\n${name.replaceAll('-', '_')}: `) || printed.startsWith(`${name}:`),
    ).toBe(setting !== false);
  }
});

test('the version is that of the package', async () => {
  const { default: manifest } = await import('../package.json', { with: { type: 'json' } });
  const { VERSION } = await import('../src/terminal/version.ts');
  expect(VERSION).toBe(manifest.version);
});
