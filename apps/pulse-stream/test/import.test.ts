import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFolder, runCommand } from './command.ts';

const TEA = `{UTF-8}
Temperature = INTEG(-Heat Loss, 180) ~ Degrees ~ Of the tea. |
Heat Loss = (Temperature - Room) / 10 ~ Degrees/Minute ~ |
Room = 70 ~ Degrees ~ |
INITIAL TIME = 0 ~ Minute ~ |
FINAL TIME = 2 ~ Minute ~ |
TIME STEP = 1 ~ Minute ~ |
SAVEPER = TIME STEP ~ Minute ~ |
`;
const RIGHT = 'Time\tTemperature\n0\t180\n1\t169\n2\t159.1\n';

test('a model is written, verified, checked and run', async () => {
  const cwd = createFolder({ 'tea.mdl': TEA, 'tea.tab': RIGHT });
  const made = await runCommand(
    ['model', 'import', 'tea.mdl', '-o', 'tea.yaml', '--verify', 'tea.tab'],
    { cwd },
  );
  expect(made).toMatchObject({
    code: 0,
    stdout:
      'PASS   Temperature: 0\nPASS: tea.tab: 1 column compared, 0 differ, 0 not in the model\n',
    stderr: expect.stringMatching(
      /^tea\.mdl: its own run has 2 turns: --turns 2\ntea\.mdl: warning: step-coarse/,
    ) as string,
  });
  const checked = await runCommand(['model', 'check', 'tea.yaml'], { cwd });
  // what the import writes is nobody's slip
  expect(checked).toMatchObject({ code: 0, stderr: '' });
  const run = await runCommand(['-m', 'tea.yaml', '-q', '--turns', '2'], {
    cwd,
    stdin: '{"params":{"room":180}}\n',
  });
  expect(run.code).toBe(0);
  expect(run.stdout).toContain('"variables":{"temperature":180}');
  const printed = await runCommand(['model', 'import', 'tea.mdl', '-q'], { cwd });
  expect(printed.stdout).toBe(readFileSync(join(cwd, 'tea.yaml'), 'utf8'));
});

test('a coarse step is said to be that of the file where records of the run that is named say it', async () => {
  const steps = { '1': true, '0.01': false };
  const cwd = createFolder(
    Object.fromEntries(
      Object.keys(steps).map((dt) => [
        `${dt}.mdl`,
        TEA.replace('TIME STEP = 1', `TIME STEP = ${dt}`).replace('= TIME STEP', '= 1'),
      ]),
    ),
  );
  for (const [dt, isCoarse] of Object.entries(steps)) {
    const args = ['model', 'import', `${dt}.mdl`, '-o', 'tea.yaml', '--force'];
    const { stderr } = await runCommand(args, { cwd });
    const { stdout } = await runCommand(['-m', 'tea.yaml', '-q', '--turns', '2'], {
      cwd,
      stdin: '{}\n',
    });
    expect([stderr.includes('step-coarse'), stdout.includes('"step-coarse"')]).toEqual([
      isCoarse,
      isCoarse,
    ]);
    expect(stderr.includes('the program it comes from has the same error')).toBe(isCoarse);
    expect((await runCommand([...args, '-q'], { cwd })).stderr).toBe('');
  }
});

test('a column that differs ends with 3; the model is written all the same, which is said', async () => {
  const cwd = createFolder({ 'tea.mdl': TEA, 'tea.tab': RIGHT.replace('169', '168') });
  const written = await runCommand(
    ['model', 'import', 'tea.mdl', '-o', 'tea.yaml', '--verify', 'tea.tab', '-q'],
    { cwd },
  );
  expect(written).toMatchObject({
    code: 3,
    stderr: '',
    stdout: `FAIL   Temperature: at time 1 the table has 168, the model 169; largest relative difference 6.0e-3
FAIL: tea.tab: 1 column compared, 1 differ, 0 not in the model; tea.yaml was written all the same
`,
  });
  expect(existsSync(join(cwd, 'tea.yaml'))).toBe(true);
  const { code, stdout, stderr } = await runCommand(
    ['model', 'import', 'tea.mdl', '--verify', 'tea.tab', '-q'],
    { cwd },
  );
  expect([code, stdout.slice(0, 9)]).toEqual([3, 'name: tea']);
  expect(stderr).toContain('0 not in the model; the model was written all the same');
});

test('what is refused is said by line, and nothing is written', async () => {
  const cwd = createFolder({ 'tea.mdl': TEA.replace('INTEG', 'ALLOCATE'), 'not.tab': 'x' });
  const { code, stdout, stderr } = await runCommand(
    ['model', 'import', 'tea.mdl', '-o', 'tea.yaml'],
    { cwd },
  );
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('tea.mdl:2: ALLOCATE: the function has no counterpart (replace it');
  expect(existsSync(join(cwd, 'tea.yaml'))).toBe(false);
});

