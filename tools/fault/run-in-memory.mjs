// Runs the built command in this process over a file system in memory.
import { Readable, Writable } from 'node:stream';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../workspace.mjs';
import { MemoryDisk } from './memory-file-system.mjs';

/** @import { Plan } from './memory-file-system.mjs' */

const MAIN = pathToFileURL(join(ROOT, 'apps/pulse-stream/dist/main.js')).href;
/** A clock on which a checkpoint is due after every few batches. */
const TICK_MS = 400;

/** One finished run. @typedef {{ code: number, stderr: string }} Ended */

/**
 * @param {MemoryDisk} disk @param {readonly string[]} argv @param {Plan} [plan]
 * @returns {Promise<Ended>}
 */
export async function runInMemory(disk, argv, plan = {}) {
  const { main } = await import(MAIN);
  disk.start(plan);
  let [clock, stderr] = [0, ''];
  const sink = (/** @type {(text: string) => void} */ take) =>
    new Writable({
      write(chunk, _, done) {
        take(String(chunk));
        done();
      },
    });
  const code = await main(argv, {
    stdin: Readable.from([]),
    stdout: sink(() => undefined),
    stderr: sink((text) => (stderr += text)),
    environment: {},
    workingFolder: import.meta.dirname,
    fileSystem: disk.fileSystem,
    now: () => (clock += TICK_MS),
  });
  return { code, stderr };
}

/** A short input: some lines blank, some bad. */
export const INPUT = Array.from({ length: 60 }, (_, index) => {
  if (index % 13 === 5) return '\n';
  if (index % 17 === 7) return `{"id":"bad${index}","turnz":1}\n`;
  return `${JSON.stringify({ id: `s${index}`, turns: 2, members: 1 + (index % 2) })}\n`;
}).join('');

/** The files of one way to run. @typedef {{ argv: readonly string[], outputs: readonly string[] }} Way */

/** The ways a run is interrupted in: plain, packed, with dead letters. @type {readonly Way[]} */
export const WAYS = [
  {
    argv: ['in.ndjson', '-o', 'out.jsonl', '--errors', 'bad.jsonl'],
    outputs: ['out.jsonl', 'bad.jsonl'],
  },
  { argv: ['in.ndjson', '-o', 'out.jsonl.gz'], outputs: ['out.jsonl.gz'] },
];

export function createDisk() {
  const disk = new MemoryDisk();
  disk.place('in.ndjson', INPUT);
  return disk;
}

/**
 * What an uninterrupted run of a way leaves, and the calls it makes that change the disk.
 * @param {Way} way
 */
export async function runClean({ argv, outputs }) {
  const disk = createDisk();
  const { code, stderr } = await runInMemory(disk, argv);
  const contents = outputs.map((path) => disk.content(path));
  if (code !== 3 || contents.some((content) => content === null))
    throw new Error(`an uninterrupted run ended with ${code}: ${stderr}`);
  return { contents, calls: disk.calls };
}

/**
 * Whether a disk holds the outputs of an uninterrupted run and nothing else of it.
 * @param {MemoryDisk} disk @param {Way} way @param {readonly (Buffer | null)[]} contents
 */
export function isWhole(disk, { outputs }, contents) {
  return outputs.every((path, index) => {
    const [made, meant] = [disk.content(path), contents[index]];
    return made !== null && meant !== null && meant !== undefined && made.equals(meant);
  });
}
