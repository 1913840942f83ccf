// Races of processes for a lock that nobody holds any more: `node tools/fault/lock-race.mjs [races] [processes] [seed]`.
import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../workspace.mjs';
import { createRandom } from './memory-file-system.mjs';

/** @import { ChildProcess } from 'node:child_process' */
/** @typedef {{ races: number, bad: number, killed: number, first: string | null }} RaceFigures */
/** @typedef {{ output: string, waitMs: number }} Order what a racer is told: to take the lock of `output` */
/** @typedef {{ held: boolean, why: string }} Answer */

const SINKS = pathToFileURL(join(ROOT, 'packages/sinks/dist/internal.js')).href;

/** A racer: takes a lock when told to, says whether it has it, and keeps it until told to go. */
async function race() {
  const { claimRunOutput } = await import(SINKS);
  /** @type {{ release(): Promise<void> } | null} */
  let claim = null;
  /** @param {Order | 'go'} order @returns {Promise<Answer>} */
  const obey = async (order) => {
    if (order === 'go') {
      await claim?.release();
      claim = null;
      return { held: false, why: 'gone' };
    }
    const { output, waitMs } = order;
    // all start in the same millisecond, and then a little apart
    while (performance.timeOrigin + performance.now() < waitMs);
    try {
      claim = await claimRunOutput({ output, force: false, resume: false, now: () => 0 });
      return { held: true, why: '' };
    } catch (error) {
      return { held: false, why: error instanceof Error ? error.message : String(error) };
    }
  };
  process.on('message', (/** @type {Order | 'go'} */ order) => {
    void obey(order).then((answered) => process.send?.(answered));
  });
  process.send?.({ held: false, why: 'ready' });
}

/** @param {ChildProcess} racer @returns {Promise<Answer>} */
const answer = async (racer) => /** @type {Answer} */ ((await once(racer, 'message'))[0]);

/** Locks that a killed run, a crashed machine or a hand left behind, by name. @param {number} dead */
function staleLocks(dead) {
  const holder = (/** @type {object} */ change) =>
    JSON.stringify({ pid: dead, started: 1, host: hostname(), ...change });
  /** @type {readonly (readonly [string, Record<string, string>])[]} */
  const locks = [
    ['a dead process', { '.lock': holder({}) }],
    ['pid 0', { '.lock': holder({ pid: 0 }) }],
    ['pid -1', { '.lock': holder({ pid: -1 }) }],
    ['an empty lock', { '.lock': '' }],
    ['a torn lock', { '.lock': holder({}).slice(0, 9) }],
    ['a living pid of another birth', { '.lock': holder({ pid: 1, birth: 'earlier' }) }],
    ['a takeover that was killed', { '.lock': holder({}), '.lock.take': holder({}) }],
    ['no lock', {}],
  ];
  return locks;
}

/**
 * In every fourth race the holder is killed instead of told to go: its lock is the next stale one.
 * @param {{ races: number, processes: number, seed: number }} options
 * @returns {Promise<RaceFigures>}
 */
export async function raceForLocks({ races, processes, seed }) {
  const random = createRandom(seed);
  const folder = mkdtempSync(join(tmpdir(), 'pulse-race-'));
  const locks = staleLocks(spawnSync(process.execPath, ['-e', '']).pid);
  const start = async () => {
    const racer = fork(import.meta.filename, ['racer'], { execArgv: [] });
    await answer(racer);
    return racer;
  };
  const racers = await Promise.all(Array.from({ length: processes }, start));
  /** @type {RaceFigures} */
  const figures = { races: 0, bad: 0, killed: 0, first: null };
  try {
    for (let number = 0; number < races; number += 1) {
      const [name, files] = locks[number % locks.length] ?? ['', {}];
      const cwd = join(folder, String(number));
      mkdirSync(cwd);
      const output = join(cwd, 'out.jsonl');
      for (const [suffix, text] of Object.entries(files)) writeFileSync(output + suffix, text);
      /** @param {string} what */
      const blame = (what) => {
        figures.bad += 1;
        figures.first ??= `race ${number} for ${name}: ${what}`;
      };
      // the second half of a race is for the lock of the holder of the first half, who was killed
      for (const kill of number % 4 === 0 ? [true, false] : [false]) {
        const at = performance.timeOrigin + performance.now() + 5;
        const answers = racers.map((racer) => answer(racer));
        for (const racer of racers) racer.send({ output, waitMs: at + random() * 3 });
        const said = await Promise.all(answers);
        figures.races += 1;
        const holders = said.flatMap(({ held }, index) => (held ? [index] : []));
        if (holders.length !== 1)
          blame(`${holders.length} holders; ${said.map(({ why }) => why).join('; ')}`);
        for (const index of kill ? holders : []) {
          const racer = /** @type {ChildProcess} */ (racers[index]);
          const gone = once(racer, 'exit');
          racer.kill('SIGKILL');
          await gone;
          racers[index] = await start();
          figures.killed += 1;
        }
        const left = racers.map((racer) => answer(racer));
        for (const racer of racers) racer.send('go');
        await Promise.all(left);
      }
      const trash = readdirSync(cwd);
      if (trash.length > 0) blame(`left ${trash.join(', ')}`);
    }
  } finally {
    for (const racer of racers) racer.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
  return figures;
}

if (process.argv[1] === import.meta.filename && process.argv[2] === 'racer') await race();
else if (process.argv[1] === import.meta.filename) {
  const [least = 500, processes = 6, seed = 1] = process.argv.slice(2).map(Number);
  const { races, bad, killed, first } = await raceForLocks({ races: least, processes, seed });
  console.log(
    `seed ${seed}: ${races} races of ${processes} processes, ${killed} for the lock of a holder that was killed: ${bad} without exactly one holder${first === null ? '' : `; first: ${first}`}`,
  );
  if (bad > 0 || races < least) process.exitCode = 1;
}
