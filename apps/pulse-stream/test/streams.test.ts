import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createFolder, readRecords, runCommand, startCommand, toLines } from './command.ts';

const LINE = toLines([{ turns: 5, members: 1 }]);

test('a reader that goes away ends the run at once with 141 and no trace', async () => {
  const child = startCommand([]);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.write(LINE.repeat(20_000));
  const [first] = (await once(child.stdout, 'data')) as [Buffer]; // data events carry buffers
  expect(first.toString()).toContain('"line":1,');
  child.stdout.destroy();
  const [code] = (await once(child, 'close')) as [number | null]; // close carries the code
  expect(code).toBe(141);
  expect(stderr).toBe('');
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s finishes what is in flight and exits with %i', async (signal, expected) => {
  const child = startCommand([]);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.write(LINE.repeat(50));
  await once(child.stdout, 'data');
  child.kill(signal);
  const [code] = (await once(child, 'close')) as [number | null]; // close carries the code
  expect(code).toBe(expected);
  expect(stdout.endsWith('\n')).toBe(true);
  const records = readRecords(stdout);
  expect(records.map(({ line }) => line)).toEqual(records.map((_, index) => index + 1));
  expect(stderr).toMatch(
    new RegExp(`${records.length} records? in[^]*stopped after line ${records.length} `),
  );
});

test('a signal leaves nothing under the name of the output, and what is done beside it', async () => {
  const folder = createFolder();
  const child = startCommand(['-o', join(folder, 'out.jsonl'), '--progress', 'always']);
  child.stdin.write(LINE.repeat(3));
  await once(child.stderr, 'data');
  child.stderr.resume();
  child.kill('SIGTERM');
  const [code] = (await once(child, 'close')) as [number | null]; // close carries the code
  expect(code).toBe(143);
  expect(readdirSync(folder).toSorted()).toEqual(['out.jsonl.ckpt', 'out.jsonl.part']);
});

/** A scenario that would take hours. */
const startLong = () => {
  const child = startCommand([
    '--progress=always',
    '--limit-member-turns=1e12',
    '--limit-fuel=1e15',
  ]);
  child.stdin.write(toLines([{ turns: 100_000, members: 100_000, forecast: { horizons: [1] } }]));
  return child;
};

test('a scenario that does not end soon after the signal is given up, without a record', async () => {
  const child = startLong();
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  await once(child.stderr, 'data');
  child.stderr.resume();
  child.kill('SIGINT');
  const [code] = (await once(child, 'close')) as [number | null]; // close carries the code
  expect([code, stdout]).toEqual([130, '']);
});

test('a second signal ends at once', async () => {
  const child = startLong();
  await once(child.stderr, 'data');
  child.stderr.resume();
  child.kill('SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 200));
  child.kill('SIGINT');
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null]; // exit
  expect(signal).toBe('SIGINT');
});

test('lines are answered as they come: nobody waits for a full batch', async () => {
  const child = startCommand([]);
  const iterator = child.stdout[Symbol.asyncIterator]();
  for (let line = 1; line <= 3; line += 1) {
    child.stdin.write(LINE);
    const { value } = (await iterator.next()) as { value: Buffer }; // stdout gives buffers
    expect(readRecords(value.toString())[0]?.line).toBe(line);
  }
  child.stdin.end();
  await once(child, 'close');
});

test('the same bytes come out whatever the credits', async () => {
  const stdin = toLines(
    Array.from({ length: 300 }, (_, id) => ({ id: `s${id}`, members: 3, turns: 2 })),
  );
  const one = await runCommand(['--credits', '1'], { stdin });
  const many = await runCommand(['--credits', '64'], { stdin });
  expect(one.stdout).toBe(many.stdout);
});

/** Runs a shell line that starts the command as "$PS". */
function shell(line: string, cwd: string): Promise<{ code: number | null; stdout: string }> {
  const bin = join(import.meta.dirname, '../bin/pulse-stream.js');
  const child = spawn('bash', ['-c', line], { cwd, env: { ...process.env, PS: bin } });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.resume();
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout })));
}

const BAD = toLines(Array.from({ length: 4000 }, (_, index) => ({ turnz: index })));

test.each([
  ['closed', '2>&-'],
  ['full', '2>/dev/full'],
  ['never read', '2> >(exec sleep 30 >/dev/null 2>&1)'],
])('a stderr that is %s changes neither the output nor the exit code', async (_, redirection) => {
  const cwd = createFolder({ 'bad.ndjson': BAD });
  const meant = await runCommand(['bad.ndjson', '-v'], { cwd });
  // far more messages than a pipe holds
  expect(meant.stderr.length).toBeGreaterThan(100_000);
  const { code, stdout } = await shell(
    `node "$PS" bad.ndjson -v --progress always >out.jsonl ${redirection}; echo $?; cat out.jsonl`,
    cwd,
  );
  expect(code).toBe(0);
  expect(stdout).toBe(`${meant.code}\n${meant.stdout}`);
});

test('a stderr that is read slowly loses nothing that fits into a pipe', async () => {
  const cwd = createFolder({ 'bad.ndjson': BAD.slice(0, 400) });
  const meant = await runCommand(['bad.ndjson', '-v'], { cwd });
  const { stdout } = await shell('node "$PS" bad.ndjson -v 2>&1 >/dev/null | (sleep 1; cat)', cwd);
  expect(stdout.split('\n')).toHaveLength(meant.stderr.split('\n').length);
});

test.each([
  '"$PS" ok.ndjson',
  '"$PS" help',
  '"$PS" --version',
  '"$PS" schema config',
  '"$PS" validate bad.ndjson',
])('a standard output that is closed or full ends %s with 5, not with nothing', async (command) => {
  const cwd = createFolder({ 'ok.ndjson': LINE, 'bad.ndjson': '{"turnz":1}\n' });
  expect((await shell(`node ${command} >&-`, cwd)).code).toBe(5);
  expect((await shell(`node ${command} >/dev/full`, cwd)).code).toBe(5);
  expect((await shell(`node ${command} >/dev/null`, cwd)).code).toBe(
    command.includes('bad') ? 3 : 0,
  );
});

test('an output in a file does not need a standard output', async () => {
  const cwd = createFolder({ 'ok.ndjson': LINE });
  expect((await shell('node "$PS" ok.ndjson -o out.jsonl -q >&-', cwd)).code).toBe(0);
});
