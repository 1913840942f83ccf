import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readArguments } from '../src/flags/arguments.ts';
import { environmentName, settingName } from '../src/flags/flag.ts';
import { FLAGS } from '../src/flags/flag-table.ts';
import { printSettings } from '../src/settings/print-settings.ts';
import { settle, type Surroundings } from '../src/settings/settings.ts';
import { createFolder } from './command.ts';

/** What the settings are, without starting a process. */
const settleWith = (argv: readonly string[], surroundings: Partial<Surroundings> = {}) =>
  settle(readArguments(argv), {
    workingFolder: createFolder(),
    environment: {},
    ...surroundings,
  });

const inEnvironment = (environment: Record<string, string>) => settleWith([], { environment });

const SWITCHES = FLAGS.filter(({ type, setting }) => type === 'switch' && setting !== false);

test.each([
  ['0', false],
  ['false', false],
  ['no', false],
  ['off', false],
  ['False', false],
  ['OFF', false],
  ['1', true],
  ['true', true],
  ['yes', true],
  ['on', true],
  ['TRUE', true],
])(
  'a switch that is %s in the environment or in a file is %s, whichever switch',
  async (text, on) => {
    expect(SWITCHES.length).toBeGreaterThan(10);
    for (const flag of SWITCHES) {
      const settings = await inEnvironment({ [environmentName(flag)]: text });
      expect(settings.get(flag.name)).toEqual({
        value: on,
        source: 'environment',
        from: environmentName(flag),
      });
      const workingFolder = createFolder({
        'pulse.config.yaml': `${settingName(flag)}: ${text}\n`,
      });
      expect((await settleWith([], { workingFolder })).get(flag.name)?.value).toBe(on);
    }
  },
);

test.each(['', 'maybe', '2', '-1', 'nein'])('a switch that is %j is refused', async (text) => {
  await expect(inEnvironment({ PULSE_GRAVITY_OFF: text })).rejects.toThrow(
    `PULSE_GRAVITY_OFF: is on or off, not "${text}"`,
  );
});

test('a list in the environment has commas, in a file a map or a list, as a flag one each', async () => {
  const value = { a: 'a.csv', b: 'b.csv' };
  const listed = await inEnvironment({ PULSE_OBSERVATIONS: 'a=a.csv,b=b.csv' });
  expect(listed.get('observations')?.value).toEqual(value);
  const spaced = await inEnvironment({ PULSE_OBSERVATIONS: ' a=a.csv , b=b.csv ' });
  expect(spaced.get('observations')?.value).toEqual(value);
  const flags = await settleWith(['--observations', 'a=a.csv', '--observations', 'b=b.csv']);
  expect(flags.get('observations')?.value).toEqual(value);
  for (const text of ['observations: { a: a.csv, b: b.csv }', 'observations: [a=a.csv, b=b.csv]']) {
    const workingFolder = createFolder({ 'pulse.config.yaml': text });
    expect((await settleWith([], { workingFolder })).get('observations')?.value).toEqual({
      a: join(workingFolder, 'a.csv'),
      b: join(workingFolder, 'b.csv'),
    });
  }
  await expect(inEnvironment({ PULSE_OBSERVATIONS: 'a=a.csv,a=b.csv' })).rejects.toThrow(
    'dataset "a" is there twice',
  );
});

test('a switch may be repeated; a value that is given twice is refused', async () => {
  for (const { name } of SWITCHES)
    expect((await settleWith([`--${name}`, `--${name}`])).get(name)?.value).toBe(true);
  const once = FLAGS.filter(
    ({ type, repeatable }) => type !== 'switch' && repeatable === undefined,
  );
  expect(once.length).toBeGreaterThan(20);
  for (const { name } of once)
    expect(() => readArguments([`--${name}`, '1', `--${name}`, '1'])).toThrow(
      `--${name} is given twice`,
    );
});

