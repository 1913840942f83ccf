// What a cluster costs: CPU time of the run, of two workers and of the server, each by itself, against
// a run in one process (`node tools/bench/cluster.mjs [ROUNDS] [COMMAND]`). COMMAND is that of another
// build, whose runs in one process are the control: docs/cluster.md says which. Workers are new in
// every round; what they took before they were ready stands apart.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNatsServer } from '../fault/nats-server.mjs';
import { writeInput, writeMix } from './inputs.mjs';
import { COMMAND, median, timeProcess } from './measure.mjs';

const TICKS_PER_SECOND = 100;
const MEBIBYTE = 2 ** 20;
const WORKERS = 2;

/** @typedef {{ name: string, lines: number, must: number, write: (file: string, lines: number) => void }} Case */

/** @type {readonly Case[]} */
const CASES = [
  {
    name: 'light lines',
    lines: 100_000,
    must: 4,
    write: (file, lines) => writeInput(file, lines, { members: 1 }),
  },
  { name: 'ten kinds of light lines', lines: 100_000, must: 4, write: writeMix },
  {
    name: 'scenarios of about 1 ms',
    lines: 5000,
    must: 1.1,
    write: (file, lines) => writeInput(file, lines, { members: 200, turns: 20 }),
  },
];

/** CPU seconds that a process has taken, its threads included. @param {number | undefined} pid */
function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** A worker, once it waits for orders. @param {string} url */
async function startWorker(url) {
  const words = [COMMAND, 'worker', '--engine', url, '-j', '1'];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  await new Promise((resolve, reject) => {
    child.stderr.once('data', resolve);
    child.once('exit', (code) => reject(new Error(`a worker ended with ${code}`)));
  });
  const end = () =>
    new Promise((resolve) => {
      child.removeAllListeners('exit').once('exit', resolve);
      child.kill();
    });
  return { pid: child.pid, start: cpuOf(child.pid), end };
}

/** @param {string} file */
const digestOf = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** Lines may fail. @param {string[]} words */
const timeRun = (words) => timeProcess(words, { accept: [0, 3] });

/** The words of a run. @param {string} input @param {string} output */
const runOf = (input, output) => ['run', input, '-o', output, '--force', '--quiet'];

/** @typedef {{ driver: number, a: number, b: number, server: number }} Taken CPU seconds by who took them */

/**
 * Two runs on a new server and new workers: the first finds threads that have to be started and code
 * that has never run, the second what a run finds on workers that others had before.
 * @param {string} input @param {string} output
 */
async function measureCluster(input, output) {
  const store = mkdtempSync(join(tmpdir(), 'pulse-nats-'));
  const server = await startNatsServer({ folder: store });
  const workers = [];
  try {
    timeProcess([process.execPath, COMMAND, 'cluster', 'init', '--engine', server.url]);
    for (let index = 0; index < WORKERS; index += 1) workers.push(await startWorker(server.url));
    const [a, b] = workers.map(({ pid }) => pid);
    const words = [process.execPath, COMMAND, ...runOf(input, output), '--engine', server.url];
    /** @returns {Taken} */
    const run = () => {
      const before = [a, b, server.pid()].map(cpuOf);
      const driver = timeRun([...words, '--chunk', '1000']).cpu;
      const [ofA = 0, ofB = 0, ofServer = 0] = [a, b, server.pid()].map(
        (pid, index) => cpuOf(pid) - (before[index] ?? 0),
      );
      return { driver, a: ofA, b: ofB, server: ofServer };
    };
    const start = workers.reduce((sum, worker) => sum + worker.start, 0);
    return { first: run(), again: run(), start };
  } finally {
    await Promise.all(workers.map(({ end }) => end()));
    await server.kill();
    rmSync(store, { recursive: true });
  }
}

/** @param {Taken} taken */
const allOf = ({ driver, a, b, server }) => driver + a + b + server;

/** @param {Case} measured @param {number} rounds @param {string} control command @param {string} folder */
async function measureCase({ name, lines, must, write }, rounds, control, folder) {
  const input = join(folder, 'in.ndjson');
  const [alone, spread] = [join(folder, 'alone.jsonl'), join(folder, 'spread.jsonl')];
  write(input, lines);
  const runAlone = (/** @type {string} */ command) =>
    timeRun([process.execPath, command, ...runOf(input, alone), '-j', '1']).cpu;
  /** @type {({ control: number, here: number } & Awaited<ReturnType<typeof measureCluster>>)[]} */
  const rows = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = runAlone(control);
    const cluster = await measureCluster(input, spread);
    rows.push({ control: before, here: runAlone(COMMAND), ...cluster });
    if (digestOf(alone) !== digestOf(spread))
      throw new Error(`${name}: the cluster's bytes differ`);
  }
  const moved = (statSync(input).size + statSync(spread).size) / MEBIBYTE;
  console.log(`${name}: ${lines} lines, ${moved.toFixed(0)} MiB of lines and records`);
  /** @param {string} what @param {(row: (typeof rows)[number]) => number} pick */
  const print = (what, pick) => {
    const seconds = median(rows.map(pick));
    const perLine = ((seconds / lines) * 1e6).toFixed(1).padStart(8);
    const perMebibyte = ((seconds / moved) * 1e3).toFixed(1).padStart(7);
    console.log(
      `  ${what.padEnd(30)}${seconds.toFixed(2).padStart(7)} s${perLine} µs/line${perMebibyte} ms/MiB`,
    );
  };
  print('one process, control', (row) => row.control);
  print('one process, this build', (row) => row.here);
  print('two workers until ready', (row) => row.start);
  for (const when of /** @type {const} */ (['first', 'again'])) {
    print(`${when}: run`, (row) => row[when].driver);
    print(`${when}: one worker`, (row) => row[when].a);
    print(`${when}: the other`, (row) => row[when].b);
    print(`${when}: server`, (row) => row[when].server);
    print(`${when}: all`, (row) => allOf(row[when]));
    const toControl = median(rows.map((row) => allOf(row[when]) / row.control));
    const toHere = median(rows.map((row) => allOf(row[when]) / row.here));
    const goal = `must ${must}: ${toControl <= must ? 'reached' : 'missed'}`;
    console.log(
      `  ${when}: all / control ${toControl.toFixed(2)} (${goal}), / this build ${toHere.toFixed(2)}`,
    );
  }
}

const [rounds = '3', control = COMMAND, only = ''] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'pulse-cluster-'));
try {
  for (const measured of CASES)
    if (measured.name.startsWith(only))
      await measureCase(measured, Number(rounds), control, folder);
} finally {
  rmSync(folder, { recursive: true });
}
