// Crashes a run at every call that changes the disk, before and after it, once and twice, killed and
// with lost writes: `node tools/fault/crash.mjs [seed]`. Broken builds have to be caught.
import { createRandom } from './memory-file-system.mjs';
import { createDisk, isWhole, runClean, runInMemory, WAYS } from './run-in-memory.mjs';

/** @import { Omission } from './memory-file-system.mjs' */
/** @import { Way } from './run-in-memory.mjs' */

/**
 * @typedef {object} CrashOptions
 * @property {number} seed
 * @property {number} [every] only every so many calls; default 1: all
 * @property {Omission} [omit] what a broken build leaves out
 * @property {readonly Way[]} [ways]
 */
/** @typedef {{ runs: number, bad: number, points: number, first: string | null }} CrashFigures */

const MOMENTS = /** @type {const} */ (['before', 'after']);

/**
 * One run with crashes, then resumed to its end; after that the power fails once more.
 * @param {Way} way
 * @param {readonly (Buffer | null)[]} contents
 * @param {{ crashes: readonly { at: number, how: 'before' | 'after' }[], random: (() => number) | null, omit?: Omission | undefined }} story
 * @returns {Promise<string | null>} what went wrong
 */
async function tell(way, contents, { crashes, random, omit }) {
  const disk = createDisk();
  const broken = omit === undefined ? {} : { omit };
  for (const [index, crash] of crashes.entries()) {
    const argv = index === 0 ? way.argv : [...way.argv, '--resume'];
    const { code } = await runInMemory(disk, argv, { ...crash, ...broken });
    const done = !disk.crashed && (code === 0 || code === 3);
    disk.restart(random);
    if (done && !isWhole(disk, way, contents)) return `said ${code} and lost the output`;
  }
  const { code, stderr } = await runInMemory(disk, [...way.argv, '--resume'], broken);
  if (code !== 0 && code !== 3) return `the resumed run ended with ${code}: ${stderr.trim()}`;
  if (!isWhole(disk, way, contents)) return 'the output differs';
  disk.restart(random);
  return isWhole(disk, way, contents) ? null : 'the output was lost after the end';
}

/**
 * @param {CrashOptions} options
 * @returns {Promise<CrashFigures>}
 */
export async function crashEverywhere({ seed, every = 1, omit, ways = WAYS }) {
  const random = createRandom(seed);
  /** @type {CrashFigures} */
  const figures = { runs: 0, bad: 0, points: 0, first: null };
  for (const way of ways) {
    const { contents, calls } = await runClean(way);
    for (let at = 1; at <= calls.length; at += every) {
      figures.points += 1;
      for (const how of MOMENTS)
        for (const lossy of [false, true])
          for (const twice of [false, true]) {
            const second = {
              at: 1 + Math.floor(random() * calls.length),
              how: MOMENTS[random() < 0.5 ? 0 : 1],
            };
            const crashes = twice ? [{ at, how }, second] : [{ at, how }];
            const wrong = await tell(way, contents, {
              crashes,
              random: lossy ? random : null,
              omit,
            });
            figures.runs += 1;
            if (wrong === null) continue;
            figures.bad += 1;
            figures.first ??= `${way.argv.join(' ')}, ${how} call ${at} (${calls[at - 1] ?? ''})${lossy ? ', writes lost' : ''}${twice ? `, then ${second.how} ${second.at}` : ''}: ${wrong}`;
          }
    }
  }
  return figures;
}

if (process.argv[1] === import.meta.filename) {
  const seed = Number(process.argv[2] ?? 1);
  const { runs, bad, points, first } = await crashEverywhere({ seed });
  console.log(
    `seed ${seed}: ${runs} runs over ${points} calls, ${bad} bad${first === null ? '' : `; first: ${first}`}`,
  );
  if (bad > 0 || runs === 0) process.exitCode = 1;
  for (const omit of /** @type {const} */ (['fdatasync', 'truncate', 'directory-fsync', 'fsync'])) {
    const broken = await crashEverywhere({ seed, omit });
    console.log(`without ${omit}: ${broken.bad} of ${broken.runs} runs bad`);
    if (broken.bad === 0) process.exitCode = 1;
  }
}
