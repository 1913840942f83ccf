import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, symlinkSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { gunzipSync } from 'node:zlib';
import { claimRunOutput, type OutputClaim, type RunOutput } from '@pulse-stream/sinks/internal';
import { expect, test } from 'vitest';
import { useTempFolder } from './temp-folder.ts';

const temp = useTempFolder();
const listing = () => readdirSync(temp.path('.')).toSorted();
/** Long enough that few of them fill several members of a packed file. */
const PAD = 'x'.repeat(2000);
const record = (number: number): string => `{"line":${number},"pad":"${PAD}"}\n`;
const line = (number: number): Uint8Array => new TextEncoder().encode(record(number));
const refused = (message: RegExp | string) =>
  expect.objectContaining({
    code: 'resume-refused',
    message: expect.stringMatching(message) as string,
  });

/** A clock on which every mark is due. */
function everyMark(): () => number {
  let now = 0;
  return () => (now += 1000);
}

interface Claiming {
  readonly resume?: boolean;
  readonly force?: boolean;
  readonly errors?: string;
  readonly now?: () => number;
}

function claim(name: string, { resume = false, force = false, errors, now }: Claiming = {}) {
  return claimRunOutput({
    output: temp.path(name),
    errors: errors === undefined ? undefined : temp.path(errors),
    force,
    resume,
    now: now ?? everyMark(),
  });
}

const begin = (made: OutputClaim): Promise<RunOutput<number>> =>
  made.begin<number>(0, (place) => Promise.resolve(place));

/** Writes lines `from` to `to`, marking each; the odd ones are dead letters as well. */
async function write(files: RunOutput<number>, from: number, to: number, marked = to) {
  for (let number = from; number <= to; number += 1) {
    await files.records.write(line(number));
    if (number % 2 === 1) await files.deadLetters?.write(line(number));
    if (number <= marked) await files.mark(number);
  }
}

const text = (from: number, to: number, step = 1): string => {
  let all = '';
  for (let number = from; number <= to; number += step) all += record(number);
  return all;
};

test('a run that ends well leaves its files and their seal, and nothing else', async () => {
  const files = await begin(await claim('out.jsonl', { errors: 'bad.jsonl' }));
  await write(files, 1, 5);
  expect(existsSync(temp.path('out.jsonl'))).toBe(false);
  await files.close();
  expect(listing()).toEqual(['bad.jsonl', 'out.jsonl', 'out.jsonl.seal']);
  expect(readFileSync(temp.path('out.jsonl'), 'utf8')).toBe(text(1, 5));
  expect(readFileSync(temp.path('bad.jsonl'), 'utf8')).toBe(text(1, 5, 2));
});

test.each(['out.jsonl', 'out.jsonl.gz'])(
  'an unfinished %s goes on behind its last checkpoint, to the same bytes',
  async (name) => {
    const whole = await begin(await claim(`whole-${name}`));
    await write(whole, 1, 600, 0);
    await whole.close();
    const first = await begin(await claim(name, { errors: 'bad.jsonl' }));
    await write(first, 1, 400, 0);
    await first.mark(400);
    await write(first, 401, 560, 0);
    // No place is marked behind 400: as after a kill, what follows is not in the checkpoint.
    expect(await first.leave()).toBe(true);
    const again = await claim(name, { errors: 'bad.jsonl', resume: true });
    expect(again).toMatchObject({ found: 'unfinished', state: 400 });
    expect(again.recomputed).toBeLessThanOrEqual(160);
    if (!name.endsWith('.gz')) expect(again.recomputed).toBe(160);
    const second = await begin(again);
    await write(second, 401, 600);
    await second.close();
    const bytes = readFileSync(temp.path(name));
    expect(bytes.equals(readFileSync(temp.path(`whole-${name}`)))).toBe(true);
    const plain = name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
    expect(plain.toString()).toBe(text(1, 600));
    expect(readFileSync(temp.path('bad.jsonl'), 'utf8')).toBe(text(1, 600, 2));
  },
);