test('a switch as a flag wins over a switch that is off elsewhere', async () => {
  const settings = await settleWith(['--crn'], { environment: { PULSE_CRN: '0' } });
  expect(settings.get('crn')).toEqual({ value: true, source: 'flag', from: '--crn' });
  const workingFolder = createFolder({ 'pulse.config.yaml': 'crn: on\n' });
  const off = await settleWith([], { workingFolder, environment: { PULSE_CRN: 'off' } });
  expect(off.get('crn')).toMatchObject({ value: false, source: 'environment' });
});

test('every path in a settings file is relative to it, wherever the command starts', async () => {
  const workingFolder = createFolder();
  mkdirSync(join(workingFolder, 'conf'));
  const paths = FLAGS.filter(({ type, setting }) => type === 'file' && setting !== false);
  expect(paths.length).toBeGreaterThan(3);
  const lines = [...paths.map((flag) => `${settingName(flag)}: ../x`), 'model: my.yaml'];
  writeFileSync(join(workingFolder, 'conf/c.yaml'), lines.join('\n'));
  const settings = await settleWith(['--config', 'conf/c.yaml'], { workingFolder });
  for (const { name } of paths)
    expect(settings.get(name)?.value, name).toBe(join(workingFolder, 'x'));
  expect(settings.get('model')?.value).toBe(join(workingFolder, 'conf/my.yaml'));
  const shipped = createFolder({ 'pulse.config.yaml': 'model: sir\n' });
  expect((await settleWith([], { workingFolder: shipped })).get('model')?.value).toBe('sir');
});

test('a map where a setting wants a value is refused by name, whatever its keys are', async () => {
  // datasets are a map of names
  const others = FLAGS.filter(({ setting, type }) => setting !== false && type !== 'dataset');
  for (const flag of others) {
    const key = settingName(flag);
    const text = `${key}: { toString: 1, valueOf: 2 }\n`;
    const workingFolder = createFolder({ 'pulse.config.yaml': text });
    await expect(settleWith([], { workingFolder })).rejects.toThrow(
      expect.objectContaining({
        code: 'option-invalid',
        message: expect.stringMatching(`^pulse\\.config\\.yaml: ${key}: (needs|is on or off)`),
      }),
    );
  }
});

test('what is no setting is named with the nearest one, in a file and in the environment', async () => {
  for (const flag of FLAGS.filter(({ setting, name }) => setting !== false && name.length > 5)) {
    const key = settingName(flag).replace(/^./, '$&$&');
    const name = environmentName(flag).replace(/_./, '_$&');
    const workingFolder = createFolder({ 'pulse.config.yaml': `${key}: 1\n` });
    await expect(settleWith([], { workingFolder })).rejects.toThrow(
      `pulse.config.yaml: "${key}" is not a setting (did you mean "${settingName(flag)}"?)`,
    );
    await expect(inEnvironment({ [name]: '1' })).rejects.toThrow(
      `${name} is not a setting (did you mean "${environmentName(flag)}"?)`,
    );
  }
});

test('printed settings say of each where it comes from', async () => {
  const workingFolder = createFolder({ 'pulse.config.yaml': 'turns: 4\nstrict: yes\n' });
  const environment = { PULSE_SEED: '7', PULSE_STRICT: '0' };
  const printed = printSettings(await settleWith(['--crn'], { workingFolder, environment }));
  for (const line of [
    'turns: 4  # pulse.config.yaml: turns',
    'seed: 7  # PULSE_SEED',
    'strict: false  # PULSE_STRICT',
    'crn: true  # --crn',
    'members: default  # set with --members or PULSE_MEMBERS',
  ])
    expect(printed.split('\n')).toContain(line);
});

test('every flag sets an option of the pipeline, or a source asks for it by its name', () => {
  const folder = join(import.meta.dirname, '../src');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    // where flags are declared they are not read
    .filter((path) => path.endsWith('.ts') && !path.startsWith('flags'))
    .map((path) => readFileSync(join(folder, path), 'utf8'))
    .join('');
  const unread = FLAGS.filter(
    ({ name, option }) => option === undefined && !sources.includes(`'${name}'`),
  );
  expect(unread.map(({ name }) => name)).toEqual([]);
});
