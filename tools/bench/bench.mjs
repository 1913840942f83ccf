// `npm run bench [-- --quick]`: the table of PERFORMANCE.md §3 as far as its rows exist, each a ratio to
// a control measured in turns in the same run; writes docs/benchmarks.md. Needs a build.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../workspace.mjs';
import { LIGHT_KINDS, writeInput, writeMix } from './inputs.mjs';
import { measureGravity, measureTaught } from './gravity.mjs';
import { measureAgainstC, measureGrowth } from './growth.mjs';
import { COMMAND, interleave, isThere, reached, runCommand, timeProcess } from './measure.mjs';
import { measureParts } from './parts.mjs';
import { measureThreads } from './threads.mjs';

/**
 * @typedef {object} Row
 * @property {string} row number in PERFORMANCE.md §3
 * @property {string} name
 * @property {number} must
 * @property {number} aim
 * @property {number | null} value the ratio; null: it could not be measured here
 * @property {string} control what it was measured against, in figures
 */

const quick = process.argv.includes('--quick');
const scale = quick ? 1 : 5;
const rounds = quick ? 3 : 5;
const folder = mkdtempSync(join(tmpdir(), 'pulse-bench-'));
/** @type {Row[]} */
const rows = [];

/** A goal without the digits of a division. @param {number} value */
const goal = (value) => Number(value.toFixed(2));

/** @type {import('./parts.mjs').Add} */
function add(row, name, [must, aim], value, control) {
  rows.push({ row, name, must, aim, value, control });
  console.log(
    `${row.padStart(4)}  ${(value?.toFixed(2) ?? 'NOT MEASURED').padStart(6)}  (must ${goal(must)}, aim ${goal(aim)})  ${name}: ${control}`,
  );
}

/** @param {number} perLine seconds */
const micros = (perLine) => `${(perLine * 1e6).toFixed(1)} µs`;

/** @param {string} name @param {number} count @param {Parameters<typeof writeInput>[2]} [options] */
function input(name, count, options) {
  const file = join(folder, `${name}.ndjson`);
  writeInput(file, count, options);
  return file;
}

/** The records of the first lines of a file, for the floor. @param {string} file @param {string} name */
function recordsOf(file, name) {
  const head = execFileSync('head', ['-n', '2000', file]);
  const records = join(folder, `${name}.jsonl`);
  writeFileSync(
    records,
    execFileSync(process.execPath, [COMMAND, '--quiet'], { input: head, maxBuffer: 1 << 28 }),
  );
  return records;
}

/** CPU seconds per line of the JSON floor. @param {string} file @param {string} records */
function floorOf(file, records) {
  const floor = [process.execPath, join(import.meta.dirname, 'json-floor.mjs'), file, records];
  return JSON.parse(timeProcess(floor).stderr).perLine / 1e6;
}

function lightRows() {
  const count = quick ? 100_000 : 1_000_000;
  const light = input('light', count, { members: 1 });
  const records = recordsOf(light, 'light');
  const hasJq = isThere('jq');
  const { run, floor, jq } = interleave(rounds, {
    run: () => runCommand(light).cpu / count,
    floor: () => floorOf(light, records),
    jq: () => (hasJq ? timeProcess(['jq', '-c', '.', light]).cpu / count : NaN),
  });
  const what = `light end to end, ${count} lines`;
  add(
    '1',
    `${what} / JSON floor`,
    [0.8, 0.4],
    run / floor,
    `${micros(run)} / ${micros(floor)} a line`,
  );
  add(
    '2',
    `${what} / jq -c . of the input`,
    [1.2, 0.6],
    hasJq ? run / jq : null,
    hasJq ? `${micros(run)} / ${micros(jq)} a line` : `no jq here; ${micros(run)} a line`,
  );

  const mixed = input('mixed', count, { members: 1, invalidEvery: 10 });
  const invalid = interleave(rounds, {
    mixed: () => runCommand(mixed).cpu / count,
    valid: () => runCommand(light).cpu / count,
  });
  add(
    '11',
    '10 % invalid lines / all valid',
    [2, 1.3],
    invalid.mixed / invalid.valid,
    `${micros(invalid.mixed)} / ${micros(invalid.valid)} a line`,
  );
}

