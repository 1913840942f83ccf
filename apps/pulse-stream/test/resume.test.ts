import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  createFolder,
  readFailures,
  readRecords,
  runCommand,
  startCommand,
  toLines,
} from './command.ts';

const scenarios = (count: number): string =>
  toLines(Array.from({ length: count }, (_, index) => ({ id: `s${index}`, turns: 3, members: 2 })));
const RUN = ['in.ndjson', '-o', 'out.jsonl'];

/** Starts a run over many lines and ends it by a signal once it has written something. */
async function interrupt(
  cwd: string,
  args: readonly string[],
  signal: NodeJS.Signals,
): Promise<{ code: number | null; stderr: string }> {
  const child = startCommand(args, { cwd });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.end();
  const part = join(cwd, 'out.jsonl.part');
  while (!existsSync(part) || statSync(part).size === 0)
    await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill(signal);
  const [code] = (await once(child, 'close')) as [number | null]; // close carries the code
  return { code, stderr };
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGKILL', null],
] as const)(
  'a run ended by %s goes on with --resume to the same bytes',
  async (signal, expected) => {
    const input = `\n${scenarios(1500)}oops\n`;
    const cwd = createFolder({ 'in.ndjson': input });
    const whole = await runCommand(['in.ndjson'], { cwd });
    const { code, stderr } = await interrupt(cwd, RUN, signal);
    expect(code).toBe(expected);
    expect(existsSync(join(cwd, 'out.jsonl'))).toBe(false);
    const next = 'next: pulse-stream in.ndjson -o out.jsonl --resume';
    expect(stderr.includes(next)).toBe(signal !== 'SIGKILL');
    const checkpoint = readFileSync(join(cwd, 'out.jsonl.ckpt'), 'utf8').split('\n')[0] ?? '';
    const saved: {
      parts: { length: number }[];
      state: { at: { position: { line: number } } | null };
    } = JSON.parse(checkpoint);
    const part = readFileSync(join(cwd, 'out.jsonl.part')).subarray(saved.parts[0]?.length);
    const recomputed = part.toString().split('\n').length - 1;
    expect(signal === 'SIGKILL' || recomputed === 0).toBe(true);
    const resumed = await runCommand([...RUN, '--resume'], { cwd });
    expect(resumed.code).toBe(3);
    const line = (saved.state.at?.position.line ?? 0) + 1;
    expect(resumed.stderr).toContain(`resumed at line ${line}, ${recomputed} recomputed`);
    expect(resumed.stderr).toContain('1501 records');
    expect(resumed.stderr).toContain('1 blank line skipped');
    expect(readFileSync(join(cwd, 'out.jsonl'), 'utf8')).toBe(whole.stdout);
    expect(readdirSync(cwd).toSorted()).toEqual(['in.ndjson', 'out.jsonl']);
    const again = await runCommand([...RUN, '--resume'], { cwd });
    expect([again.code, again.stderr]).toEqual([0, 'out.jsonl is complete already\n']);
  },
);

test('a resume that is not of the same run is refused with 7, names what differs and changes nothing', async () => {
  const input = scenarios(1500);
  const history = 'date,hope\n2020-01,0.3\n2020-02,0.4\n';
  const cwd = createFolder({ 'in.ndjson': input, 'h.csv': history });
  const args = [...RUN, '--observations', 'h=h.csv'];
  await interrupt(cwd, args, 'SIGTERM');
  const before = readFileSync(join(cwd, 'out.jsonl.ckpt'), 'utf8');
  const refuse = async (extra: readonly string[], what: RegExp): Promise<void> => {
    const { code, stderr } = await runCommand([...extra, '--resume'], { cwd });
    expect([code, stderr]).toEqual([7, expect.stringMatching(what)]);
    expect(readFileSync(join(cwd, 'out.jsonl.ckpt'), 'utf8')).toBe(before);
  };
  await refuse([...args, '--seed', '5'], /the option seed differs/);
  await refuse([...args, '--model', 'sir'], /the option model differs/);
  await refuse([...args, '--gravity-lambda', '0.5'], /the option gravity\.lambda differs/);
  await refuse([...args, '--errors', 'bad.jsonl'], /the option errors differs/);
  await runCommand(['learn', '--observations', 'h.csv', '-o', 'state.json'], { cwd });
  await refuse([...args, '--gravity-state', 'state.json'], /the option gravityState differs/);
  writeFileSync(join(cwd, 'h.csv'), history.replace('0.4', '0.5'));
  await refuse(args, /the option observations h differs/);
  writeFileSync(join(cwd, 'h.csv'), history);
  writeFileSync(join(cwd, 'in.ndjson'), `${input}{}\n`);
  await refuse(args, /the size of the input differs/);
  writeFileSync(join(cwd, 'in.ndjson'), input.replace('"s0"', '"S0"'));
  await refuse(args, /the beginning of the input differs/);
  writeFileSync(join(cwd, 'in.ndjson'), input);
  const build = before.replace('"build":"0.1.0"', '"build":"0.0.9"').split('\n')[0] ?? '';
  const sum = createHash('sha256').update(build).digest('hex');
  writeFileSync(join(cwd, 'out.jsonl.ckpt'), `${build}\n${sum}\n`);
  const old = await runCommand([...args, '--resume'], { cwd });
  expect([old.code, old.stderr]).toEqual([7, expect.stringContaining('the build differs')]);
});

