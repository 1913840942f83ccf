// Edits single bytes of what an interrupted run has read and written, and of what a complete one was made
// of and wrote, and resumes: every edit has to be found. `node tools/fault/edits.mjs [edits] [seed]`.
import { gzipSync } from 'node:zlib';
import { createRandom, MemoryDisk } from './memory-file-system.mjs';
import { INPUT, runInMemory } from './run-in-memory.mjs';

/** @typedef {{ edits: number, found: number, first: string | null }} EditFigures */

const REFUSED = 7;
/** Beyond what an input is known by before it is read. */
const LEAST_READ = 64 * 1024;
/** @type {readonly { input: string, pack: (text: Buffer) => Buffer }[]} */
const INPUTS = [
  { input: 'in.ndjson', pack: (text) => text },
  { input: 'in.ndjson.gz', pack: (text) => gzipSync(text) },
];

/** What stands in the last checkpoint. @param {MemoryDisk} disk @param {boolean} isComplete */
function checkpointOf(disk, isComplete) {
  const [body = ''] = String(disk.content(`out.jsonl.${isComplete ? 'seal' : 'ckpt'}`)).split('\n');
  return JSON.parse(body);
}

/** A copy with one bit turned. @param {Buffer} content @param {number} at @param {() => number} random */
function edit(content, at, random) {
  const edited = Buffer.from(content);
  edited[at] = (edited[at] ?? 0) ^ (1 << Math.floor(random() * 7));
  return edited;
}

/**
 * The disk after a run that ended well, or was stopped in its second half.
 * @param {readonly string[]} argv @param {Buffer} content @param {boolean} isComplete @param {number} when in [0, 1)
 */
async function leave(argv, content, isComplete, when) {
  const make = () => {
    const disk = new MemoryDisk();
    disk.readBytes = 8192;
    disk.place(argv[0] ?? '', content);
    return disk;
  };
  const clean = make();
  await runInMemory(clean, argv);
  if (isComplete) return clean;
  const disk = make();
  const at = Math.floor(clean.calls.length * (0.6 + when / 4));
  await runInMemory(disk, argv, { at, how: 'before' });
  disk.restart(null);
  return disk;
}

/**
 * @param {{ edits: number, seed: number }} options
 * @returns {Promise<EditFigures>}
 */
export async function editAtRandom({ edits, seed }) {
  const random = createRandom(seed);
  /** @type {EditFigures} */
  const figures = { edits: 0, found: 0, first: null };
  // longer than the beginning that an input is known by
  const text = Buffer.from(INPUT.repeat(80));
  const share = Math.ceil(edits / (4 * INPUTS.length));
  for (const { input, pack } of INPUTS)
    for (const isComplete of [false, true]) {
      const argv = [input, '-o', 'out.jsonl'];
      const left = await leave(argv, pack(text), isComplete, random());
      const { state, parts } = checkpointOf(left, isComplete);
      const output = isComplete ? 'out.jsonl' : 'out.jsonl.part';
      /** @type {[name: string, length: number, change: (at: number) => Buffer][]} */
      const edited = [
        [
          input,
          isComplete ? text.length : (state.at?.position.offset ?? 0),
          (at) => pack(edit(text, at, random)),
        ],
        [
          output,
          parts[0].length,
          (at) => edit(Buffer.from(left.content(output) ?? ''), at, random),
        ],
      ];
      for (const [name, length, change] of edited)
        for (let count = 0; count < share; count += 1) {
          const at = Math.floor(random() * length);
          const disk = new MemoryDisk();
          for (const [other, { current }] of left.names) disk.place(other, current);
          disk.place(name, change(at));
          const { code, stderr } = await runInMemory(disk, [...argv, '--resume']);
          figures.edits += 1;
          if (code === REFUSED && length > LEAST_READ) figures.found += 1;
          else
            figures.first ??= `byte ${at} of ${length} of ${name}${isComplete ? ', complete' : ''}: ${code} ${stderr.trim()}`;
        }
    }
  return figures;
}

if (process.argv[1] === import.meta.filename) {
  const [edits = 200, seed = 1] = process.argv.slice(2).map(Number);
  const { edits: made, found, first } = await editAtRandom({ edits, seed });
  console.log(
    `seed ${seed}: ${found} of ${made} edits found${first === null ? '' : `; first that was not: ${first}`}`,
  );
  if (found < made || made < edits) process.exitCode = 1;
}