/** Light lines of ten kinds, and each kind alone: marginal costs, a start would hide them. */
function mixRows() {
  const [few, many] = [quick ? 5000 : 20_000, quick ? 25_000 : 220_000];
  /** @param {string} name @param {string[]} [kinds] */
  const measureKinds = (name, kinds) => {
    const [short, long] = [few, many].map((count) => {
      const file = join(folder, `${name}-${count}.ndjson`);
      writeMix(file, count, kinds);
      return file;
    });
    const records = recordsOf(long ?? '', name);
    const { less, more, floor } = interleave(rounds, {
      less: () => runCommand(short ?? '').cpu,
      more: () => runCommand(long ?? '').cpu,
      floor: () => floorOf(long ?? '', records),
    });
    return { perLine: (more - less) / (many - few), floor };
  };
  const mix = measureKinds('mix');
  add(
    '1',
    `light mix of ${Object.keys(LIGHT_KINDS).length} kinds, ${many} lines / JSON floor`,
    [0.6, 0.4],
    mix.perLine / mix.floor,
    `${micros(mix.perLine)} / ${micros(mix.floor)} a line`,
  );
  const kinds = Object.keys(LIGHT_KINDS).map((kind, at) => ({
    kind,
    ...measureKinds(`kind-${at}`, [kind]),
  }));
  const dearest = kinds.toSorted((a, b) => b.perLine / b.floor - a.perLine / a.floor);
  const { kind, perLine, floor } = /** @type {(typeof kinds)[number]} */ (dearest[0]); // there are ten
  const figures = kinds.map((each) => `${each.kind} ${(each.perLine / each.floor).toFixed(2)}`);
  add(
    '1',
    `the dearest kind of them (${kind}) / JSON floor`,
    [1, 0.6],
    perLine / floor,
    `${micros(perLine)} / ${micros(floor)} a line; ${figures.join(', ')}`,
  );
}

/** CPU seconds of one member-turn of the kernel. */
const kernelAlone = () =>
  Number(timeProcess([process.execPath, join(import.meta.dirname, 'bare-kernel.mjs')]).stderr);

function defaultRow() {
  const count = 20_000 * scale;
  const file = input('default', count);
  const records = recordsOf(file, 'default');
  const { run, floor, memberTurn } = interleave(rounds, {
    run: () => runCommand(file).cpu / count,
    floor: () => floorOf(file, records),
    memberTurn: kernelAlone,
  });
  const kernel = memberTurn * 101 * 5;
  add(
    '3',
    `default end to end (members 100), ${count} lines / (JSON floor + kernel)`,
    [1.4, 1.15],
    run / (floor + kernel),
    `${micros(run)} / (${micros(floor)} + ${micros(kernel)}) a line`,
  );
}

function startRows() {
  const line = '{"turns":5,"members":1}\n';
  const { bare, version, first } = interleave(4 * rounds, {
    bare: () => timeProcess([process.execPath, '-e', '0']).cpu,
    version: () => timeProcess([process.execPath, COMMAND, '--version']).cpu,
    first: () => timeProcess([process.execPath, COMMAND, '--quiet', '-'], { input: line }).cpu,
  });
  const ms = (/** @type {number} */ seconds) => `${(seconds * 1e3).toFixed(0)} ms`;
  add('10', '`--version` / bare node', [1.3, 1.1], version / bare, `${ms(version)} / ${ms(bare)}`);
  add(
    '10',
    'first record of a one-line input / bare node',
    [1.7, 1.2],
    first / bare,
    `${ms(first)} / ${ms(bare)}`,
  );
}

/** @param {string} load before the run */
function page(load) {
  const [cpu] = cpus();
  const table = rows.map(
    ({ row, name, must, aim, value, control }) =>
      `| ${row} | ${name} | ${value?.toFixed(2) ?? '–'} | ${goal(must)} | ${goal(aim)} | ${reached(value, must, aim)} | ${control} |`,
  );
  return `# Benchmarks

Written by \`npm run bench${quick ? ' -- --quick' : ''}\`; the rows are those of [PERFORMANCE.md](contract/PERFORMANCE.md) §3 that this bench measures. Every figure is a ratio to a control that was measured in turns with it, CPU time of whole processes (rows 6 and 7: time on the clock; row 9: MiB). ${cpus().length} × ${cpu?.model ?? 'unknown'}, Node ${process.version}; load when it began: ${load}.

| # | case | ratio | must | aim | reached | measured |
| - | ---- | ----- | ---- | --- | ------- | -------- |
${table.join('\n')}
`;
}

const load = loadavg()
  .map((value) => value.toFixed(1))
  .join(' ');
console.log(
  `load ${load}${Number(load.split(' ')[0]) > cpus().length / 2 ? ': busy, expect noise' : ''}`,
);
try {
  startRows();
  measureTaught(rounds, add);
  measureGravity(rounds, add);
  measureParts(rounds, quick ? 3000 : 10_000, add);
  measureAgainstC(quick, add);
  lightRows();
  mixRows();
  defaultRow();
  measureGrowth(folder, quick, rounds, add);
  await measureThreads(folder, quick, add);
} finally {
  rmSync(folder, { recursive: true });
}
const target = join(ROOT, 'docs/benchmarks.md');
writeFileSync(target, page(load));
execFileSync(process.execPath, [join(ROOT, 'node_modules/oxfmt/bin/oxfmt'), target]);
const unknown = rows.filter(({ value }) => value === null);
const missed = rows.filter(({ value, must }) => value !== null && value > must);
console.log(
  `${rows.length} rows, ${missed.length} miss their must, ${unknown.length} not measured; see docs/benchmarks.md`,
);
