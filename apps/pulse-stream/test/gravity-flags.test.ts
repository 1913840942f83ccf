import { join } from 'node:path';
import { openRng } from '@pulse-stream/simulator/internal';
import type { ResultRecord } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { createFolder, readResults, runCommand, toLines } from './command.ts';

/** A model that expects no drift, and a truth that is pushed by a symbol: gravity has to learn it. */
const MODEL = `
name: flat
slots:
  pull: { kind: overlay, initial: 0.5 }
  x: { kind: variable, initial: 0, noise: 0.1 }
symbols: [pull]
forecast: { targets: [x] }
`;

/** A seeded twin: x moves by 0.6 × pull every step, plus noise; pull is seen. */
function twinHistory(rows: number): string {
  const rng = openRng('twin', 0, 'truth');
  let x = 0;
  const lines = ['turn,pull,x'];
  for (let row = 0; row < rows; row += 1) {
    const pull = 0.5 + 0.4 * Math.sin(row / 9);
    lines.push(`${row},${pull},${x}`);
    x += 0.6 * pull + 0.1 * rng.nextNormal();
  }
  return `${lines.join('\n')}\n`;
}

async function forecastWith(flags: readonly string[], turns = 5): Promise<ResultRecord> {
  const folder = createFolder({ 'flat.yaml': MODEL, 'twin.csv': twinHistory(160) });
  const { stdout, stderr, code } = await runCommand(
    ['-m', 'flat.yaml', '--observations', `twin=${join(folder, 'twin.csv')}`, ...flags],
    { cwd: folder, stdin: toLines([{ turns, observations: { dataset: 'twin' } }]) },
  );
  expect([code, stderr.includes('1 complete')], stderr).toEqual([0, true]);
  const [record] = readResults(stdout);
  if (record === undefined) throw new Error('no record');
  return record;
}

const correction = (record: ResultRecord) => record.gravity.variables['x']?.correction_mean ?? 0;

test('what was learned corrects the forecast, and --gravity-off does not', async () => {
  const on = await forecastWith([]);
  const off = await forecastWith(['--gravity-off']);
  expect(on.gravity.status).toBe('active');
  expect(correction(on)).toBeGreaterThan(0);
  expect(off.gravity.status).toBe('off');
  const partsOf = (record: ResultRecord) =>
    Object.keys(record.forecast.attribution['x']?.parts ?? {});
  expect(partsOf(on)).toContain('gravity.level');
  expect(partsOf(off).filter((part) => part.startsWith('gravity'))).toEqual([]);
  expect(on.forecast.targets['x']?.mean[4]).toBeGreaterThan(
    off.forecast.targets['x']?.mean[4] ?? NaN,
  );
  expect((await forecastWith(['--gravity-off', '--enable-residual-gravity'])).gravity).toEqual(
    on.gravity,
  );
});

test('--gravity-method chooses how the correction learns; an option of the other method is refused', async () => {
  expect((await forecastWith([])).gravity.method).toBe('bank');
  expect((await forecastWith(['--gravity-learning-rate', '0.1'])).gravity.method).toBe('sgd');
  const bank = await forecastWith(['--gravity-method', 'bank']);
  expect(bank.gravity).toMatchObject({ method: 'bank', status: 'active' });
  expect(Object.keys(bank.forecast.attribution['x']?.parts ?? {})).toContain('gravity.level');
  expect((await forecastWith(['--gravity-method', 'sgd'])).gravity.method).toBe('sgd');
  const { code, stderr } = await runCommand(
    ['--gravity-method', 'bank', '--gravity-learning-rate', '0.1'],
    { stdin: '{}\n' },
  );
  expect([code, stderr]).toEqual([2, expect.stringContaining('learning_rate') as string]);
});

test('--gravity-lambda and --gravity-learning-rate strengthen the correction', async () => {
  const weak = await forecastWith(['--gravity-lambda', '0.1', '--gravity-disable-adaptive-lambda']);
  const strong = await forecastWith([
    '--gravity-lambda',
    '0.9',
    '--gravity-disable-adaptive-lambda',
  ]);
  expect(correction(strong)).toBeGreaterThan(correction(weak) * 1.5);
  expect([weak.gravity.lambda, strong.gravity.lambda]).toEqual([0.1, 0.9]);
  const slow = await forecastWith(['--gravity-learning-rate', '0.001']);
  const fast = await forecastWith(['--gravity-learning-rate', '0.05']);
  expect(correction(fast)).toBeGreaterThan(correction(slow));
});

