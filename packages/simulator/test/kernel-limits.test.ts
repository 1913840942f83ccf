import { spawnSync } from 'node:child_process';
import { ScenarioConfig, type WorldModelInput } from '@pulse-stream/worldstate';
import { compileModel, simulateRun } from '@pulse-stream/simulator';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { hashWorlds } from './hash-worlds.ts';
import { differenceOf } from './same-bits.ts';

test.each([
  ['--disallow-code-generation-from-strings', 'generated'],
  ['--jitless', 'reference'],
])('a host under %s gives the same bytes', async (flag, kernel) => {
  const program = await buildProgram(
    `import { hashWorlds } from './hash-worlds.ts';
    process.stdout.write(JSON.stringify(hashWorlds()));`,
  );
  const flags = [flag, '--input-type=module', '-'];
  const { status, stdout, stderr } = spawnSync(process.execPath, flags, {
    input: program,
    encoding: 'utf8',
  });
  // the host itself may warn of what a flag forbids
  expect([status, /error/i.test(stderr)], stderr).toEqual([0, false]);
  const here = hashWorlds();
  expect(here.kernels).toEqual(['generated']);
  expect(JSON.parse(stdout)).toEqual({ kernels: [kernel], hash: here.hash });
});

/** A program of this folder's sources as one text. */
async function buildProgram(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    conditions: ['@pulse-stream/source'],
    logLevel: 'warning',
  });
  return outputFiles[0]?.text ?? '';
}

/** Runs a model on both paths and says which one `auto` took. */
function compare(model: WorldModelInput): string | undefined {
  const compiled = compileModel(model);
  const config = ScenarioConfig.parse({ turns: 3, members: 2, seed: 1 });
  const fast = simulateRun(compiled, config);
  const slow = simulateRun(compiled, config, { kernel: 'reference' });
  expect(differenceOf(fast, slow)).toBeNull();
  return fast.kernel;
}

/** Many slots that push each other, every rule with an expression. */
function createWide(slots: number, rules: number, add: (rule: number) => string): WorldModelInput {
  const names = Array.from({ length: slots }, (_, index) => `s${index}`);
  return {
    name: 'wide',
    slots: Object.fromEntries(
      names.map((name) => [name, { kind: 'variable', initial: 1, noise: 0.01, max: 5 }] as const),
    ),
    rules: Array.from({ length: rules }, (_, index) => ({
      id: `R${index}`,
      when: `s${(index * 7) % slots} < 4`,
      effects: [{ target: `s${index % slots}`, add: add(index) }],
    })),
    forecast: { targets: ['s0', `s${slots - 1}`] },
  };
}

test.each([['if(s0 < 2, 0.5, -0.1)'], ['0.1 * s1[0]'], ['0.1 * s1[-1] + if(s0[0] > s0, 1, 0)']])(
  '%s is generated',
  (add) => {
    expect(compare(createWide(2, 2, () => add))).toBe('generated');
  },
);

test('the reference runs what is too much code for a compiler', () => {
  const terms = Array.from({ length: 300 }, (_, index) => `s${index % 40}`).join(' + ');
  expect(compare(createWide(40, 1400, () => `0.0001 * (${terms})`))).toBe('reference');
});

test('nesting as deep as the language allows and a chain of six hundred steps are generated', () => {
  const nested = `${'abs(s0 - '.repeat(95)}1${')'.repeat(95)}`;
  expect(compare(createWide(2, 2, () => `0.01 * ${nested}`))).toBe('generated');
  const chain = Array.from({ length: 600 }, (_, i) => (i % 2 === 0 ? '+ 1' : '- s1')).join(' ');
  expect(compare(createWide(2, 2, () => `0.01 * (s0 ${chain})`))).toBe('generated');
});

test('what no model may be is refused with a message before it is made ready', () => {
  const one = (add: string, more: object = {}): unknown => ({
    ...createWide(2, 1, () => add),
    ...more,
  });
  const many = (count: number): Record<string, { value: number }> =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, { value: 1 }]));
  const refused = [
    [one(`${'('.repeat(10_000)}s0${')'.repeat(10_000)}`), 'at most 4000 characters'],
    [one(`s0${'+ s1'.repeat(250_000)}`), 'at most 4000 characters'],
    [one(`${'('.repeat(1900)}s0${')'.repeat(1900)}`), 'nested more than 200 levels'],
    [one(`${'-'.repeat(3000)}s0`), 'nested more than 200 levels'],
    [one(`s0${' ^ 1'.repeat(900)}`), 'nested more than 200 levels'],
    [one('s0[-10001]'), 'k = 1..10000'],
    [createWide(10_001, 1, () => '1'), 'a model has at most 10000 slots'],
    [one('1', { params: many(10_001) }), 'a model has at most 10000 parameters'],
    [createWide(2, 10_001, () => '1'), 'at most 10000 entries'],
  ] as const;
  for (const [model, message] of refused)
    expect(() => compileModel(model)).toThrow(
      expect.objectContaining({ code: 'model-invalid', message: expect.stringContaining(message) }),
    );
});

test('a model of 5,000 slots, 5,000 rules and 10,000 parameters is generated, and gives every bit of the reference', () => {
  const add = (rule: number): string =>
    `0.01 * p${rule * 2} * (s${rule} - s${(rule * 3) % 5000}[-2])`;
  const params = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, index) => [`p${index}`, { value: 1 }]),
  );
  expect(compare({ ...createWide(5000, 5000, add), params })).toBe('generated');
});
