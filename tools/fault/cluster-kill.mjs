// Kills drivers, workers and the server of a cluster at random, and wipes its store:
// `node tools/fault/cluster-kill.mjs [kills] [jobs] [seed] [newer nats-server]` (needs a build and a
// nats-server). With a newer server the second half of the jobs meets the upgrade in mid-run. Every
// output has to be that of a local run.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../workspace.mjs';
import { createRandom } from './memory-file-system.mjs';
import { startNatsServer } from './nats-server.mjs';

const BIN = join(ROOT, 'apps/pulse-stream/bin/pulse-stream.js');
const SECOND_MS = 1000;
const FINE = new Set([0, 3]);
const UNREACHABLE = 8;

/**
 * @typedef {object} KillOptions
 * @property {number} kills
 * @property {number} jobs
 * @property {number} seed
 * @property {number} [lines]
 * @property {number} [pauseMs] longest time between two kills
 * @property {string | undefined} [newer] program of a newer server
 */
/** @typedef {{ jobs: number, kills: Record<'driver' | 'worker' | 'server' | 'wipe', number>, bad: number, upgraded: boolean, first: string | null }} KillFigures */

/** Good, bad, blank and heavy lines. @param {number} count */
export function writeLines(count) {
  const texts = Array.from({ length: count }, (_, index) => {
    if (index % 97 === 5) return '{"bad';
    if (index % 101 === 7) return '';
    const members = index % 89 === 0 ? 3000 : 20;
    return JSON.stringify({ id: `s${index}`, turns: 4 + (index % 7), members });
  });
  return `${texts.join('\n')}\n`;
}

/** @param {string} path */
export const digestOf = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');

/** @param {readonly string[]} words @param {string} cwd @param {string} [bin] the command */
export const startCommand = (words, cwd, bin = BIN) =>
  spawn(process.execPath, [bin, ...words], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<{ code: number | null, stderr: string }>} */
export function ended(child) {
  return new Promise((resolve) => {
    let stderr = '';
    child.stderr?.on('data', (text) => (stderr += String(text)));
    child.on('close', (code) => resolve({ code, stderr }));
  });
}

/**
 * @param {KillOptions} options
 * @returns {Promise<KillFigures>}
 */
export async function killCluster({ kills, jobs, seed, lines = 6000, pauseMs = 700, newer }) {
  const random = createRandom(seed);
  const folder = mkdtempSync(join(tmpdir(), 'pulse-cluster-'));
  const store = join(folder, 'store');
  writeFileSync(join(folder, 'in.ndjson'), writeLines(lines));
  spawnSync(process.execPath, [BIN, '-q', 'in.ndjson', '-o', 'local.jsonl'], { cwd: folder });
  const wanted = digestOf(join(folder, 'local.jsonl'));
  const server = await startNatsServer({ folder: store });
  /** @type {KillFigures} */
  const figures = {
    jobs: 0,
    kills: { driver: 0, worker: 0, server: 0, wipe: 0 },
    bad: 0,
    upgraded: false,
    first: null,
  };
  let isOver = false;
  const startWorker = () => {
    const child = startCommand(['worker', '-q', '-j', '1', '--engine', server.url], folder);
    child.on('close', () => {
      if (!isOver) workers[workers.indexOf(child)] = startWorker();
    });
    return child;
  };
  /** @type {import('node:child_process').ChildProcess[]} */
  const workers = [];
  for (let count = 0; count < 2; count += 1) workers.push(startWorker());
  const pause = () => new Promise((resolve) => setTimeout(resolve, random() * pauseMs));
  const restart = async (/** @type {boolean} */ isWiped) => {
    await server.kill();
    if (isWiped) rmSync(store, { recursive: true, force: true });
    await server.start();
  };
  try {
    for (let job = 0; job < jobs; job += 1) {
      const output = `out-${job}.jsonl`;
      const words = [
        'run',
        'in.ndjson',
        '-q',
        '--engine',
        server.url,
        '--chunk',
        '50',
        '-o',
        output,
      ];
      let left = Math.ceil(kills / jobs);
      /** @type {{ code: number | null, stderr: string }} */
      let end = { code: null, stderr: '' };
      for (let isFirst = true; !FINE.has(end.code ?? -1); isFirst = false) {
        const driver = startCommand(isFirst ? words : [...words, '--resume'], folder);
        let isRunning = true;
        const ending = ended(driver).then((last) => {
          isRunning = false;
          return last;
        });
        // so long nothing of it can be killed: it has just begun
        await new Promise((resolve) => setTimeout(resolve, SECOND_MS / 2));
        while (isRunning && left > 0) {
          await pause();
          left -= 1;
          const draw = random();
          if (newer !== undefined && !figures.upgraded && job >= jobs / 2) {
            await server.kill('SIGTERM');
            server.replace(newer);
            await server.start();
            figures.upgraded = true;
          } else if (draw < 0.3) {
            figures.kills.driver += 1;
            driver.kill('SIGKILL');
            break;
          } else if (draw < 0.7) {
            figures.kills.worker += 1;
            workers[Math.floor(random() * workers.length)]?.kill('SIGKILL');
          } else {
            const isWiped = job > 0 && figures.kills.wipe === 0;
            figures.kills[isWiped ? 'wipe' : 'server'] += 1;
            await restart(isWiped);
          }
        }
        end = await ending;
        // it may have begun while the server was down
        if (end.code !== null && !FINE.has(end.code) && end.code !== UNREACHABLE) break;
      }
      figures.jobs += 1;
      const isRight = FINE.has(end.code ?? -1) && digestOf(join(folder, output)) === wanted;
      if (isRight) continue;
      figures.bad += 1;
      figures.first ??= `job ${job}: ended with ${end.code}: ${end.stderr.trim()}`;
    }
    return figures;
  } finally {
    isOver = true;
    for (const worker of workers) worker.kill('SIGKILL');
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  const [kills = 100, jobs = 10, seed = 1] = process.argv.slice(2, 5).map(Number);
  const newer = process.argv[5];
  const figures = await killCluster({ kills, jobs, seed, newer });
  console.log(`seed ${seed}: ${JSON.stringify(figures)}`);
  if (figures.bad > 0 || figures.jobs === 0) process.exitCode = 1;
}
