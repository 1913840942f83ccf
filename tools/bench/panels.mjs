// Backtests the shipped models on two real panels and holds the result against what must hold:
// baselines equal to reference numbers, skill of gravity, calibrated coverage. The panels do not ship;
// they lie in a folder beside the project or in the one that is named.
//
//   node tools/bench/panels.mjs [--folder DIR] [--members 100] [--seeds 1,2,3] [--gravity '{"method":"bank"}']
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createWorld } from '@pulse-stream/pipeline';
import { backtest } from '@pulse-stream/verify';
import { loadDataset } from '@pulse-stream/sinks';
import { parse } from 'yaml';

/** @import { BacktestLine } from '@pulse-stream/verify' */

/** Name of a baseline in the reference → ours, and how near it has to be (null: panel mean within 1 %). */
const REFERENCES = {
  RW: ['random-walk', 1e-6],
  RWdrift: ['drift', 1e-6],
  Theta: ['theta', 1e-6],
  ETS: ['ets', null],
};

/** @type {readonly Panel[]} */
const PANELS = [
  {
    name: 'quarterly',
    file: 'us_macro_quarterly.csv',
    vectors: 'backtest_quarterly.json',
    horizon: 8,
    warmup: 80,
    origins: ['1979-Q4', '2007-Q3'],
    off: 1.357,
    on: 1.3,
  },
  {
    name: 'monthly',
    file: 'us_world_monthly_1990_2012.csv',
    vectors: 'backtest_monthly_dev.json',
    horizon: 12,
    warmup: 120,
    origins: ['1999-12', '2011-12'],
    off: 3.096,
    on: 2.95,
  },
];

/**
 * @typedef {object} Panel
 * @property {string} name
 * @property {string} file
 * @property {string} vectors
 * @property {number} horizon
 * @property {number} warmup
 * @property {[string, string]} origins
 * @property {number} off what gravity-off must be near, within 1.5 %
 * @property {number} on what gravity-on must not exceed
 *
 * @typedef {object} Reference
 * @property {Record<string, number>} scale
 * @property {Record<string, Record<string, { crps_h: number[], mae_h: number[] }>>} methods
 */

const { values: given } = parseArgs({
  options: {
    folder: { type: 'string', default: join(import.meta.dirname, '../../../shared') },
    members: { type: 'string', default: '100' },
    seeds: { type: 'string', default: '1' },
    gravity: { type: 'string', default: '{"method":"bank"}' },
  },
});

let failures = 0;
/** @param {boolean} holds @param {string} law */
function must(holds, law) {
  if (!holds) failures += 1;
  console.log(`  ${holds ? 'holds' : 'FAILS'}: ${law}`);
}

/** @param {Panel} panel */
async function checkPanel(panel) {
  const dataset = await loadDataset(panel.file, join(given.folder, 'data', panel.file));
  const model = parse(
    readFileSync(join(import.meta.dirname, `../../models/us-macro-${panel.name}.yaml`), 'utf8'),
  );
  const world = createWorld({ model, gravity: JSON.parse(given.gravity) });
  const { horizon, warmup, origins } = panel;
  const members = Number(given.members);
  const runs = given.seeds.split(',').map((seed) =>
    backtest(world, dataset, {
      horizon,
      warmup,
      origins,
      stride: 1,
      members,
      seed: Number(seed),
    }),
  );
  const [first = []] = runs;
  console.log(`${panel.name}: ${runs.length} seeds, ${members} members`);
  checkBaselines(panel, backtestWithoutSeason(model, dataset, panel));
  for (const { method } of first.filter(({ target }) => target === '*')) {
    const mean = overAll(runs, method);
    const dm = mean('dm_t_vs_off');
    const calibrated = method.startsWith('gravity')
      ? `, calibrated ${mean('calibrated_scaled_crps').toFixed(4)} (${mean('calibrated_coverage80').toFixed(3)})`
      : '';
    console.log(
      `  ${method.padEnd(11)} ${mean('scaled_crps').toFixed(4)}, 80 % held ${mean('coverage80').toFixed(3)}${calibrated}${method === 'gravity-off' ? '' : `, t ${dm.toFixed(2)}`}`,
    );
  }
  checkGravity(panel, runs);
}

