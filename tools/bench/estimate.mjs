// What `--dry-run` says of a run against the CPU time of the run itself: `node tools/bench/estimate.mjs [scale]`. Light,
// default and heavy lines, mixed ones, and lines with histories of their own; each on one thread.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeInput } from './inputs.mjs';
import { COMMAND, runCommand, timeProcess } from './measure.mjs';

/** Goal of the ratio of what was said to what it took, either way. */
const MOST = 2;

const scale = Number(process.argv[2] ?? 1);
const folder = mkdtempSync(join(tmpdir(), 'pulse-estimate-'));

/** @param {string} name @param {number} count @param {(index: number) => object} make */
function write(name, count, make) {
  const file = join(folder, `${name}.ndjson`);
  const lines = Array.from({ length: count }, (_, index) => `${JSON.stringify(make(index))}\n`);
  writeFileSync(file, lines.join(''));
  return file;
}

/** @param {string} name @param {number} count @param {Parameters<typeof writeInput>[2]} [options] */
function input(name, count, options) {
  const file = join(folder, `${name}.ndjson`);
  writeInput(file, count, options);
  return file;
}

/** @param {number} seed */
const history = (seed) =>
  Array.from({ length: 40 }, (_, row) => ({ hope: 0.5 + 0.3 * Math.sin(row + seed) }));

try {
  const files = {
    light: input('light', 400_000 * scale, { members: 1 }),
    default: input('default', 20_000 * scale),
    heavy: input('heavy', 60 * scale, { members: 2000, turns: 200 }),
    mixed: write('mixed', 60_000 * scale, (index) =>
      index % 2000 === 7
        ? { turns: 400, members: 1000 }
        : { turns: 3, members: 1, id: `s${index}` },
    ),
    histories: write('histories', 1500 * scale, (index) => ({
      turns: 5,
      members: 20,
      observations: history(index),
    })),
    short: write('short', 20, (index) => ({ turns: 5, id: `s${index}` })),
  };
  for (const [name, file] of Object.entries(files)) {
    const said = timeProcess(
      [process.execPath, COMMAND, file, '-j', '1', '--dry-run', '--log-format', 'json'],
      { accept: [0, 3] },
    );
    const { seconds } = JSON.parse(said.stderr.trim().split('\n').at(-1) ?? '');
    // starting a process is no part of a run
    const { cpu: start } = timeProcess([process.execPath, COMMAND, 'schema', 'config']);
    const took = Math.max(0.001, runCommand(file).cpu - start);
    const ratio = seconds / took;
    const holds = ratio < MOST && ratio > 1 / MOST;
    console.log(
      `${name.padEnd(10)} said ${seconds.toFixed(2)} s, took ${took.toFixed(2)} s: ${ratio.toFixed(2)}${holds ? '' : '  MISSED'}`,
    );
    if (!holds) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
