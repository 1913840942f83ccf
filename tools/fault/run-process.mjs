// Starts the built command as a process that can be killed at any moment.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { join } from 'node:path';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { ROOT } from '../workspace.mjs';

const SHIM = join(ROOT, 'apps/pulse-stream/bin/pulse-stream.js');
/** Ticks of /proc/PID/stat in a second, on every Linux of today. */
const TICKS = 100;

/** @typedef {{ code: number | null, signal: string | null, stderr: string, cpu: number, ms: number }} Ended */

/** Seconds of CPU a process has used; 0 when it is gone. @param {number} pid */
function cpuOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return 0;
  }
}

/**
 * Runs the command; `afterMs` after it has made the file `since` it gets `signal`, unless it has
 * ended, and `again` ms later a second one.
 * @param {readonly string[]} argv
 * @param {{ cwd: string, stop?: { signal: NodeJS.Signals, afterMs: number, since: string, again?: number } }} options
 * @returns {Promise<Ended>} `ms`: from the last signal (or the start) to the end
 */
export async function runProcess(argv, { cwd, stop }) {
  const child = spawn(process.execPath, [SHIM, ...argv], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let [stderr, cpu, from] = ['', 0, performance.now()];
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const look = () => (cpu = Math.max(cpu, cpuOf(child.pid ?? 0)));
  const watch = setInterval(look, 50);
  let timer = /** @type {NodeJS.Timeout | undefined} */ (undefined);
  const start = setInterval(() => {
    if (stop === undefined || timer !== undefined || !existsSync(stop.since)) return;
    timer = setTimeout(() => {
      look();
      from = performance.now();
      child.kill(stop.signal);
      if (stop.again === undefined) return;
      timer = setTimeout(() => {
        from = performance.now();
        child.kill(stop.signal);
      }, stop.again);
    }, stop.afterMs);
  }, 10);
  const [code, signal] = await once(child, 'close');
  clearTimeout(timer);
  clearInterval(start);
  clearInterval(watch);
  return { code, signal, stderr, cpu, ms: performance.now() - from };
}

/** @param {string} path */
export async function hashFile(path) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}

/**
 * Writes scenario lines; some fail, some are blank.
 * @param {string} path @param {number} count
 */
export async function writeInput(path, count) {
  const lines = function* () {
    for (let index = 0; index < count; index += 1) {
      if (index % 997 === 3) yield '\n';
      else if (index % 499 === 7) yield `{"id":"bad${index}","turnz":1}\n`;
      else yield `${JSON.stringify({ id: `s${index}`, turns: 2, members: 1 + (index % 3) })}\n`;
    }
  };
  await pipeline(lines, createWriteStream(path));
}
