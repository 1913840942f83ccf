import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import { openOutput } from '@pulse-stream/sinks';
import { appendLines, claimRunOutput, type RunOutput } from '@pulse-stream/sinks/internal';
import { expect, test } from 'vitest';
import { useTempFolder } from './temp-folder.ts';

const temp = useTempFolder();
const line = new TextEncoder().encode('{"line":1}\n');
let clock = 0;

async function begin(name: string, resume = false): Promise<RunOutput<number>> {
  const output = temp.path(name);
  // a clock on which every mark is due
  const claim = await claimRunOutput({ output, force: true, resume, now: () => (clock += 1000) });
  try {
    return await claim.begin<number>(0, (place) => Promise.resolve(place));
  } catch (error) {
    await claim.release();
    throw error;
  }
}

/** Two ways to write a file. */
const WRITERS: readonly [string, (name: string) => Promise<void>][] = [
  [
    'a run',
    async (name) => {
      const files = await begin(name);
      await files.records.write(line);
      await files.mark(1);
      await files.close();
    },
  ],
  [
    'a whole file',
    async (name) => {
      const sink = await openOutput(temp.path(name), { force: true });
      await sink.write(line);
      await sink.close();
    },
  ],
];

test.each(WRITERS)(
  '%s never writes through a link that somebody left beside it',
  async (_, write) => {
    const victim = temp.file('victim', 'precious\n');
    for (const suffix of ['part', 'ckpt', 'ckpt.tmp']) {
      symlinkSync(victim, temp.path(`out.jsonl.${suffix}`));
      await write('out.jsonl');
      expect(readFileSync(victim, 'utf8')).toBe('precious\n');
      expect(lstatSync(temp.path('out.jsonl')).isFile()).toBe(true);
      expect(readFileSync(temp.path('out.jsonl'), 'utf8')).toBe('{"line":1}\n');
    }
    for (const target of [victim, temp.path('nowhere')]) {
      symlinkSync(target, temp.path('other.jsonl.lock'));
      await expect(write('other.jsonl')).rejects.toMatchObject({
        code: 'output-unwritable',
        message: expect.stringContaining('a link where none may be') as string,
      });
      expect(existsSync(temp.path('nowhere'))).toBe(false);
      expect(readFileSync(victim, 'utf8')).toBe('precious\n');
      spawnSync('rm', [temp.path('other.jsonl.lock')]);
    }
  },
);

test('a run goes on in its own files only, not behind a link to them', async () => {
  for (const suffix of ['part', 'ckpt']) {
    const files = await begin('out.jsonl');
    await files.records.write(line);
    await files.mark(1);
    await files.leave();
    const path = temp.path(`out.jsonl.${suffix}`);
    renameSync(path, temp.path('moved'));
    symlinkSync(temp.path('moved'), path);
    await expect(begin('out.jsonl', true)).rejects.toMatchObject({ code: 'output-unwritable' });
    spawnSync('rm', [path]);
  }
});

test('a pipe that somebody left beside an output keeps nobody waiting', async () => {
  for (const suffix of ['part', 'ckpt', 'ckpt.tmp', 'lock']) {
    spawnSync('mkfifo', [temp.path(`out.jsonl.${suffix}`)]);
    await (await begin('out.jsonl')).close();
  }
  spawnSync('mkfifo', [temp.path('out.jsonl.ckpt')]);
  await expect(begin('out.jsonl', true)).rejects.toMatchObject({ code: 'resume-refused' });
});

test('a name that leaves no room for what is added gets shorter ones, the same every time', async () => {
  const names = ['x'.repeat(248) + '.jsonl', '\u00e9\u4e16'.repeat(48) + '.jsonl', 'y'.repeat(255)];
  for (const name of names) {
    const first = await begin(name);
    await first.records.write(line);
    await first.mark(1);
    // a neighbour that begins in the same way has files of its own
    const other = await begin(`${name.slice(0, -1)}_`);
    const beside = readdirSync(temp.path('.'));
    expect(beside.filter((each) => each.endsWith('.part'))).toHaveLength(2);
    for (const each of beside) expect(Buffer.byteLength(each)).toBeLessThanOrEqual(255);
    expect(beside.join('')).not.toContain('\ufffd');
    await other.leave();
    await first.leave();
    const again = await begin(name, true);
    await again.records.write(line);
    await again.close();
    expect(readFileSync(temp.path(name), 'utf8')).toBe('{"line":1}\n{"line":1}\n');
  }
  const memory = await appendLines(temp.path('z'.repeat(255)), { prefix: '{', what: 'list' });
  await memory.append(['{}']);
  await memory.close();
  const left = readdirSync(temp.path('.')).filter((name) => !name.endsWith('.seal'));
  expect(left.toSorted()).toEqual([...names, 'z'.repeat(255)].toSorted());
});
