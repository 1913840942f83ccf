// Lets every call that changes the disk fail once: `node tools/fault/disk-full.mjs`.
import { createDisk, isWhole, runClean, runInMemory, WAYS } from './run-in-memory.mjs';

/** @import { Plan } from './memory-file-system.mjs' */

/** @type {readonly NonNullable<Plan['how']>[]} */
const FAULTS = ['ENOSPC', 'EIO', 'EDQUOT', 'short'];

/**
 * After each fault the run is resumed; a refused write has to end it with 5 and a message.
 * @param {{ every?: number, offset?: number }} [options] only every so many calls
 * @returns {Promise<{ runs: number, bad: number, refused: number, first: string | null }>}
 */
export async function failEverywhere({ every = 1, offset = 0 } = {}) {
  let [runs, bad, refused] = [0, 0, 0];
  /** @type {string | null} */
  let first = null;
  for (const way of WAYS) {
    const { contents, calls } = await runClean(way);
    for (const how of FAULTS)
      for (let at = 1 + offset; at <= calls.length; at += every) {
        const disk = createDisk();
        const ended = await runInMemory(disk, way.argv, { at, how });
        if (ended.code === 5) refused += 1;
        const mustFail = how !== 'short' && calls[at - 1] === 'write';
        const said =
          ended.code === 5
            ? /cannot write \S+: (no space|the device|the disk)/.test(ended.stderr)
            : !mustFail;
        // The lock of a run that could not remove it names this process, which lives on.
        disk.restart(null);
        const again = ended.code === 3 ? ended : await runInMemory(disk, [...way.argv, '--resume']);
        runs += 1;
        if (said && (again.code === 3 || again.code === 0) && isWhole(disk, way, contents))
          continue;
        bad += 1;
        first ??= `${how} at call ${at} (${calls[at - 1] ?? ''}) of ${way.argv.join(' ')}: ${ended.code} ${ended.stderr.trim()}; then ${again.code} ${again.stderr.trim()}`;
      }
  }
  return { runs, bad, refused, first };
}

if (process.argv[1] === import.meta.filename) {
  const { runs, bad, refused, first } = await failEverywhere();
  console.log(
    `${runs} runs, ${refused} ended with 5, ${bad} bad${first === null ? '' : `; first: ${first}`}`,
  );
  if (bad > 0 || refused === 0) process.exitCode = 1;
}
