// How the bench measures: CPU time (user + system) of whole processes, cases and controls in turns.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../workspace.mjs';

export const COMMAND = join(ROOT, 'apps/pulse-stream/bin/pulse-stream.js');

/**
 * Runs a program to its end.
 * @param {string[]} words
 * @param {{input?: string, accept?: number[]}} [options]
 * @returns {{cpu: number, wall: number, stderr: string}} seconds
 */
export function timeProcess([program = '', ...words], { input, accept = [0] } = {}) {
  const script = 'TIMEFORMAT="%U %S %R"; { time "$0" "$@" 2>&3 >/dev/null; } 3>&2';
  const done = spawnSync('bash', ['-c', script, program, ...words], {
    input,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (!accept.includes(done.status ?? -1))
    throw new Error(`${program} ${words.join(' ')}: ${done.status}\n${done.stderr}`);
  const lines = done.stderr.trimEnd().split('\n');
  const [user = 0, system = 0, wall = 0] = (lines.pop() ?? '').split(' ').map(Number);
  return { cpu: user + system, wall, stderr: lines.join('\n') };
}

/** Whether a program can be run here. @param {string} program */
export const isThere = (program) =>
  spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;

/** What became of a goal; a row that could not be measured never counts as reached.
 * @param {number | null} value @param {number} must @param {number} aim */
export function reached(value, must, aim) {
  if (value === null) return 'not measured';
  if (value <= aim) return 'aim';
  return value <= must ? 'must' : 'missed';
}

/** One thread unless told otherwise. @param {readonly string[]} words of the command, quiet */
export const runCommand = (...words) =>
  timeProcess(
    [process.execPath, COMMAND, '--quiet', ...(words.includes('-j') ? [] : ['-j', '1']), ...words],
    { accept: [0, 3] },
  );

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return (
    ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2
  );
}

/**
 * Runs cases in turns and gives what each took, round by round.
 * @template {string} K
 * @param {number} rounds
 * @param {Record<K, () => number>} cases
 * @returns {Record<K, number[]>}
 */
export function takeTurns(rounds, cases) {
  /** @type {[string, number[]][]} */
  const taken = Object.keys(cases).map((name) => [name, []]);
  for (let round = 0; round < rounds; round += 1)
    for (const [name, values] of taken) values.push(cases[/** @type {K} */ (name)]());
  return /** @type {Record<K, number[]>} */ (Object.fromEntries(taken));
}

/**
 * Runs cases in turns and gives the median of each.
 * @template {string} K
 * @param {number} rounds
 * @param {Record<K, () => number>} cases
 * @returns {Record<K, number>}
 */
export function interleave(rounds, cases) {
  const taken = Object.entries(takeTurns(rounds, cases));
  return /** @type {Record<K, number>} */ (
    Object.fromEntries(taken.map(([name, values]) => [name, median(values)]))
  );
}

/**
 * The median of the ratios of each round: what slows a whole round down is not in it.
 * @param {readonly number[]} values
 * @param {readonly number[]} controls
 */
export const medianRatio = (values, controls) =>
  median(values.map((value, round) => value / (controls[round] ?? NaN)));

/**
 * CPU seconds of a function; the result is consumed.
 * @param {() => unknown} run
 */
export function timeHere(run) {
  const before = process.cpuUsage();
  consumed.push(run());
  consumed.length = Math.min(consumed.length, 8);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
/** The same of what takes turns with others. @param {() => Promise<unknown>} run */
export async function timeAsync(run) {
  const before = process.cpuUsage();
  consumed.push(await run());
  consumed.length = Math.min(consumed.length, 8);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
/** @type {unknown[]} */
const consumed = [];
