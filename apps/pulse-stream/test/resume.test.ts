import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFolder, readRecords, runCommand, startCommand, toLines } from './command.ts';

const scenarios = (count: number): string =>
  toLines(Array.from({ length: count }, (_, index) => ({ id: `s${index}`, turns: 3, members: 2 })));
/** So many that a run of them is met before its end. */
const MANY = 6000;
/** Many processes one after the other, on a machine that may be busy. */
const PATIENT = { timeout: 600_000 };
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
  while (!existsSync(part) || statSync(part).size === 0) {
    if (child.exitCode !== null) throw new Error(`ended before it was met: ${stderr}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
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
    const input = `\n${scenarios(MANY)}oops\n`;
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
    expect(resumed.stderr).toContain(`${MANY + 1} records`);
    expect(resumed.stderr).toContain('1 blank line skipped');
    expect(readFileSync(join(cwd, 'out.jsonl'), 'utf8')).toBe(whole.stdout);
    const left = ['in.ndjson', 'out.jsonl', 'out.jsonl.seal'];
    expect(readdirSync(cwd).toSorted()).toEqual(left);
    const again = await runCommand([...RUN, '--resume'], { cwd });
    expect([again.code, again.stderr]).toEqual([0, 'out.jsonl is complete already\n']);
  },
);

test('a resume that is not of the same run is refused with 7, names what differs and changes nothing', async () => {
  const input = scenarios(MANY);
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
  await refuse([...args, '--seed', '5'], /the option --seed differs/);
  await refuse([...RUN, '--model', 'sir'], /the option --model differs/);
  await refuse([...args, '--gravity-lambda', '0.5'], /the option --gravity-lambda differs/);
  await refuse([...args, '--errors', 'bad.jsonl'], /the number of its files differs/);
  await runCommand(['learn', '--observations', 'h.csv', '-o', 'state.json'], { cwd });
  await refuse([...args, '--gravity-state', 'state.json'], /the option --gravity-state differs/);
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

test(
  'a complete output is complete for the run that made it only, and for any other one refused with 7',
  PATIENT,
  async () => {
    const input = scenarios(20);
    const history = 'date,hope\n2020-01,0.3\n2020-02,0.4\n';
    const cwd = createFolder({ 'in.ndjson': input, 'h.csv': history });
    const args = [...RUN, '--observations', 'h=h.csv', '--errors', 'bad.jsonl'];
    expect((await runCommand(args, { cwd })).code).toBe(0);
    const made = readFileSync(join(cwd, 'out.jsonl'), 'utf8');
    const files = readdirSync(cwd).toSorted();
    const resume = (words: readonly string[]) => runCommand([...words, '--resume'], { cwd });
    const same = await resume([...args, '-j', '2']);
    expect([same.code, same.stderr]).toEqual([0, 'out.jsonl is complete already\n']);
    const refuse = async (words: readonly string[], what: string): Promise<void> => {
      const { code, stderr } = await resume(words);
      expect([code, stderr]).toEqual([7, expect.stringContaining(what)]);
      expect(readFileSync(join(cwd, 'out.jsonl'), 'utf8')).toBe(made);
      expect(readdirSync(cwd).toSorted()).toEqual(files);
    };
    await refuse([...args, '--seed', '5'], 'the option --seed differs');
    await refuse([...RUN, '--errors', 'bad.jsonl', '-m', 'sir'], 'the option --model differs');
    await refuse([...args, '--turns', '99'], 'the option --turns differs');
    await refuse([...RUN, '--observations', 'h=h.csv'], 'the number of its files differs');
    writeFileSync(join(cwd, 'h.csv'), history.replace('0.4', '0.5'));
    await refuse(args, 'the option observations h differs');
    writeFileSync(join(cwd, 'h.csv'), history);
    for (const at of [5, input.length - 3]) {
      const edited = `${input.slice(0, at)}${input[at] === '7' ? '8' : '7'}${input.slice(at + 1)}`;
      writeFileSync(join(cwd, 'in.ndjson'), edited);
      await refuse(args, 'the beginning of the input differs');
    }
    writeFileSync(join(cwd, 'in.ndjson'), `${input}\n`);
    await refuse(args, 'the size of the input differs');
    writeFileSync(join(cwd, 'in.ndjson'), input);
    const seal = readFileSync(join(cwd, 'out.jsonl.seal'), 'utf8');
    const [body = ''] = seal.replace('"build":"0.1.0"', '"build":"0.0.9"').split('\n');
    const sum = createHash('sha256').update(body).digest('hex');
    writeFileSync(join(cwd, 'out.jsonl.seal'), `${body}\n${sum}\n`);
    await refuse(args, 'the build differs: it was 0.0.9, this is 0.1.0');
    writeFileSync(join(cwd, 'out.jsonl.seal'), seal);
    expect((await resume(args)).code).toBe(0);
    // without --resume a file that is there is in the way, and --force makes it anew, with its seal
    expect((await runCommand([...args, '--seed', '5'], { cwd })).code).toBe(5);
    expect((await runCommand([...args, '--seed', '5', '--force'], { cwd })).code).toBe(0);
    expect((await resume([...args, '--seed', '5'])).code).toBe(0);
  },
);

test(
  'a run of several inputs, or of standard input, is complete for the same bytes only',
  PATIENT,
  async () => {
    const cwd = createFolder({ 'a.ndjson': scenarios(3), 'b.ndjson': scenarios(4) });
    const args = ['a.ndjson', '-', 'b.ndjson', '-o', 'out.jsonl'];
    const stdin = scenarios(5);
    expect((await runCommand(args, { cwd, stdin })).code).toBe(0);
    const again = [...args, '--resume'];
    expect((await runCommand(again, { cwd, stdin })).code).toBe(0);
    const other = await runCommand(again, { cwd, stdin: stdin.replace('s4', 's_') });
    expect([other.code, other.stderr]).toEqual([
      7,
      expect.stringContaining('the content of standard input differs'),
    ]);
    const swapped = ['b.ndjson', '-', 'a.ndjson', '-o', 'out.jsonl', '--resume'];
    expect((await runCommand(swapped, { cwd, stdin })).code).toBe(7);
  },
);

test('an unfinished run is neither lost nor continued unasked', PATIENT, async () => {
  const cwd = createFolder({ 'in.ndjson': scenarios(MANY) });
  await interrupt(cwd, RUN, 'SIGTERM');
  const part = readFileSync(join(cwd, 'out.jsonl.part'));
  const { code, stderr } = await runCommand(RUN, { cwd });
  expect([code, stderr]).toEqual([
    5,
    'pulse-stream: out.jsonl has an unfinished run (--resume continues it, --force starts over)\n',
  ]);
  expect(readFileSync(join(cwd, 'out.jsonl.part'))).toEqual(part);
  expect((await runCommand([...RUN, '--force'], { cwd })).code).toBe(0);
  expect(readdirSync(cwd).toSorted()).toEqual(['in.ndjson', 'out.jsonl', 'out.jsonl.seal']);
});

test('the counts of the records before a stop decide the exit code after it', PATIENT, async () => {
  // the first line is gated, the second one fails; what follows is fine
  const input = `{"id":"gated","turns":3}\nnope\n${scenarios(MANY / 3)}`;
  const cwd = createFolder({ 'in.ndjson': input });
  const args = [...RUN, '--gate', 'confidence < 0'];
  await interrupt(cwd, args, 'SIGTERM');
  const resumed = await runCommand([...args, '--resume', '--log-format', 'json'], { cwd });
  expect(resumed.code).toBe(6);
  const whole = await runCommand([...args, '--force', '--log-format', 'json'], { cwd });
  const [before, after]: { gated: number; failed: number }[] = [whole, resumed].map((ended) =>
    JSON.parse(ended.stderr.trim().split('\n').at(-1) ?? ''),
  );
  expect(after?.gated).toBe(before?.gated);
  expect([after?.failed, whole.code]).toEqual([1, 6]);
});

test('standard input goes on when the same stream is piped in again', async () => {
  const input = scenarios(MANY);
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
