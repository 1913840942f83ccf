// No forecast looks ahead, at full size: for many cut points all later rows of a history become noise,
// or were never there, and everything a backtest issued up to the cut (gravity on and off, m, s and
// calibration included) must be the same to the last bit. Try it on models that read `turn` too.
//
//   node tools/bench/look-ahead.mjs HISTORY.csv MODEL.yaml HORIZON WARMUP [CUTS] [MEMBERS]
import { readFileSync } from 'node:fs';
import { createWorld, useHistory } from '@pulse-stream/pipeline';
import { backtest } from '@pulse-stream/verify';
import { loadDataset } from '@pulse-stream/sinks';
import { parse } from 'yaml';

/** @import { Dataset } from '@pulse-stream/worldstate' */

const [
  ,
  ,
  history = '',
  modelFile = '',
  horizonText,
  warmupText,
  cutsText = '20',
  membersText = '20',
] = process.argv;
const horizon = Number(horizonText);
const warmup = Number(warmupText);
const cuts = Number(cutsText);
const world = createWorld({ model: parse(readFileSync(modelFile, 'utf8')) });
const { dataset: whole } = useHistory(await loadDataset('whole', history), world.compiled.model, {
  ignoreColumns: false,
});

/**
 * What was issued, a line each, with the row it was issued from.
 * @param {Dataset} dataset
 */
function issue(dataset) {
  /** @type {{ row: number, text: string }[]} */
  const lines = [];
  const settings = {
    horizon,
    warmup,
    origins: null,
    stride: 1,
    members: Number(membersText),
    seed: 1,
  };
  backtest(world, dataset, settings, (line) => {
    lines.push({ row: line.origin.row, text: JSON.stringify(line) });
  });
  return lines;
}

/** Rows after the cut hold values of the same columns from anywhere in the history, shuffled. @param {number} cut */
function spoil(cut) {
  const count = whole.rows.length;
  const rows = whole.rows.map((row, at) =>
    at <= cut
      ? row
      : row.map((_, column) => whole.rows[(at * 7919 + column * 104729) % count]?.[column] ?? null),
  );
  return { ...whole, sha256: `spoilt after ${cut}`, rows };
}

/** Only what a backtest needs to issue up to the cut: it must be able to verify. @param {number} cut */
function drop(cut) {
  const kept = cut + horizon + 1;
  const [rows, labels] = [whole.rows.slice(0, kept), whole.labels.slice(0, kept)];
  return { ...whole, sha256: `dropped after ${cut}`, rows, labels };
}

const upTo = (/** @type {ReturnType<typeof issue>} */ lines, /** @type {number} */ cut) =>
  lines.flatMap(({ row, text }) => (row <= cut ? [text] : []));

const straight = issue(whole);
const last = whole.rows.length - horizon - 1;
let [compared, different] = [0, 0];
for (let k = 0; k < cuts; k += 1) {
  const cut = warmup + Math.floor(((last - warmup) * k) / Math.max(1, cuts - 1));
  const expected = upTo(straight, cut);
  for (const change of [spoil, drop]) {
    const found = upTo(issue(change(cut)), cut);
    compared += expected.length;
    if (expected.length === 0 || expected.length !== found.length) different += 1;
    different += expected.filter((text, at) => text !== found[at]).length;
  }
}
console.log(`${cuts} cuts, ${compared} issued forecasts compared, ${different} differ`);
if (different > 0 || compared === 0) process.exitCode = 1;
