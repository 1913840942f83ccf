// Offers the command much input behind a slow reader, and measures what it accepts beyond the lines
// whose records were read, and whether its memory stays flat (RELIABILITY.md §5, PERFORMANCE.md §3).
// `npm run build`, then `node tools/fault/slow-reader.mjs [--seconds 120] [--rate 1024] [--jobs 1] [--wide]`:
// --wide has lines of 15 KB, of which a reader of 60 MB/s (--rate 60e6) gets through gigabytes.
import { spawn } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../workspace.mjs';

const COMMAND = join(ROOT, 'apps/pulse-stream/bin/pulse-stream.js');
const LINE = '{"turns":5,"members":1,"state_overrides":{"hope":0.75,"inflation_index":0.06}}\n';
const OFFERED_BYTES = 2.5 * 1024 ** 3;
const BYTES_PER_SECOND = 1024;
const MAX_AHEAD_BYTES = 16 * 1024 ** 2;
/** Of one thread, and of two workers. */
const MAX_RESIDENT_BYTES = { 1: 150 * 1024 ** 2, 2: 220 * 1024 ** 2 };
const MAX_GROWTH = 1.1;

/** A line of about 16 KiB, most of it carried through: gigabytes of these are computed in a minute. */
const WIDE_LINE = `${JSON.stringify({ turns: 1, members: 1, meta: { note: 'x'.repeat(15_000) } })}\n`;

/**
 * Writes lines as fast as they are taken and keeps the number of accepted bytes in a file.
 * @param {string} statisticsPath
 * @param {string} line
 * @param {number} offered bytes
 */
function produce(statisticsPath, line, offered) {
  const statistics = openSync(statisticsPath, 'w');
  const block = Buffer.from(line.repeat(Math.ceil(65_536 / line.length)));
  let accepted = 0;
  while (accepted < offered || accepted % line.length > 0) {
    accepted += writeSync(1, block, accepted % block.length);
    writeSync(statistics, String(accepted).padEnd(20), 0);
  }
}

/**
 * Reads slowly and keeps the number of whole records read in a file.
 * @param {string} statisticsPath
 * @param {number} seconds
 * @param {number} bytesPerSecond
 */
function read(statisticsPath, seconds, bytesPerSecond) {
  const statistics = openSync(statisticsPath, 'w');
  const size = Math.min(bytesPerSecond, 65_536);
  const chunk = Buffer.alloc(size);
  const clock = new Int32Array(new SharedArrayBuffer(4));
  const started = performance.now();
  let [records, taken] = [0, 0];
  for (let due = 0; due < 1000 * seconds; due = (1000 * taken) / bytesPerSecond) {
    Atomics.wait(clock, 0, 0, Math.max(0, started + due - performance.now()));
    const length = readSync(0, chunk, 0, size, null);
    if (length === 0) break;
    taken += length;
    for (let at = chunk.indexOf(10); at >= 0 && at < length; at = chunk.indexOf(10, at + 1))
      records += 1;
    writeSync(statistics, String(records).padEnd(20), 0);
  }
}

/**
 * Resident bytes of a process; null when it is gone.
 * @param {number | undefined} pid
 */
function residentBytes(pid) {
  try {
    const kib = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kib === undefined ? null : Number(kib) * 1024;
  } catch {
    return null;
  }
}

/** @param {number[]} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
/** @param {number} bytes */
const mib = (bytes) => `${(bytes / 1024 ** 2).toFixed(1)} MiB`;

/** @param {string} path */
const readCount = (path) => Number(readFileSync(path, 'utf8'));

/**
 * @param {string[]} args of node
 * @param {import('node:child_process').IOType | import('node:stream').Readable | null} stdin
 */
function start(args, stdin) {
  return spawn(process.execPath, args, { stdio: [stdin, 'pipe', 'ignore'] });
}

/**
 * One measurement.
 * @param {object} options
 * @param {number} options.seconds how long the reader reads, unless the input ends before
 * @param {number} [options.bytesPerSecond] of the reader
 * @param {1 | 2} [options.jobs] threads that compute
 * @param {boolean} [options.wide] lines of 15 KB
 * @param {number} [options.offered] bytes of input
 */
