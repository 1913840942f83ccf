// What a member-turn costs, against the same model in C: `npm run build && node tools/bench/kernel.mjs
// [--quick] [--json]`. The ensemble is simulated as a scenario is (plan, control run, noise, attribution,
// values at every turn); the C programs in tools/bench/c do the same but attribute nothing. Both draw
// the same numbers and must give the same bits, or the bench stops.
//
// CPU time, rounds interleaved; printed are medians over the rounds, of the ratios too.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileModel, simulateRun } from '@pulse-stream/simulator';
import { deriveStreamKey } from '@pulse-stream/simulator/internal';
import { ScenarioConfig } from '@pulse-stream/worldstate';
import { parse } from 'yaml';
import { ROOT } from '../workspace.mjs';
import * as tables from '../../packages/simulator/dist/math/elementary-tables.js';

export const MODELS = ['pulse', 'sir', 'us-macro-monthly'];
export const COMPILER = ['gcc', '-O3', '-march=native', '-ffp-contract=off'];

const TURNS = 50;
const MEMBERS = 1000;
const SEED = 7;

/**
 * @typedef {object} KernelRow
 * @property {string} model
 * @property {number | null} c ns per member-turn; null without a compiler
 * @property {number} generated
 * @property {number} reference
 * @property {number | null} ratio generated / C
 */

/**
 * Measures every model.
 * @param {{rounds: number, warmUpMs: number}} options
 * @returns {KernelRow[]}
 */
function measureKernels({ rounds, warmUpMs }) {
  const folder = mkdtempSync(join(tmpdir(), 'pulse-kernel-'));
  try {
    const programs = compilePrograms(folder);
    return MODELS.filter((name) => existsSync(modelFile(name))).map((name) =>
      measureModel(name, programs.get(name) ?? null, folder, { rounds, warmUpMs }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param {string} name */
const modelFile = (name) => join(ROOT, 'models', `${name}.yaml`);

/**
 * Compiles the C sources, with the tables of the elementary functions as they are here.
 * @param {string} folder
 * @returns {Map<string, string>} model → program; empty without a compiler
 */
function compilePrograms(folder) {
  const header = Object.entries(tables).map(([name, value]) =>
    typeof value === 'number'
      ? `#define ${name} ${writeDouble(value)}`
      : `static const double ${name}[] = {${Array.from(value, writeDouble).join(', ')}};`,
  );
  writeFileSync(join(folder, 'tables.h'), `${header.join('\n')}\n`);
  const programs = new Map();
  const [compiler = '', ...flags] = COMPILER;
  for (const name of MODELS) {
    const source = join(import.meta.dirname, 'c', `${name}.c`);
    const program = join(folder, name);
    try {
      execFileSync(compiler, [...flags, `-I${folder}`, '-o', program, source, '-lm']);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Map();
      throw error;
    }
    programs.set(name, program);
  }
  return programs;
}

/** @param {number} value */
function writeDouble(value) {
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/**
 * @param {string} name
 * @param {string | null} program
 * @param {string} folder
 * @param {{rounds: number, warmUpMs: number}} options
 * @returns {KernelRow}
 */
function measureModel(name, program, folder, { rounds, warmUpMs }) {
  const compiled = compileModel(parse(readFileSync(modelFile(name), 'utf8')));
  const config = ScenarioConfig.parse({ turns: TURNS, members: MEMBERS, seed: SEED });
  const room = { values: new Float64Array(0) };
  /** @param {'auto' | 'reference'} kernel */
  const simulate = (kernel) => simulateRun(compiled, config, { kernel, room });
  if (simulate('auto').kernel !== 'generated') throw new Error(`${name} is not generated`);
  if (program !== null) compareBits(name, program, join(folder, 'values'), simulate('auto'));
  for (const until = performance.now() + warmUpMs; performance.now() < until;) simulate('auto');
  simulate('reference');

  /** @type {{c: number[], generated: number[], reference: number[], ratio: number[]}} */
  const { c, generated, reference, ratio } = { c: [], generated: [], reference: [], ratio: [] };
  for (let round = 0; round < rounds; round += 1) {
    if (program !== null) c.push(runProgram(program, 100));
    generated.push(cpuTime(50, () => simulate('auto')));
    if (round % 4 === 0) reference.push(cpuTime(1, () => simulate('reference')));
    if (program !== null) ratio.push((generated.at(-1) ?? NaN) / (c.at(-1) ?? NaN));
  }
  return {
    model: name,
    c: program === null ? null : median(c),
    generated: median(generated),
    reference: median(reference),
    ratio: program === null ? null : median(ratio),
  };
}

/**
 * ns per member-turn of a C program.
 * @param {string} program
 * @param {number} repeats
 * @param {string[]} file where it writes the values
 */
function runProgram(program, repeats, ...file) {
  const key = deriveStreamKey(SEED, 'noise');
  const args = [MEMBERS, TURNS, repeats, ...key].map(String);
  const output = execFileSync(program, [...args, ...file], { encoding: 'utf8' });
  return Number(output.split(' ')[0]);
}

/**
 * @param {string} name
 * @param {string} program
 * @param {string} file
 * @param {import('@pulse-stream/worldstate').SimulatedRun} run
 */
function compareBits(name, program, file, run) {
  runProgram(program, 1, file);
  const bytes = new Uint8Array(readFileSync(file));
  const values = run.ensemble?.values ?? new Float64Array(0);
  const own = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  if (Buffer.compare(bytes, own) !== 0)
    throw new Error(`tools/bench/c/${name}.c does not compute what models/${name}.yaml says`);
}

/**
 * CPU time in ns per member-turn.
 * @param {number} repeats
 * @param {() => unknown} work
 */
function cpuTime(repeats, work) {
  const before = process.cpuUsage();
  for (let repeat = 0; repeat < repeats; repeat += 1) work();
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / (repeats * MEMBERS * TURNS);
}

/** @param {number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

if (process.argv[1] === import.meta.filename) {
  const quick = process.argv.includes('--quick');
  const rows = measureKernels(
    quick ? { rounds: 9, warmUpMs: 1000 } : { rounds: 41, warmUpMs: 3000 },
  );
  if (process.argv.includes('--json')) console.error(JSON.stringify(rows));
  else print(rows);
}

/** @param {readonly KernelRow[]} rows */
function print(rows) {
  const version = execFileSync(COMPILER[0] ?? '', ['--version'], { encoding: 'utf8' }).split(
    '\n',
  )[0];
  console.log(
    `${MEMBERS} members × ${TURNS} turns; ${COMPILER.join(' ')}: ${version}; node ${process.version}`,
  );
  console.log(
    '| model | C ns | generated ns | generated / C | reference ns | reference / generated |',
  );
  console.log('| --- | --- | --- | --- | --- | --- |');
  for (const { model, c, generated, reference, ratio } of rows)
    console.log(
      `| ${[model, c?.toFixed(1) ?? 'no compiler', generated.toFixed(1), ratio?.toFixed(2) ?? '–', reference.toFixed(0), (reference / generated).toFixed(1)].join(' | ')} |`,
    );
}