test('a table that is none, a missing file and flags of another action are refused', async () => {
  const cwd = createFolder({
    'tea.mdl': TEA,
    'not.tab': 'x',
    'comma.tab': RIGHT.replace('159.1', '159,1'),
    'time.tab': 'Temperature\tHeat Loss\n180\t11\n169\t9.9\n',
  });
  const cases: [args: string[], code: number, message: string][] = [
    [['import', 'tea.mdl', '--verify', 'not.tab'], 2, 'not.tab: the table: it has no numbers'],
    [
      ['import', 'tea.mdl', '-o', 'x.yaml', '--verify', 'comma.tab'],
      2,
      'comma.tab: Temperature: "159,1" at 2 is written with a decimal comma (write a point)',
    ],
    [
      ['import', 'tea.mdl', '-o', 'x.yaml', '--verify', 'time.tab'],
      2,
      'time.tab: Temperature: the first column of the table is not the time',
    ],
    [['import', 'gone.mdl'], 5, 'gone.mdl: the file cannot be read'],
    [['import'], 2, 'model import needs a NAME or a FILE'],
    [
      ['check', 'tea.mdl', '--verify', 'not.tab'],
      2,
      'model check does not use --verify: it belongs to model import',
    ],
  ];
  for (const [args, expected, message] of cases) {
    const { code, stderr } = await runCommand(['model', ...args], { cwd });
    expect([code, stderr]).toEqual([expected, expect.stringContaining(message) as string]);
  }
  expect(existsSync(join(cwd, 'x.yaml'))).toBe(false);
});

test('a broken or hostile file ends with one line a refusal, and leaves nothing behind', async () => {
  const deep = Array.from(
    { length: 5000 },
    (_, at) => `<aux name="x${at}"><eqn>x${at + 1}</eqn></aux>`,
  ).join('');
  const specs = '<sim_specs><start>0</start><stop>3</stop><dt>1</dt></sim_specs>';
  const model = (text: string): string =>
    `<xmile>${specs}<model><variables>${text}</variables></model></xmile>`;
  const files: Record<string, string> = {
    'deep.xmile': model(`${deep}<aux name="x5000"><eqn>time</eqn></aux>`),
    'entity.xmile': '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n<xmile>&a;</xmile>',
    'open.xmile': model('\n<aux name="x">'),
    'parentheses.mdl': `x = ${'('.repeat(5_000_000)}`,
    'escape.mdl': TEA.replace('180', '\u001b[31m\u0007\u0000'),
    'quote.mdl': TEA.replace('Room = 70', '"Room = 70'),
    'path.mdl': TEA.replace('180', "GET DIRECT CONSTANTS('../../etc/passwd', ',', 'A1')"),
    'call.mdl': TEA.replace('70', 'process.exit(7)'),
  };
  const cwd = createFolder(files);
  for (const file of Object.keys(files)) {
    const args = ['model', 'import', file, '-o', 'made.yaml', '--data', '.'];
    const { code, stdout, stderr } = await runCommand(args, { cwd });
    expect([file, code, stdout]).toEqual([file, 2, '']);
    const [first = '', ...more] = stderr.trimEnd().split('\n');
    for (const line of [first.replace(/^pulse-stream: /, ''), ...more])
      expect(line).toMatch(new RegExp(`^${file}:\\d+: \\P{Cc}+: \\P{Cc}+ \\(\\P{Cc}+\\)$`, 'u'));
  }
  expect(readdirSync(cwd).toSorted()).toEqual(Object.keys(files).toSorted());
});

test('names like paths and like YAML become names of the one file that is written', async () => {
  const names = [
    '../../etc/passwd',
    'a: {b: !!js/function x}',
    '&a *b',
    '__proto__',
    'constructor',
  ];
  const lines = names.map((name) => `"${name}" = 3 ~ ${name} ~ ---\nslots: {} ${name} |\n`);
  const cwd = createFolder({ 'tea.mdl': TEA.replace('Room =', `${lines.join('')}Room =`) });
  const made = await runCommand(['model', 'import', 'tea.mdl', '-o', 'tea.yaml', '-q'], { cwd });
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(readdirSync(cwd).toSorted()).toEqual(['tea.mdl', 'tea.yaml']);
  const shown = await runCommand(['model', 'show', 'tea.yaml'], { cwd });
  const { params } = JSON.parse(shown.stdout) as { params: object };
  expect(Object.keys(params)).toEqual([
    'etc_passwd',
    'a_b_js_function_x',
    'a_b',
    'proto',
    'constructor_value',
    'room',
  ]);
});