test('standard input goes on when the same stream is piped in again', async () => {
  const input = scenarios(1500);
  const cwd = createFolder();
  const child = startCommand(['-o', 'out.jsonl'], { cwd });
  child.stdin.write(input.slice(0, 60_000));
  while (
    !existsSync(join(cwd, 'out.jsonl.part')) ||
    statSync(join(cwd, 'out.jsonl.part')).size === 0
  )
    await new Promise((resolve) => setTimeout(resolve, 5));
  child.stderr.resume();
  child.kill('SIGTERM');
  await once(child, 'close');
  const other = await runCommand(['-o', 'out.jsonl', '--resume'], { cwd, stdin: `{}\n${input}` });
  expect([other.code, other.stderr]).toEqual([
    7,
    expect.stringContaining('standard input differs'),
  ]);
  // stopped while it waits for the part it knows: nothing is lost, and it says how to go on
  const early = startCommand(['-o', 'out.jsonl', '--resume'], { cwd });
  let said = '';
  early.stderr.on('data', (chunk) => (said += String(chunk)));
  while (!existsSync(join(cwd, 'out.jsonl.lock')))
    await new Promise((resolve) => setTimeout(resolve, 5));
  early.stdin.write(input.slice(0, 100));
  early.kill('SIGTERM');
  expect(await once(early, 'close')).toEqual([143, null]);
  expect(said).toContain('next: pulse-stream -o out.jsonl --resume');
  const { code } = await runCommand(['-o', 'out.jsonl', '--resume'], { cwd, stdin: input });
  expect(code).toBe(0);
  const whole = await runCommand([], { stdin: input });
  expect(readFileSync(join(cwd, 'out.jsonl'), 'utf8')).toBe(whole.stdout);
});

test('a stream cannot be resumed, and that is said at once', async () => {
  const { code, stderr, stdout } = await runCommand(['--resume'], { stdin: '{}\n' });
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('--resume needs -o FILE');
});

test('--max-errors stops behind the failure that is one too many, with exit code 4', async () => {
  const input = `${scenarios(2)}oops\n${scenarios(2)}null\n${scenarios(2)}`;
  const cwd = createFolder({ 'in.ndjson': input });
  const piped = await runCommand(['--max-errors', '1'], { stdin: input });
  expect(piped.code).toBe(4);
  expect(readRecords(piped.stdout)).toHaveLength(6);
  expect(piped.stderr).toContain('stopped by --max-errors after line 6');
  const borne = await runCommand(['--max-errors', '2'], { stdin: input });
  expect(borne.code).toBe(3);
  const share = await runCommand(['--max-errors', '10%'], { stdin: input.repeat(20) });
  expect([share.code, readRecords(share.stdout).length]).toEqual([4, 102]);
  // A file stays unfinished, and goes on when more is allowed.
  expect((await runCommand([...RUN, '--max-errors', '0'], { cwd })).code).toBe(4);
  expect(existsSync(join(cwd, 'out.jsonl'))).toBe(false);
  expect((await runCommand([...RUN, '--resume'], { cwd })).code).toBe(3);
  expect(readFileSync(join(cwd, 'out.jsonl'), 'utf8')).toBe(borne.stdout);
  const wrong = await runCommand(['--max-errors', '101%'], { stdin: '' });
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('a share like 5%')]);
});

