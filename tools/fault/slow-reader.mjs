// Offers the command more input than it could ever read, behind a reader of 1 KB/s, and measures what
// it accepts beyond the lines whose records were read, and whether its memory stays flat
// (RELIABILITY.md §5). `npm run build`, then `node tools/fault/slow-reader.mjs [--seconds 120]`.
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
const MAX_RESIDENT_BYTES = 200 * 1000 ** 2;
const MAX_GROWTH = 1.1;

/**
 * Writes lines as fast as they are taken and keeps the number of accepted bytes in a file.
 * @param {string} statisticsPath
 */
function produce(statisticsPath) {
  const statistics = openSync(statisticsPath, 'w');
  const block = Buffer.from(LINE.repeat(Math.floor(65_536 / LINE.length)));
  let accepted = 0;
  while (accepted < OFFERED_BYTES) {
    accepted += writeSync(1, block, accepted % block.length);
    writeSync(statistics, String(accepted).padEnd(20), 0);
  }
}

/**
 * Reads slowly and keeps the number of whole records read in a file.
 * @param {string} statisticsPath
 * @param {number} seconds
 */
function read(statisticsPath, seconds) {
  const statistics = openSync(statisticsPath, 'w');
  const chunk = Buffer.alloc(BYTES_PER_SECOND);
  const clock = new Int32Array(new SharedArrayBuffer(4));
  let records = 0;
  for (let second = 0; second < seconds; second += 1) {
    const length = readSync(0, chunk, 0, chunk.length, null);
    if (length === 0) break;
    for (const byte of chunk.subarray(0, length)) if (byte === 0x0a) records += 1;
    writeSync(statistics, String(records).padEnd(20), 0);
    Atomics.wait(clock, 0, 0, 1000);
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
 * @param {number} seconds how long the reader reads
 */
export async function measureSlowReader(seconds) {
  const folder = mkdtempSync(join(tmpdir(), 'slow-reader-'));
  const acceptedPath = join(folder, 'accepted');
  const recordsPath = join(folder, 'records');
  for (const path of [acceptedPath, recordsPath]) closeSync(openSync(path, 'w'));
  const self = import.meta.filename;
  const producer = start([self, 'produce', acceptedPath], 'ignore');
  const command = start([COMMAND], producer.stdout);
  const reader = start([self, 'read', recordsPath, String(seconds)], command.stdout);
  // the children hold their ends; this process must not keep a pipe open
  for (const { stdout } of [producer, command, reader]) stdout?.destroy();
  /** @type {number[]} */
  const resident = [];
  const sampling = setInterval(() => {
    const bytes = residentBytes(command.pid);
    if (bytes !== null) resident.push(bytes);
  }, 250);
  let aheadBytes = 0;
  const watching = setInterval(() => {
    const ahead = readCount(acceptedPath) - readCount(recordsPath) * LINE.length;
    aheadBytes = Math.max(aheadBytes, ahead);
  }, 250);
  await new Promise((resolve) => reader.once('exit', resolve));
  clearInterval(sampling);
  clearInterval(watching);
  const records = readCount(recordsPath);
  for (const child of [command, producer]) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
  // the first seconds are the start of the process
  const settled = resident.slice(Math.min(resident.length - 3, 12));
  const third = Math.max(1, Math.floor(settled.length / 3));
  return {
    records,
    aheadBytes,
    maxResidentBytes: Math.max(...resident),
    growth: mean(settled.slice(-third)) / mean(settled.slice(0, third)),
  };
}

/**
 * What of a measurement breaks the promise.
 * @param {Awaited<ReturnType<typeof measureSlowReader>>} measured
 */
export function complaintsAbout({ records, aheadBytes, maxResidentBytes, growth }) {
  return [
    ...(records > 0 ? [] : ['no record was read']),
    ...(aheadBytes > 0 ? [] : ['no input was accepted']),
    ...(aheadBytes <= MAX_AHEAD_BYTES ? [] : [`${mib(aheadBytes)} accepted ahead of the reader`]),
    ...(maxResidentBytes < MAX_RESIDENT_BYTES ? [] : [`${mib(maxResidentBytes)} resident`]),
    ...(growth <= MAX_GROWTH ? [] : [`memory grew by a factor of ${growth.toFixed(2)}`]),
  ];
}

if (process.argv[1] === import.meta.filename) {
  const [mode, path = '', seconds] = process.argv.slice(2);
  if (mode === 'produce') produce(path);
  else if (mode === 'read') read(path, Number(seconds));
  else {
    const { values } = parseArgs({ options: { seconds: { type: 'string', default: '120' } } });
    const measured = await measureSlowReader(Number(values.seconds));
    const { records, aheadBytes, maxResidentBytes, growth } = measured;
    console.log(
      `${values.seconds} s at ${BYTES_PER_SECOND} B/s, ${mib(OFFERED_BYTES)} offered: ${records} records read, at most ${mib(aheadBytes)} accepted ahead, at most ${mib(maxResidentBytes)} resident, last third / first third ${growth.toFixed(2)}`,
    );
    const complaints = complaintsAbout(measured);
    for (const complaint of complaints) console.error(complaint);
    if (complaints.length > 0) process.exitCode = 1;
  }
}
