// Kills real runs at random moments and resumes them: `node tools/fault/kill.mjs [lines] [kills] [seed]`.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeFileSync } from 'node:fs';
import { createRandom } from './memory-file-system.mjs';
import { hashFile, runProcess, writeInput } from './run-process.mjs';

/** @typedef {{ input: string, output: string, jobs: string }} Way */
/** @type {readonly Way[]} */
export const KILLED = ['1', '2'].flatMap((jobs) => [
  { input: 'in.ndjson', output: 'out.jsonl', jobs },
  { input: 'in.ndjson', output: 'out.jsonl.gz', jobs },
  { input: 'in.ndjson.gz', output: 'out.jsonl', jobs },
]);

/**
 * @typedef {object} KillFigures
 * @property {number} kills
 * @property {number} hits kills that met a non-empty unfinished output
 * @property {number} bad outputs that differ, resumed runs that fail, summaries that are not true
 * @property {number} outputs finished after kills and compared
 * @property {number} cpu CPU of all parts of all runs less a second per kill, over that of as many whole runs
 * @property {number} worstCpu the same of the run for which it was most
 * @property {string | null} first what went wrong first
 */

/**
 * Kills of one run: the time between them is a share of what the run takes, and workers need some of
 * it to start; with dozens of kills hardly one would come after the first output.
 */
const MOST_KILLS = 8;
/** Share of the kills that have to meet an output that is not empty and not finished. */
const LEAST_HITS = 0.75;
/** Most CPU of runs that were killed and resumed, without a second per kill, over that of whole ones. */
const MOST_CPU = 1.3;

/** Line feeds of a file from `start` on. @param {string} path @param {number} start */
function countFeeds(path, start) {
  const bytes = readFileSync(path).subarray(start);
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count += 1;
  return count;
}

/**
 * How the next run has to end and what it has to say, from the files as the kill left them.
 * @param {string} path
 */
function expectResumed(path) {
  const [body = ''] = readFileSync(`${path}.ckpt`, 'utf8').split('\n');
  const { finishing, state, parts } = JSON.parse(body);
  // every record was there already: only the renaming was left
  if (finishing) return { end: 0, text: 'complete already' };
  const line = (state.at?.position.line ?? 0) + 1;
  const recomputed = existsSync(`${path}.part`) ? countFeeds(`${path}.part`, parts[0].length) : 0;
  const counted = path.endsWith('.gz') ? '' : `${recomputed} recomputed`;
  return { end: 3, text: `resumed at line ${line}, ${counted}` };
}

/**
 * @param {{ lines: number, kills: number, seed: number, killsPerRun?: number, ways?: readonly Way[], log?: (text: string) => void }} options
 * @returns {Promise<KillFigures>}
 */