export async function measureSlowReader({
  seconds,
  bytesPerSecond = BYTES_PER_SECOND,
  jobs = 1,
  wide = false,
  offered = OFFERED_BYTES,
}) {
  const folder = mkdtempSync(join(tmpdir(), 'slow-reader-'));
  const acceptedPath = join(folder, 'accepted');
  const recordsPath = join(folder, 'records');
  for (const path of [acceptedPath, recordsPath]) closeSync(openSync(path, 'w'));
  const self = import.meta.filename;
  const line = wide ? WIDE_LINE : LINE;
  const produced = [wide ? 'wide' : 'light', String(offered)];
  const producer = start([self, 'produce', acceptedPath, ...produced], 'ignore');
  const command = start([COMMAND, '-j', String(jobs)], producer.stdout);
  const pace = [String(seconds), String(bytesPerSecond)];
  const reader = start([self, 'read', recordsPath, ...pace], command.stdout);
  // the children hold their ends; this process must not keep a pipe open
  for (const { stdout } of [producer, command, reader]) stdout?.destroy();
  /** @type {number[]} */
  const resident = [];
  /** Samples taken before the first record was read: the process and its threads were starting. */
  let starting = 0;
  const sampling = setInterval(() => {
    const bytes = residentBytes(command.pid);
    if (bytes !== null) resident.push(bytes);
    if (readCount(recordsPath) === 0) starting = resident.length;
  }, 250);
  let aheadBytes = 0;
  const watching = setInterval(() => {
    const ahead = readCount(acceptedPath) - readCount(recordsPath) * line.length;
    aheadBytes = Math.max(aheadBytes, ahead);
  }, 250);
  await new Promise((resolve) => reader.once('exit', resolve));
  clearInterval(sampling);
  clearInterval(watching);
  const records = readCount(recordsPath);
  const acceptedBytes = readCount(acceptedPath);
  for (const child of [command, producer]) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
  // the first seconds are the start of the process, and of its threads
  const settled = resident.slice(Math.min(resident.length - 3, starting + 12));
  const third = Math.max(1, Math.floor(settled.length / 3));
  return {
    jobs,
    records,
    acceptedBytes,
    aheadBytes,
    maxResidentBytes: Math.max(...resident),
    growth: mean(settled.slice(-third)) / mean(settled.slice(0, third)),
  };
}

/**
 * What of a measurement breaks the promise.
 * @param {Awaited<ReturnType<typeof measureSlowReader>>} measured
 */
export function complaintsAbout({ jobs, records, aheadBytes, maxResidentBytes, growth }) {
  return [
    ...(records > 0 ? [] : ['no record was read']),
    ...(aheadBytes > 0 ? [] : ['no input was accepted']),
    ...(aheadBytes <= MAX_AHEAD_BYTES ? [] : [`${mib(aheadBytes)} accepted ahead of the reader`]),
    ...(maxResidentBytes < MAX_RESIDENT_BYTES[jobs] ? [] : [`${mib(maxResidentBytes)} resident`]),
    ...(growth <= MAX_GROWTH ? [] : [`memory grew by a factor of ${growth.toFixed(2)}`]),
  ];
}

if (process.argv[1] === import.meta.filename) {
  const [mode, path = '', first, second] = process.argv.slice(2);
  if (mode === 'produce') produce(path, first === 'wide' ? WIDE_LINE : LINE, Number(second));
  else if (mode === 'read') read(path, Number(first), Number(second));
  else {
    const { values } = parseArgs({
      options: {
        seconds: { type: 'string', default: '120' },
        rate: { type: 'string', default: String(BYTES_PER_SECOND) },
        jobs: { type: 'string', short: 'j', default: '1' },
        wide: { type: 'boolean', default: false },
      },
    });
    const [seconds, bytesPerSecond] = [Number(values.seconds), Number(values.rate)];
    const jobs = values.jobs === '2' ? 2 : 1;
    const measured = await measureSlowReader({ seconds, bytesPerSecond, jobs, wide: values.wide });
    const { records, acceptedBytes, aheadBytes, maxResidentBytes, growth } = measured;
    console.log(
      `-j ${jobs}, ${seconds} s at ${bytesPerSecond} B/s: ${mib(acceptedBytes)} of input accepted, ${records} records read, at most ${mib(aheadBytes)} accepted ahead, at most ${mib(maxResidentBytes)} resident, last third / first third ${growth.toFixed(2)}`,
    );
    const complaints = complaintsAbout(measured);
    for (const complaint of complaints) console.error(complaint);
    if (complaints.length > 0) process.exitCode = 1;
  }
}