/**
 * The reference knows no season.
 * @param {import('@pulse-stream/worldstate').WorldModelInput} model
 * @param {import('@pulse-stream/worldstate').Dataset} dataset
 * @param {Panel} panel
 */
function backtestWithoutSeason(model, dataset, { horizon, warmup, origins }) {
  const world = createWorld({ model: { ...model, time_unit: 'turn' }, gravity: false });
  return backtest(world, dataset, { horizon, warmup, origins, stride: 1, members: 2, seed: 1 });
}

/**
 * Mean of a score over all targets, steps and seeds.
 * @param {readonly BacktestLine[][]} runs
 * @param {string} method
 * @returns {(key: keyof BacktestLine) => number}
 */
function overAll(runs, method) {
  return (key) =>
    runs.reduce((sum, lines) => {
      const line = lines.find((one) => one.method === method && one.target === '*');
      return sum + Number(line?.[key] ?? Number.NaN) / runs.length;
    }, 0);
}

/** @param {Panel} panel @param {readonly BacktestLine[]} lines */
function checkBaselines(panel, lines) {
  const path = join(given.folder, 'vectors', panel.vectors);
  /** @type {Reference} */
  const reference = JSON.parse(readFileSync(path, 'utf8'));
  for (const [name, [method, tolerance]] of Object.entries(REFERENCES)) {
    let [worst, theirs, ours, cells] = [0, 0, 0, 0];
    for (const [target, scores] of Object.entries(reference.methods[name] ?? {}))
      for (const [at, crps] of scores.crps_h.entries()) {
        const line = lines.find(
          (one) => one.method === method && one.target === target && one.horizon === at + 1,
        );
        const scale = reference.scale[target] ?? Number.NaN;
        const error = Math.abs((line?.mase ?? Number.NaN) * scale - (scores.mae_h[at] ?? 0));
        worst = Math.max(worst, Math.abs((line?.crps ?? Number.NaN) - crps), error);
        theirs += crps / scale;
        ours += line?.scaled_crps ?? Number.NaN;
        cells += 1;
      }
    must(cells > 0, `the reference has ${name}: ${cells} cells`);
    if (typeof tolerance === 'number')
      must(
        worst <= tolerance,
        `${method} equals ${name} (worst difference ${worst.toExponential(1)})`,
      );
    else
      must(
        Math.abs(ours / theirs - 1) <= 0.01,
        `${method} is within 1 % of ${name} (${(ours / cells).toFixed(4)}, ${(theirs / cells).toFixed(4)})`,
      );
  }
}

/** @param {Panel} panel @param {readonly BacktestLine[][]} runs */
function checkGravity(panel, runs) {
  const score = (/** @type {string} */ method) => overAll(runs, method)('scaled_crps');
  const [on, off] = [score('gravity-on'), score('gravity-off')];
  must(
    Math.abs(off / panel.off - 1) <= 0.015,
    `off ${off.toFixed(4)} is within 1.5 % of ${panel.off}`,
  );
  must(on <= panel.on, `on ${on.toFixed(4)} is at most ${panel.on}`);
  must(
    on <= 0.95 * off,
    `on is at least 5 % better than off (${(100 * (1 - on / off)).toFixed(1)} %)`,
  );
  for (const baseline of ['ets', 'theta', 'mean', 'random-walk'])
    must(on <= score(baseline), `on is not worse than ${baseline} (${score(baseline).toFixed(4)})`);
  const held = overAll(runs, 'gravity-on')('calibrated_coverage80');
  must(
    held >= 0.77 && held <= 0.86,
    `calibrated 80 % intervals hold ${held.toFixed(3)}: .77 to .86`,
  );
}

if (!existsSync(given.folder)) {
  console.error(
    `there is no folder ${given.folder}: name the one that has the panels with --folder`,
  );
  process.exitCode = 2;
} else {
  for (const panel of PANELS) await checkPanel(panel);
  if (failures > 0) {
    console.log(`${failures} of what must hold do not`);
    process.exitCode = 1;
  }
}