export async function killAtRandom({
  lines,
  kills,
  seed,
  ways = KILLED,
  killsPerRun = Math.min(MOST_KILLS, Math.ceil(kills / ways.length)),
  log = () => undefined,
}) {
  const random = createRandom(seed);
  const cwd = mkdtempSync(join(tmpdir(), 'pulse-kill-'));
  /** @type {KillFigures} */
  const figures = { kills: 0, hits: 0, bad: 0, outputs: 0, cpu: 0, worstCpu: 0, first: null };
  let [cpuOfParts, cpuOfWholes] = [0, 0];
  /** @param {string} what */
  const blame = (what) => {
    figures.bad += 1;
    figures.first ??= what;
  };
  try {
    await writeInput(join(cwd, 'in.ndjson'), lines);
    writeFileSync(join(cwd, 'in.ndjson.gz'), gzipSync(readFileSync(join(cwd, 'in.ndjson'))));
    /** @type {{ sha: string, ms: number }[]} */
    const clean = [];
    /** @param {Way} way */
    const runClean = ({ input, output, jobs }) =>
      runProcess([input, '-o', `clean-${output}`, '--force', '-q', '-j', jobs], { cwd });
    for (const way of ways) {
      const { input, output, jobs } = way;
      const whole = await runClean(way);
      clean.push({
        sha: await hashFile(join(cwd, `clean-${output}`)),
        ms: whole.ms,
      });
      log(
        `${input} to ${output}, -j ${jobs}: ${(whole.ms / 1000).toFixed(1)} s, ${whole.cpu.toFixed(1)} s of CPU`,
      );
    }
    for (const [index, { output }] of ways.entries()) {
      const other = ways.findIndex((way) => way.output === output);
      if (clean[other]?.sha !== clean[index]?.sha)
        blame(`${output} depends on the input's form or on the threads`);
    }
    for (let turn = 0; figures.kills < kills; turn += 1) {
      const [way, meant] = [ways[turn % ways.length], clean[turn % ways.length]];
      if (way === undefined || meant === undefined) throw new Error('no way');
      const path = join(cwd, way.output);
      const argv = [way.input, '-o', way.output, '-j', way.jobs, '--resume'];
      let [cpu, killed] = [0, 0];
      const share = Math.min(killsPerRun, kills - figures.kills);
      for (let done = false; killed < share && !done;) {
        // The lock of the one before is still there: some kills come while the command is loaded.
        const since = killed % 8 === 7 ? cwd : `${path}.lock`;
        if (since !== cwd) rmSync(since, { force: true });
        const afterMs = random() * Math.min(2500, (2 * meant.ms) / share);
        const ended = await runProcess(argv, { cwd, stop: { signal: 'SIGKILL', afterMs, since } });
        cpu += ended.cpu;
        done = ended.signal !== 'SIGKILL';
        // a kill between the last rename and the end of the process leaves a complete output
        const wasComplete = ended.code === 0 && ended.stderr.includes('complete already');
        if (done && ended.code !== 3 && !wasComplete)
          blame(`a resumed run ended with ${ended.code}: ${ended.stderr}`);
        if (done) continue;
        killed += 1;
        if (existsSync(`${path}.part`) && statSync(`${path}.part`).size > 0) figures.hits += 1;
      }
      if (existsSync(`${path}.ckpt`)) {
        const { end, text } = expectResumed(path);
        const { code, stderr, cpu: last } = await runProcess(argv, { cwd });
        cpu += last;
        if (code !== end) blame(`the last run ended with ${code}: ${stderr}`);
        else if (!stderr.includes(text)) blame(`"${stderr}" does not say "${text}"`);
      }
      figures.kills += killed;
      figures.outputs += 1;
      // the same run once more: how fast this machine is changes from minute to minute
      const { cpu: whole } = await runClean(way);
      const ratio = (cpu - killed) / whole;
      cpuOfParts += cpu - killed;
      cpuOfWholes += whole;
      figures.cpu = cpuOfParts / cpuOfWholes;
      figures.worstCpu = Math.max(figures.worstCpu, ratio);
      if (!existsSync(path) || (await hashFile(path)) !== meant.sha)
        blame(`${way.output} of ${way.input} with -j ${way.jobs} differs`);
      rmSync(path, { force: true });
      log(
        `${figures.kills} kills, ${figures.hits} hits, ${figures.bad} bad; CPU ${ratio.toFixed(2)}`,
      );
    }
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
  return figures;
}

if (process.argv[1] === import.meta.filename) {
  const [lines = 200_000, kills = 200, seed = 1] = process.argv.slice(2).map(Number);
  const {
    hits,
    bad,
    outputs,
    cpu,
    worstCpu,
    first,
    kills: done,
  } = await killAtRandom({ lines, kills, seed, log: console.log });
  /** What has to hold, each with its figure. @type {readonly [string, boolean][]} */
  const laws = [
    [
      `${outputs} outputs after ${done} kills of runs over ${lines} lines: ${bad} differ, end badly or tell of a wrong line${first === null ? '' : `; first: ${first}`}`,
      bad === 0 && done === kills,
    ],
    [
      `${hits} kills met a non-empty unfinished output, at least three of four`,
      hits >= LEAST_HITS * done,
    ],
    [
      `CPU of killed and resumed runs together less a second per kill: ${cpu.toFixed(2)} of whole runs, no more than ${MOST_CPU}; most for one of them: ${worstCpu.toFixed(2)}`,
      cpu <= MOST_CPU,
    ],
  ];
  console.log(`seed ${seed}`);
  for (const [law, holds] of laws) console.log(`${holds ? 'holds ' : 'BROKEN'} ${law}`);
  if (!laws.every(([, holds]) => holds)) process.exitCode = 1;
}