test('leaving makes a last checkpoint, whatever time has passed', async () => {
  const first = await begin(await claim('out.jsonl', { now: () => 0 }));
  await write(first, 1, 9);
  await first.leave();
  const again = await claim('out.jsonl', { resume: true });
  expect(again).toMatchObject({ state: 9, recomputed: 0 });
  await again.release();
  expect(listing()).toEqual(['out.jsonl.ckpt', 'out.jsonl.part']);
});

test('what is marked becomes a checkpoint a second later, also when nothing follows', async () => {
  const first = await begin(await claim('out.jsonl', { now: () => 0 }));
  const saved = () => readFileSync(temp.path('out.jsonl.ckpt'), 'utf8').includes('"state":3');
  await write(first, 1, 3);
  expect(saved()).toBe(false);
  while (!saved()) await new Promise((resolve) => setTimeout(resolve, 50));
  await first.leave();
});

test('a run that wrote nothing leaves nothing', async () => {
  const files = await begin(await claim('out.jsonl'));
  expect(await files.leave()).toBe(false);
  expect(listing()).toEqual([]);
});

test('with resume, no checkpoint starts over and a sealed file is complete', async () => {
  const fresh = await claim('out.jsonl', { resume: true });
  expect(fresh.found).toBe('fresh');
  await expect(fresh.finish()).rejects.toThrow('not complete');
  const files = await fresh.begin<number>(0, (place) => Promise.resolve(place ?? 'the end'));
  await write(files, 1, 3);
  await files.close();
  const complete = await claim('out.jsonl', { resume: true });
  expect(complete).toMatchObject({ found: 'complete', state: 'the end' });
  await expect(begin(complete)).rejects.toThrow('complete');
  expect(await complete.finish()).toEqual([]);
  await complete.release();
  expect(listing()).toEqual(['out.jsonl', 'out.jsonl.seal']);
});

test('a run cut off between its last checkpoint and its names is finished by resume', async () => {
  const files = await begin(await claim('out.jsonl', { errors: 'bad.jsonl' }));
  await write(files, 1, 3);
  const inTheWay = temp.file('out.jsonl', 'theirs\n');
  await expect(files.close()).rejects.toThrow('exists already');
  expect(readFileSync(inTheWay, 'utf8')).toBe('theirs\n');
  rmSync(inTheWay);
  const again = await claim('out.jsonl', { errors: 'bad.jsonl', resume: true });
  expect(again.found).toBe('complete');
  // whoever resumes says first whether it is the same run
  expect(existsSync(temp.path('out.jsonl'))).toBe(false);
  await again.finish();
  await again.release();
  expect(readFileSync(temp.path('out.jsonl'), 'utf8')).toBe(text(1, 3));
  expect(listing()).toEqual(['bad.jsonl', 'out.jsonl', 'out.jsonl.seal']);
});

async function leaveUnfinished(errors?: string): Promise<void> {
  const files = await begin(await claim('out.jsonl', errors === undefined ? {} : { errors }));
  await write(files, 1, 20);
  await files.leave();
}

test.each<[string, () => void, RegExp]>([
  [
    'a damaged checkpoint',
    () => {
      const path = temp.path('out.jsonl.ckpt');
      writeFileSync(path, readFileSync(path, 'utf8').replace('"state":20', '"state":19'));
    },
    /the checksum of .*out\.jsonl\.ckpt differs/,
  ],
  [
    'a part file that is shorter',
    () => temp.file('out.jsonl.part', 'short'),
    /out\.jsonl\.part is shorter/,
  ],
  [
    'a part file of another content',
    () => temp.file('out.jsonl.part', 'x'.repeat(50_000)),
    /the content of .*out\.jsonl\.part differs/,
  ],
])('%s is refused, and nothing is touched', async (_, damage, message) => {
  await leaveUnfinished();
  damage();
  const before = listing().map((name) => [name, readFileSync(temp.path(name), 'utf8')]);
  await expect(claim('out.jsonl', { resume: true })).rejects.toThrow(refused(message));
  expect(listing().map((name) => [name, readFileSync(temp.path(name), 'utf8')])).toEqual(before);
});