test('--gravity-ewma-span blends updates: a long span learns more slowly', async () => {
  const short = await forecastWith(['--gravity-ewma-span', '1']);
  const long = await forecastWith(['--gravity-ewma-span', '400']);
  expect(correction(long)).toBeLessThan(correction(short));
});

test('the limits of the adaptive lambda hold it, and without it lambda stays', async () => {
  const free = await forecastWith(['--gravity-method', 'sgd']);
  expect(free.gravity.lambda).toBeGreaterThan(0);
  expect(free.gravity.lambda).not.toBe(0.25);
  const held = await forecastWith(['--gravity-adaptive-lambda-max', '0.2']);
  expect(held.gravity.lambda).toBeLessThanOrEqual(0.2);
  const raised = await forecastWith(['--gravity-adaptive-lambda-min', '0.6']);
  expect(raised.gravity.lambda).toBeGreaterThanOrEqual(0.6);
  const fixed = await forecastWith(['--gravity-disable-adaptive-lambda']);
  expect(fixed.gravity.lambda).toBe(0.25);
});

test('small weights are pruned when weights grow large, unless pruning is disabled', async () => {
  const rng = openRng('twin', 1, 'truth');
  const rows = Array.from({ length: 120 }, (_, row) => [
    row,
    0.5,
    1e-6,
    0.3 * row + 0.01 * rng.nextNormal(),
  ]);
  const folder = createFolder({
    'flat.yaml': MODEL.replace('slots:', 'slots:\n  faint: { kind: overlay, initial: 0 }').replace(
      '[pull]',
      '[pull, faint]',
    ),
    'twin.csv': `turn,pull,faint,x\n${rows.map((row) => row.join(',')).join('\n')}\n`,
  });
  const contributors = async (flags: readonly string[]) => {
    const args = [
      '-m',
      'flat.yaml',
      '--observations',
      'twin=twin.csv',
      '--gravity-learning-rate',
      '0.9',
    ];
    const stdin = toLines([{ turns: 2, observations: { dataset: 'twin' } }]);
    const { stdout } = await runCommand([...args, ...flags], { cwd: folder, stdin });
    return readResults(stdout)[0]?.gravity.top_contributors.map(({ name }) => name);
  };
  expect(await contributors([])).toEqual(['pull']);
  expect(await contributors(['--gravity-disable-weight-pruning'])).toEqual(['pull', 'faint']);
});

test('the shadow threshold moves the verdict, and the trigger can be disabled', async () => {
  const eager = ['--gravity-learning-rate', '0.05'];
  const normal = await forecastWith(eager);
  const share = normal.shadow_monitor.variables['x']?.variance_explained ?? NaN;
  expect(share).toBeGreaterThan(0.1);
  const strict = await forecastWith([
    ...eager,
    '--gravity-shadow-variance-threshold',
    String(share * 0.9),
  ]);
  expect(strict.shadow_monitor).toMatchObject({ triggered: true, verdict: 'review' });
  const lax = await forecastWith([...eager, '--gravity-shadow-variance-threshold', '0.99']);
  expect(lax.shadow_monitor.variables['x']?.verdict).toBe('assisted');
  const silent = await forecastWith([...eager, '--gravity-disable-shadow-model-trigger']);
  expect(silent.shadow_monitor.triggered).toBeNull();
});

test('a gravity flag that another one makes meaningless is refused with the reason', async () => {
  const cases: [string[], RegExp][] = [
    [
      ['--gravity-off', '--gravity-lambda', '0.5'],
      /--gravity-lambda has no effect with --gravity-off/,
    ],
    [['--gravity-off', '--gravity-method', 'sgd'], /--gravity-method has no effect/],
    [
      ['--gravity-disable-adaptive-lambda', '--gravity-adaptive-lambda-max', '0.5'],
      /--gravity-adaptive-lambda-max has no effect.*lambda does not adapt/,
    ],
    [
      ['--gravity-disable-shadow-model-trigger', '--gravity-shadow-variance-threshold', '0.5'],
      /has no effect.*never triggers/,
    ],
    [['--gravity-method', 'bank2'], /--gravity-method/],
    [['--gravity-lambda', '2'], /between 0 and 1/],
  ];
  for (const [flags, message] of cases) {
    const { code, stderr } = await runCommand(flags, { stdin: '{}\n' });
    expect([code, stderr.trim().split('\n').length]).toEqual([2, 1]);
    expect(stderr).toMatch(message);
  }
});
