// Rows 5 and 8 of the bench: the kernel against C, and whether a line or a member-turn costs more when
// there are many.
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { writeInput } from './inputs.mjs';
import { COMPILER } from './kernel.mjs';
import {
  COMMAND,
  interleave,
  median,
  medianRatio,
  runCommand,
  takeTurns,
  timeProcess,
} from './measure.mjs';

/** @typedef {import('./parts.mjs').Add} Add */

/** @param {boolean} quick @param {Add} add */
export function measureAgainstC(quick, add) {
  // a process of its own: where other models ran before, the engine knows less of what they share
  const program = join(import.meta.dirname, 'kernel.mjs');
  const words = [process.execPath, program, '--json', ...(quick ? ['--quick'] : [])];
  /** @type {import('./kernel.mjs').KernelRow[]} */
  const kernels = JSON.parse(timeProcess(words).stderr);
  for (const { model, c, generated, ratio } of kernels) {
    const control =
      c === null
        ? `no ${COMPILER[0]} here; ${generated.toFixed(1)} ns a member-turn`
        : `${generated.toFixed(1)} / ${c.toFixed(1)} ns a member-turn (${COMPILER.join(' ')})`;
    add('5', `kernel of ${model} / the same in C`, [2.5, 1], ratio, control);
  }
}

/** @param {string} folder for inputs @param {boolean} quick @param {number} rounds @param {Add} add */
export function measureGrowth(folder, quick, rounds, add) {
  const [few, part, parts] = [10_000, quick ? 100_000 : 1_000_000, quick ? 3 : 10];
  const file = join(folder, 'part.ndjson');
  const small = join(folder, 'few.ndjson');
  writeInput(small, few, { members: 1 });
  writeInput(file, part, { members: 1 });
  const many = ['bash', '-c', `cat ${`${file} `.repeat(parts)} | "$0" "$1" --quiet -`];
  const perLine = interleave(quick ? 2 : 1, {
    many: () => timeProcess([...many, process.execPath, COMMAND]).cpu / (part * parts),
    few: () => Math.min(...[1, 2, 3].map(() => runCommand(small).cpu)) / few,
  });
  const micros = (/** @type {number} */ seconds) => `${(seconds * 1e6).toFixed(1)} µs`;
  add(
    '8',
    `cost per line, ${part * parts} lines / ${few} lines`,
    [1.1, 1.03],
    perLine.many / perLine.few,
    `${micros(perLine.many)} / ${micros(perLine.few)}`,
  );

  const turns = 50;
  // long enough that start-up and learning the form of the records do not count
  const lines = quick ? 4 : 60;
  const write = (/** @type {number} */ members, /** @type {number} */ count) => {
    const path = join(folder, `members-${members}.ndjson`);
    const line = JSON.stringify({ turns, members, forecast: { horizons: [turns] } });
    writeFileSync(path, `${line}\n`.repeat(count));
    return path;
  };
  const [large, usual] = [write(10_000, lines), write(100, 100 * lines)];
  const work = lines * 10_000 * turns;
  const perTurn = takeTurns(2 * rounds - 1, {
    large: () => runCommand(large).cpu / work,
    usual: () => runCommand(usual).cpu / work,
  });
  const nanos = (/** @type {number[]} */ seconds) => `${(median(seconds) * 1e9).toFixed(0)} ns`;
  add(
    '8',
    'cost per member-turn, 10,000 members / 100 members',
    [1.1, 1.03],
    medianRatio(perTurn.large, perTurn.usual),
    `${nanos(perTurn.large)} / ${nanos(perTurn.usual)}`,
  );
}