test('a part file that is gone, a later version and other files are refused', async () => {
  await leaveUnfinished('bad.jsonl');
  await expect(claim('out.jsonl', { resume: true })).rejects.toThrow(
    refused(/the number of its files/),
  );
  rmSync(temp.path('bad.jsonl.part'));
  await expect(claim('out.jsonl', { resume: true, errors: 'bad.jsonl' })).rejects.toThrow(
    refused(/bad\.jsonl\.part is gone/),
  );
  const body = '{"version":4}';
  const sum = createHash('sha256').update(body).digest('hex');
  temp.file('out.jsonl.ckpt', `${body}\n${sum}\n`);
  await expect(claim('out.jsonl', { resume: true })).rejects.toThrow(refused(/the version of/));
});

test('without resume or force an unfinished run is left alone, and both are named', async () => {
  await leaveUnfinished();
  const before = listing();
  const refusal = {
    code: 'output-exists',
    message: expect.stringMatching(/unfinished run \(--resume .*, --force /) as string,
  };
  await expect(claim('out.jsonl')).rejects.toMatchObject(refusal);
  expect(listing()).toEqual(before);
  const checkpoint = readFileSync(temp.path('out.jsonl.ckpt'));
  temp.file('out.jsonl.ckpt', 'damaged');
  await expect(claim('out.jsonl')).rejects.toMatchObject(refusal);
  writeFileSync(temp.path('out.jsonl.ckpt'), checkpoint);
  const files = await begin(await claim('out.jsonl', { force: true }));
  await write(files, 1, 2);
  await files.close();
  expect(readFileSync(temp.path('out.jsonl'), 'utf8')).toBe(text(1, 2));
});

test('a run that ended before its first checkpoint is no reason to refuse the next one', async () => {
  const first = await begin(await claim('out.jsonl', { now: () => 0 }));
  await first.records.write(line(1));
  const claimed = readFileSync(temp.path('out.jsonl.ckpt'));
  await first.close();
  rmSync(temp.path('out.jsonl'));
  writeFileSync(temp.path('out.jsonl.ckpt'), claimed);
  temp.file('out.jsonl.part', text(1, 1));
  const files = await begin(await claim('out.jsonl'));
  await write(files, 1, 2);
  await files.close();
  expect(readFileSync(temp.path('out.jsonl'), 'utf8')).toBe(text(1, 2));
});

test('a file that is there is refused without force, and a link stays a link', async () => {
  const real = temp.file('real.jsonl', 'old\n');
  symlinkSync(real, temp.path('out.jsonl'));
  await expect(claim('out.jsonl')).rejects.toMatchObject({ code: 'output-exists' });
  const files = await begin(await claim('out.jsonl', { force: true }));
  await write(files, 1, 1);
  await files.leave();
  // The first run was allowed to replace the file, so the one that goes on is too.
  const again = await begin(await claim('out.jsonl', { resume: true }));
  await again.close();
  expect(readFileSync(real, 'utf8')).toBe(text(1, 1));
});

test('the lock of a process that has ended is taken over, also when nobody asked how it ended', async () => {
  // The shell ends without waiting for its child, which stays behind as a dead process.
  const child = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 5'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer]; // data events carry buffers
  const pid = Number(chunk.toString());
  await new Promise((resolve) => setTimeout(resolve, 100));
  temp.file('out.jsonl.lock', JSON.stringify({ pid, started: 1, host: hostname() }));
  const files = await begin(await claim('out.jsonl'));
  await files.close();
  child.kill();
  expect(listing()).toEqual(['out.jsonl', 'out.jsonl.seal']);
});
