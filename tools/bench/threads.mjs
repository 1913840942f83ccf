// Rows 6, 7 and 9 of the bench: what worker threads win, and what memory runs need behind slow readers.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureSlowReader } from '../fault/slow-reader.mjs';
import { writeInput } from './inputs.mjs';
import { COMMAND, median, medianRatio, runCommand, takeTurns, timeProcess } from './measure.mjs';

/** @typedef {(row: string, name: string, goals: [number, number], value: number, control: string) => void} Add */

const seconds = (/** @type {number[]} */ values) => `${median(values).toFixed(1)} s`;
const MIB = 1024 ** 2;

/** Two processes of one thread at the same time. @param {string} first @param {string} second */
function runHalves(first, second) {
  const script = '"$0" "$1" -q -j 1 "$2" >/dev/null & "$0" "$1" -q -j 1 "$3" >/dev/null & wait';
  return timeProcess(['bash', '-c', script, process.execPath, COMMAND, first, second]).wall;
}

/** @param {string} folder @param {boolean} quick @param {Add} add */
function measureSpeedUp(folder, quick, add) {
  const count = quick ? 800 : 4000;
  const file = join(folder, 'heavy.ndjson');
  writeInput(file, count, { members: 400, turns: 50 });
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const halves = [0, 1].map((half) => {
    const name = join(folder, `heavy-${half}.ndjson`);
    const part = lines.slice((half * count) / 2, ((half + 1) * count) / 2);
    writeFileSync(name, `${part.join('\n')}\n`);
    return name;
  });
  const { one, two, apart } = takeTurns(quick ? 2 : 5, {
    one: () => runCommand(file, '-j', '1').wall,
    two: () => runCommand(file, '-j', '2').wall,
    apart: () => runHalves(halves[0] ?? '', halves[1] ?? ''),
  });
  add(
    '6',
    `heavy, ${count} lines${quick ? ' (too short to count)' : ''}, -j 2: time / two processes over halves`,
    // a speed-up of 0.90 and 0.97 of theirs
    [1 / 0.9, 1 / 0.97],
    medianRatio(two, apart),
    `${seconds(two)} / ${seconds(apart)}; one thread ${seconds(one)}: ${medianRatio(one, two).toFixed(2)} and ${medianRatio(one, apart).toFixed(2)} times as fast`,
  );
}

/** @param {string} folder @param {boolean} quick @param {Add} add */
function measureAuto(folder, quick, add) {
  const count = quick ? 100_000 : 2_000_000;
  const file = join(folder, 'auto.ndjson');
  writeInput(file, count, { members: 1 });
  const { one, auto } = takeTurns(quick ? 2 : 5, {
    one: () => runCommand(file, '-j', '1').wall,
    auto: () => runCommand(file, '-j', 'auto').wall,
  });
  add(
    '7',
    `light, ${count} lines${quick ? ' (2,000,000 without --quick)' : ''}, -j auto: time / one thread`,
    [1, 0.75],
    medianRatio(auto, one),
    `${seconds(auto)} / ${seconds(one)}`,
  );
}

/** @param {boolean} quick @param {Add} add */
async function measureMemory(quick, add) {
  const offered = quick ? 0.25 * 1024 ** 3 : 2.2 * 1024 ** 3;
  for (const jobs of /** @type {const} */ ([1, 2])) {
    /** @type {[number, number]} */
    const goals = jobs === 1 ? [150, 110] : [220, 160];
    const who = jobs === 1 ? 'one thread' : 'two workers';
    for (const how of /** @type {const} */ (['60 MB/s', '1 KB/s'])) {
      const { maxResidentBytes, acceptedBytes, growth } = await measureSlowReader(
        how === '60 MB/s'
          ? { jobs, seconds: 600, bytesPerSecond: 60e6, wide: true, offered }
          : { jobs, seconds: quick ? 8 : 120 },
      );
      const input = `${(acceptedBytes / MIB).toFixed(0)} MiB of input${quick ? ' (short)' : ''}`;
      const control = `${input}; last third / first third ${growth.toFixed(2)}`;
      add('9', `MiB resident, ${who}, reader of ${how}`, goals, maxResidentBytes / MIB, control);
    }
  }
}

/**
 * @param {string} folder for inputs
 * @param {boolean} quick smaller sizes
 * @param {Add} add
 */
export async function measureThreads(folder, quick, add) {
  measureSpeedUp(folder, quick, add);
  measureAuto(folder, quick, add);
  await measureMemory(quick, add);
}