test('retry runs the failures again and copies every other record byte by byte', async () => {
  const long = JSON.stringify({ id: 'long', turns: 60, members: 2 });
  const input = `${scenarios(5)}\n${long}\nnope\n${scenarios(5)}`;
  const cwd = createFolder({ 'in.ndjson': input, 'other.ndjson': scenarios(12) });
  const first = await runCommand([...RUN, '--limit-turns', '50'], { cwd });
  expect(first.code).toBe(3);
  const before = readFileSync(join(cwd, 'out.jsonl'), 'utf8');
  expect(readFailures(before)).toHaveLength(2);
  const retried = await runCommand(
    ['retry', 'out.jsonl', '--input', 'in.ndjson', '-o', 'new.jsonl'],
    { cwd },
  );
  expect(retried.code).toBe(3);
  expect(retried.stderr).toBe('12 records: 2 failures were run again, 1 failed again\n');
  const after = readFileSync(join(cwd, 'new.jsonl'), 'utf8').split('\n');
  const changed = before.split('\n').flatMap((text, at) => (text === after[at] ? [] : [at]));
  expect([changed, after.length]).toEqual([[5], 13]);
  expect(readFileSync(join(cwd, 'out.jsonl'), 'utf8')).toBe(before);
  const whole = await runCommand(['in.ndjson'], { cwd });
  expect(after.join('\n')).toBe(whole.stdout);
});

test('retry refuses an input that is not the one of the output, with exit code 7', async () => {
  const input = `${scenarios(2)}nope\n`;
  const cwd = createFolder({
    'in.ndjson': input,
    'edited.ndjson': input.replace('nope', '{}'),
    'short.ndjson': scenarios(2),
    'long.ndjson': `${input}{}\n`,
    'moved.ndjson': `\n${input}`,
    'bad.jsonl': '{"kind":"other"}\n',
  });
  await runCommand(RUN, { cwd });
  const cases: [output: string, input: string, message: RegExp][] = [
    ['out.jsonl', 'edited.ndjson', /line 3 is not the one that failed: its line_sha256 differs/],
    ['out.jsonl', 'short.ndjson', /more records than the input has lines/],
    ['out.jsonl', 'long.ndjson', /has only 3 records/],
    ['out.jsonl', 'moved.ndjson', /record 1 belongs to line 1, and the input has line 2/],
    ['bad.jsonl', 'in.ndjson', /record 1 is no record/],
  ];
  await Promise.all(
    cases.map(async ([output, from, message], index) => {
      const args = ['retry', output, '--input', from, '-o', `new${index}.jsonl`];
      const { code, stderr } = await runCommand(args, { cwd });
      expect([code, stderr]).toEqual([7, expect.stringMatching(message)]);
      expect(existsSync(join(cwd, `new${index}.jsonl`))).toBe(false);
    }),
  );
  const none = await runCommand(['retry', 'out.jsonl'], { cwd });
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('--input FILE')]);
});

test('retry finds the failures of several inputs', async () => {
  const cwd = createFolder({ 'a.ndjson': `nope\n${scenarios(1)}`, 'b.ndjson': 'null\n' });
  await runCommand(['a.ndjson', 'b.ndjson', '-o', 'out.jsonl'], { cwd });
  const { code, stdout } = await runCommand(
    ['retry', 'out.jsonl', '--input', 'a.ndjson', 'b.ndjson', '-q'],
    { cwd },
  );
  expect([code, stdout]).toEqual([3, readFileSync(join(cwd, 'out.jsonl'), 'utf8')]);
});

test('--dry-run counts, estimates and writes nothing', async () => {
  const cwd = createFolder({ 'in.ndjson': `${scenarios(40)}\nnope\n{"turnz":1}\n` });
  const args = [...RUN, '--dry-run', '--log-format', 'json'];
  const { code, stdout, stderr } = await runCommand(args, { cwd });
  expect([code, stdout]).toEqual([3, '']);
  expect(readdirSync(cwd)).toEqual(['in.ndjson']);
  const said: { bytes: number; seconds: number } = JSON.parse(stderr);
  expect(said).toMatchObject({
    event: 'dry-run',
    records: 42,
    blank: 1,
    failed: 2,
    byCode: { 'bad-json': 1, 'config-invalid': 1 },
  });
  expect(said.seconds).toBeGreaterThan(0);
  await runCommand(RUN, { cwd });
  const { size } = statSync(join(cwd, 'out.jsonl'));
  expect(said.bytes / size).toBeGreaterThan(0.8);
  expect(said.bytes / size).toBeLessThan(1.2);
  const fine = await runCommand(['--dry-run'], { stdin: scenarios(3) });
  expect([fine.code, fine.stderr]).toEqual([0, expect.stringContaining('3 records, 0 would fail')]);
});
