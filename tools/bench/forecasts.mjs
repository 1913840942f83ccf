// The lines of FORECAST.md §9.9 and its issue that no other command prints, on twin experiments, so that
// it needs nothing but the project: the first rows, many steps after few rows, confidence and labels, and
// the verdict where there is nothing to tell. Skill is printed by twins.mjs, panels.mjs and
// ../forecast-skill.mjs, the order of confidence by confidence.mjs, looking ahead by look-ahead.mjs.
//
//   node tools/bench/forecasts.mjs [--seeds 1,2] [--members 60]
import { parseArgs } from 'node:util';
import { dieboldMariano } from '@pulse-stream/forecast/internal';
import { createWorld, processLine } from '@pulse-stream/pipeline';
import { openRng } from '@pulse-stream/simulator/internal';
import { verifyForecasts } from '../confidence-terciles.mjs';
import { twinDataset } from '../twin-skill.mjs';
import { SEASON, TWINS, VARIABLES, twinModel } from '../twins.mjs';

/** @import { ResultRecord } from '@pulse-stream/worldstate' */
/** @import { TwinName } from '../twins.mjs' */

const NAMES = /** @type {TwinName[]} */ (Object.keys(TWINS));
const { values: given } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2' },
    members: { type: 'string', default: '60' },
  },
});
const seeds = given.seeds.split(',').map(Number);
const members = Number(given.members);

let failures = 0;
/** @param {boolean} holds @param {string} law */
function must(holds, law) {
  if (!holds) failures += 1;
  console.log(`${holds ? 'holds' : 'FAILS'}: ${law}`);
}
const mean = (/** @type {readonly number[]} */ values) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const share = (/** @type {readonly boolean[]} */ held) => mean(held.map(Number));

/**
 * The record of a forecast from rows first..first + count − 1 of a twin.
 * @param {TwinName} name @param {number} seed @param {number} first @param {number} count @param {number} turns
 * @returns {ResultRecord}
 */
function forecastFrom(name, seed, first, count, turns) {
  const whole = twinDataset(name, seed);
  const dataset = {
    ...whole,
    name: 'twin',
    rows: whole.rows.slice(first, first + count),
    labels: whole.labels.slice(first, first + count),
  };
  const world = createWorld({ model: twinModel(name), datasets: new Map([['twin', dataset]]) });
  const horizons = Array.from({ length: turns }, (_, at) => at + 1);
  const config = {
    turns,
    members,
    observations: { dataset: 'twin' },
    forecast: { targets: VARIABLES, horizons, quantiles: [0.1, 0.25, 0.5, 0.75, 0.9] },
  };
  const bytes = new TextEncoder().encode(JSON.stringify(config));
  const record = processLine(world, { line: 1, batchIndex: 0, bytes });
  if (record.kind === 'failure') throw new Error(record.error.message);
  return record;
}

const FIRST_HORIZON = 8;
for (const rows of [3, 4, 5, 8, 12, 30]) {
  const widths = [];
  const held = [];
  for (const name of NAMES)
    for (const seed of seeds)
      for (const first of [0, 70, 140, 210, 280, 350]) {
        const { forecast } = forecastFrom(name, seed, first, rows, FIRST_HORIZON);
        const truths = twinDataset(name, seed).rows;
        for (const [column, target] of VARIABLES.entries())
          for (let h = 0; h < FIRST_HORIZON; h += 1) {
            const { quantiles } = forecast.targets[target] ?? {};
            const [low = NaN, high = NaN] = ['0.1', '0.9'].map((level) => quantiles?.[level]?.[h]);
            const truth = truths[first + rows + h]?.[column];
            if (truth === undefined || truth === null) continue;
            widths.push(high - low);
            held.push(low <= truth && truth <= high);
          }
      }
  const none = widths.filter((width) => !(width > 0)).length;
  must(none === 0, `after ${rows} rows no width is zero (${none} of ${widths.length})`);
  const covered = share(held);
  if (rows >= 5)
    must(
      covered >= 0.7 && covered <= 0.9,
      `after ${rows} rows intervals of 80 % hold ${covered.toFixed(3)} (.7 to .9)`,
    );
}

const MANY = 18;
const many = seeds.map((seed) => forecastFrom('f', seed, 0, 116, MANY).forecast);
must(
  many.every(({ calibration }) => calibration === 'verified'),
  `with 116 monthly rows and ${MANY} steps the calibration is ${many.map(({ calibration }) => calibration).join(', ')}`,
);

const HORIZONS = [1, 2, 4, 8];
const origins = Array.from({ length: 12 }, (_, at) => 150 + 20 * at);
let cells = 0;
let extremes = 0;
for (const name of NAMES) {
  const size = { origins, horizons: HORIZONS, members, season: name === 'f' ? SEASON : 1 };
  const verified = seeds.flatMap((seed) =>
    verifyForecasts(twinModel(name), twinDataset(name, seed), size),
  );
  cells += verified.length;
  extremes += verified.filter(({ confidence }) => confidence === 0 || confidence === 1).length;
  const labels = new Map();
  for (const { label } of verified) labels.set(label, (labels.get(label) ?? 0) + 1);
  const told = [...labels].map(
    ([label, count]) => `${label} ${(count / verified.length).toFixed(2)}`,
  );
  const most = Math.max(...labels.values()) / verified.length;
  must(most <= 0.8, `${name} (${TWINS[name]}): no label is on more than .8: ${told.join(', ')}`);
}
must(
  extremes < 0.05 * cells,
  `confidence is exactly 0 or 1 in ${extremes} of ${cells} (under 5 %)`,
);

const LEAD = 12;
const DRAWS = 1000;
for (const stride of [1, 4])
  for (const count of [20, 40, 60, 120, 240]) {
    const rng = openRng(count, stride, 'null');
    // Student's t with three degrees of freedom
    const shock = () =>
      rng.nextNormal() /
      Math.sqrt((rng.nextNormal() ** 2 + rng.nextNormal() ** 2 + rng.nextNormal() ** 2) / 3);
    let told = 0;
    for (let draw = 0; draw < DRAWS; draw += 1) {
      const shocks = Array.from({ length: count * stride + LEAD }, shock);
      const differences = Array.from({ length: count }, (_, at) =>
        shocks.slice(at * stride, at * stride + LEAD).reduce((sum, value) => sum + value, 0),
      );
      if ((dieboldMariano(differences, Math.ceil(LEAD / stride))?.p ?? 1) < 0.05) told += 1;
    }
    const rate = told / DRAWS;
    const least = count >= (3 * LEAD) / stride ? 0.03 : 0;
    must(
      rate <= 0.07 && rate >= least,
      `without gain, ${count} origins every ${stride}: better or worse is said in ${(100 * rate).toFixed(1)} % (${100 * least} to 7)`,
    );
  }
if (failures > 0) {
  console.log(`${failures} of what must hold do not`);
  process.exitCode = 1;
}
