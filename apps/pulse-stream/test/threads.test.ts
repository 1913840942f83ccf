import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createFolder, readRecords, runCommand, startCommand, toLines } from './command.ts';

const stdin =
  toLines(Array.from({ length: 700 }, (_, index) => ({ id: `s${index}`, members: 3, turns: 2 }))) +
  '{"turnz":1}\n\n{oops\n' +
  toLines([{ members: 200, turns: 900, forecast: { horizons: [900] } }, { id: 'last' }]);

test('one thread, two workers and auto write the same bytes, and the summary names the workers', async () => {
  const one = await runCommand(['-j', '1'], { stdin });
  expect(one.code).toBe(3);
  expect(one.stderr).not.toContain('worker');
  const two = await runCommand(['-j', '2'], { stdin });
  const auto = await runCommand(['--credits', '1'], { stdin });
  for (const { code, signal, stdout, stderr } of [two, auto]) {
    expect([code, signal], stderr).toEqual([3, null]);
    expect(stdout === one.stdout, stderr).toBe(true);
  }
  expect(two.stderr).toMatch(/^batches: worker 1 \d+/m);
});

test('a run that is long enough is shared by two workers, and the summary names both', async () => {
  let said = '';
  // a short run may be over before the second worker has started: the next one is longer
  for (let lines = 400; !said.includes('worker 2') && lines <= 50_000; lines *= 5) {
    const heavy = toLines(Array.from({ length: lines }, () => ({ members: 50, turns: 20 })));
    said = (
      await runCommand(['-j', '2', '-o', join(createFolder({}), 'out.jsonl')], { stdin: heavy })
    ).stderr;
  }
  expect(said).toMatch(/^batches: worker 1 \d+, worker 2 \d+$/m);
}, 120_000);

test('--jobs is 1 or more or auto, wherever it is set; anything else is refused with exit 2', async () => {
  for (const value of ['0', '-1', '1.5', 'many', '', '1e3', '1000']) {
    for (const args of [['-j', value], [`--jobs=${value}`]]) {
      const { code, stderr, stdout } = await runCommand(args, { stdin });
      expect([code, stdout], `${args.join(' ')}: ${stderr}`).toEqual([2, '']);
      expect(stderr).toMatch(/jobs|-j/);
    }
    const set = await runCommand([], { stdin, env: { PULSE_JOBS: value } });
    expect(set.code).toBe(2);
    expect(set.stderr).toContain('PULSE_JOBS: needs auto or a number of threads');
  }
  const cwd = createFolder({ 'pulse.config.yaml': 'jobs: 2\n' });
  const lines = toLines([{ members: 1 }]);
  expect((await runCommand([], { stdin: lines, cwd })).stderr).toContain('worker 1 1');
  const env = { PULSE_JOBS: '1' };
  expect((await runCommand([], { stdin: lines, cwd, env })).stderr).not.toContain('worker');
  const over = await runCommand(['-j', 'auto'], { stdin: lines, cwd, env: { PULSE_JOBS: '2' } });
  expect(over.stderr).not.toContain('worker');
});

test.each([
  ['--worker-heap-mb', '0'],
  ['--worker-stall-seconds', '0'],
])('%s %s is refused', async (flag, value) => {
  expect((await runCommand([flag, value], { stdin })).code).toBe(2);
});

test('a worker without the memory to start is done without', async () => {
  const lines = toLines([{ members: 1 }]);
  const { code, stdout } = await runCommand(['-j', '2', '--worker-heap-mb', '1'], { stdin: lines });
  expect(code).toBe(0);
  expect(readRecords(stdout)).toHaveLength(1);
});

test('several inputs, packed output, dead letters and --max-errors are as with one thread', async () => {
  const cwd = createFolder({ 'a.ndjson': stdin, 'b.ndjson': stdin });
  const run = async (jobs: string, ...more: string[]) => {
    const words = [
      'a.ndjson',
      'b.ndjson',
      '-o',
      `out${jobs}.jsonl.gz`,
      '--errors',
      `bad${jobs}.jsonl`,
    ];
    const { code } = await runCommand([...words, '-j', jobs, ...more], { cwd });
    const end = code === 4 ? '.part' : '';
    const read = (name: string) => readFileSync(join(cwd, name + end));
    const packed = read(`out${jobs}.jsonl.gz`);
    return { code, packed, letters: read(`bad${jobs}.jsonl`).toString() };
  };
  const [one, two] = [await run('1'), await run('2')];
  expect([one.code, two.code]).toEqual([3, 3]);
  expect(two.packed.equals(one.packed)).toBe(true);
  expect(two.letters).toBe(one.letters);
  expect(readRecords(gunzipSync(two.packed).toString())).toHaveLength(1408);
  expect(readRecords(two.letters).map(({ source }) => source)).toEqual([
    'a.ndjson',
    'a.ndjson',
    'b.ndjson',
    'b.ndjson',
  ]);
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s stops workers in the middle, and --resume goes on to the same bytes',
  async (signal) => {
    const cwd = createFolder({ 'in.ndjson': stdin.repeat(3) });
    const whole = await runCommand(['in.ndjson', '-j', '1'], { cwd });
    const words = ['in.ndjson', '-o', 'out.jsonl', '-j', '2'];
    const child = startCommand([...words, '--progress', 'always'], { cwd });
    await once(child.stderr, 'data');
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.kill(signal);
    const [code] = (await once(child, 'close')) as [number | null]; // close carries the code
    expect(code, stderr).toBe(signal === 'SIGINT' ? 130 : 143);
    expect(stderr).toContain('next: pulse-stream in.ndjson -o out.jsonl -j 2');
    const { code: resumed } = await runCommand([...words, '--resume'], { cwd });
    expect(resumed).toBe(3);
    expect(readFileSync(join(cwd, 'out.jsonl'), 'utf8') === whole.stdout).toBe(true);
  },
);

test('a reader that goes away ends a run with workers, and no thread keeps it', async () => {
  const child = startCommand(['-j', '2']);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.write(stdin.repeat(3));
  await once(child.stdout, 'data');
  child.stdout.destroy();
  const [code] = (await once(child, 'close')) as [number | null]; // close carries the code
  expect([code, stderr]).toEqual([141, '']);
});

test('a second signal ends a run with workers at once', async () => {
  const limits = ['--limit-member-turns=1e12', '--limit-fuel=1e15'];
  const child = startCommand(['-j', '2', '--progress=always', ...limits]);
  child.stdin.write(toLines([{ turns: 100_000, members: 100_000, forecast: { horizons: [1] } }]));
  await once(child.stderr, 'data');
  child.stderr.resume();
  child.kill('SIGINT');
  child.kill('SIGTERM');
  const [, signal] = (await once(child, 'close')) as [number | null, string | null]; // close carries both
  expect(signal).toMatch(/^SIG(INT|TERM)$/);
});
