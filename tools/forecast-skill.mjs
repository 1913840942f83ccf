// What gravity is worth on folders of series (FORECAST.md §9.9): WIS of nine levels, scaled, of the
// calibrated forecasts, gravity on against off and against what knows nothing but the series itself;
// coverage; geometric means by group; and both halves of the series apart, so that constants chosen on
// one are confirmed on the other.
//
//   node tools/forecast-skill.mjs [--members 100] [--half a|b] [--only NAME,…] [--short] PLACE …
//
// A PLACE is a folder of NAME.csv with NAME.yaml beside it, or one CSV=MODEL. A folder may hold
// reference.csv: a line per series with its season, horizon, warm-up and stride, and the score that
// other methods had from the same origins. --short forecasts from the ends of many short histories
// instead, cut out of the same series.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadDataset } from '@pulse-stream/sinks';
import { parse } from 'yaml';
import { geometricMean, mean, ownBaselines, scoreHistory } from './history-skill.mjs';

/** @import { Task } from './history-skill.mjs' */

/** Methods of ours in a reference, which are measured here anew. */
const OURS = new Set(['gravity-on', 'gravity-off', 'random-walk', 'drift', 'snaive']);
/** Rows gravity has to have scored at an origin before the reference counted it. */
const SCORED = 30;
const SHORT_LENGTHS = [5, 8, 14, 20, 30, 45, 60];
const SHORT_HORIZON = 6;
/** Windows cut out of a series for one length. */
const WINDOWS = 6;

const { values: given, positionals: places } = parseArgs({
  allowPositionals: true,
  options: {
    members: { type: 'string', default: '100' },
    half: { type: 'string' },
    only: { type: 'string' },
    short: { type: 'boolean', default: false },
    gravity: { type: 'string', default: '{}' },
  },
});
if (places.length === 0) {
  console.error('usage: node tools/forecast-skill.mjs [options] FOLDER or CSV=MODEL …');
  process.exitCode = 2;
}
const members = Number(given.members);
const gravity = JSON.parse(given.gravity);

/** @returns {Promise<Task[]>} */
async function listTasks() {
  const lists = await Promise.all(places.map((place) => tasksOf(place)));
  const only = given.only?.split(',');
  return lists.flat().filter(({ name }) => only === undefined || only.includes(name));
}

/** @param {string} place @returns {Promise<Task[]>} */
async function tasksOf(place) {
  const pair = place.split('=');
  if (pair.length === 2) {
    const [csv = '', model = ''] = pair;
    return [await readTask(basename(csv, '.csv'), csv, model, {})];
  }
  const references = readReference(join(place, 'reference.csv'));
  const names = readdirSync(place)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'));
  return Promise.all(
    names.map((name) =>
      readTask(
        name,
        join(place, `${name}.csv`),
        join(place, `${name}.yaml`),
        references.get(name) ?? {},
      ),
    ),
  );
}

/**
 * @param {string} name
 * @param {string} csv
 * @param {string} path
 * @param {Readonly<Record<string, number>>} row of the reference
 * @returns {Promise<Task>}
 */
async function readTask(name, csv, path, row) {
  const model = parse(readFileSync(path, 'utf8'));
  const { season: declared = null } = model.time ?? {};
  /** @type {Readonly<Record<string, number>>} */
  const usual = { month: 12, quarter: 4, week: 52 };
  const season = row['season'] ?? declared ?? usual[model.time_unit] ?? 1;
  const others = Object.entries(row).filter(
    ([key, value]) => !SIZES.has(key) && !OURS.has(key) && !Number.isNaN(value),
  );
  return {
    name,
    model,
    dataset: await loadDataset(name, csv),
    season,
    horizon: row['horizon'] ?? (season === 1 ? 6 : season === 4 ? 8 : 12),
    warmup: row['warmup'] ?? 40,
    stride: row['stride'] ?? 1,
    others: Object.fromEntries(others),
  };
}

const SIZES = new Set(['length', 'season', 'horizon', 'warmup', 'stride']);

/** @param {string} path @returns {Map<string, Record<string, number>>} */
function readReference(path) {
  if (!existsSync(path)) return new Map();
  const [head = '', ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const [, ...keys] = head.split(',');
  return new Map(
    lines.map((line) => {
      const [name = '', ...cells] = line.split(',');
      return [
        name,
        Object.fromEntries(
          keys.map((key, at) => [key, (cells[at] ?? '') === '' ? Number.NaN : Number(cells[at])]),
        ),
      ];
    }),
  );
}

const number = (/** @type {number} */ x) => x.toFixed(3).padStart(7);

/**
 * A series with all that was measured on it.
 * @typedef {object} Row
 * @property {Task} task
 * @property {Record<string, number>} wis by method
 * @property {ReturnType<typeof scoreHistory>} on
 */

/** @param {Task} task @returns {Row} */
function measure(task) {
  const { warmup, horizon, stride, dataset } = task;
  const learned = Math.max(12, Math.min(60, Math.floor(warmup / 2)));
  const origins = [];
  for (let row = warmup; row + horizon < dataset.rows.length; row += stride)
    if (row + 1 - learned >= SCORED) origins.push(row);
  const size = { ...task, warmup: learned, scaleRows: warmup, origins, members, gravity };
  const on = scoreHistory(size, false);
  const off = scoreHistory(size, true);
  return {
    task,
    on,
    wis: {
      on: on.wis,
      off: off.wis,
      ...ownBaselines(size),
      ...task.others,
    },
  };
}

/** @param {readonly Row[]} rows @param {string} title */
function printGroup(rows, title) {
  if (rows.length === 0) return;
  const names = Object.keys(rows[0]?.wis ?? {}).filter((name) =>
    rows.every(({ wis }) => Number.isFinite(wis[name])),
  );
  const rivals = names.filter((name) => name !== 'on' && name !== 'off');
  const level = (/** @type {string} */ name) =>
    geometricMean(rows.map(({ wis }) => wis[name] ?? 0));
  const best = rivals.toSorted((a, b) => level(a) - level(b))[0] ?? '';
  const ratio = (/** @type {string} */ name) => level('on') / level(name);
  const worst = Math.max(...rows.map(({ wis }) => (wis['on'] ?? 0) / (wis[best] ?? 0)));
  const covered = [50, 80, 95]
    .map((p) => mean(rows.map(({ on }) => on.coverage[p] ?? 0)).toFixed(3))
    .join(' ');
  console.log(
    `${title} (${rows.length}): on/off ${ratio('off').toFixed(3)}, on/best ${ratio(best).toFixed(3)} (${best}), worst ${worst.toFixed(3)}, held ${covered}`,
  );
}

async function main() {
  const tasks = await listTasks();
  console.log(
    'series         on     off  on/off  random   drift  snaive    best  on/best   held 50  80  95',
  );
  /** @type {Row[]} */
  const rows = [];
  for (const task of tasks) {
    const row = measure(task);
    rows.push(row);
    const { wis, on } = row;
    const [best = '', least = 0] =
      Object.entries(wis)
        .filter(([name, value]) => name !== 'on' && name !== 'off' && Number.isFinite(value))
        .toSorted(([, a], [, b]) => a - b)[0] ?? [];
    const at = (/** @type {string} */ name) => wis[name] ?? Number.NaN;
    console.log(
      `${task.name.padEnd(9)}${number(at('on'))} ${number(at('off'))} ${number(at('on') / at('off'))} ${number(at('random-walk'))} ${number(at('drift'))} ${number(at('snaive'))} ${number(least)} ${number(at('on') / least)}  ${[50, 80, 95].map((p) => (on.coverage[p] ?? 0).toFixed(2)).join(' ')} ${best}`,
    );
  }
  /** @param {readonly Row[]} list @param {string} title */
  const groups = (list, title) => {
    for (const season of [...new Set(list.map(({ task }) => task.season))].toSorted(
      (a, b) => a - b,
    ))
      printGroup(
        list.filter(({ task }) => task.season === season),
        `${title} season ${season}`,
      );
    printGroup(list, `${title} all`);
  };
  groups(rows, 'all');
  groups(halfOf(rows, 0), 'half a');
  groups(halfOf(rows, 1), 'half b');
  const bins = rows.reduce(
    (sum, { on }) => sum.map((n, at) => n + (on.pit[at] ?? 0)),
    Array.from({ length: 10 }, () => 0),
  );
  const all = bins.reduce((sum, n) => sum + n, 0);
  console.log(`PIT, tenths: ${bins.map((n) => (n / all).toFixed(3)).join(' ')}`);
}

/** Every other series of each season, so that both halves have all groups. @param {readonly Row[]} rows @param {number} half */
function halfOf(rows, half) {
  const seen = new Map();
  return rows.filter(({ task: { season } }) => {
    const nth = seen.get(season) ?? 0;
    seen.set(season, nth + 1);
    return nth % 2 === half;
  });
}

/** Many short histories: by length, against the better of drift and seasonal naive. */
async function shortHistories() {
  const tasks = await listTasks();
  console.log('rows  season     n   on/sentinel median, worst   off median   held 80');
  for (const length of SHORT_LENGTHS)
    for (const seasonal of [false, true]) {
      const rows = tasks
        .filter(({ season }) => season > 1 === seasonal)
        .flatMap((task) => windowsOf(task, length));
      const on = rows.map(({ wis }) => wis.on / wis.sentinel).toSorted((a, b) => a - b);
      const off = rows.map(({ wis }) => wis.off / wis.sentinel).toSorted((a, b) => a - b);
      const held = mean(rows.map((row) => row.held));
      console.log(
        `${String(length).padStart(4)}  ${String(seasonal).padEnd(7)} ${String(rows.length).padStart(4)}   ${number(on[on.length >> 1] ?? 0)} ${number(on.at(-1) ?? 0)}   ${number(off[off.length >> 1] ?? 0)}   ${held.toFixed(3)}`,
      );
    }
}

/** @param {Task} task @param {number} length */
function windowsOf(task, length) {
  const { dataset } = task;
  const horizon = SHORT_HORIZON;
  const room = dataset.rows.length - length - horizon;
  const windows = [];
  for (let k = 0; k < WINDOWS && room > 0; k += 1) {
    const first = Math.floor((k * room) / WINDOWS);
    const end = first + length + horizon;
    const cut = {
      ...dataset,
      sha256: `${dataset.sha256} ${first} ${end}`,
      rows: dataset.rows.slice(first, end),
      labels: dataset.labels.slice(first, end),
    };
    const size = {
      ...task,
      dataset: cut,
      horizon,
      warmup: Math.max(12, Math.floor(length / 2)),
      scaleRows: length,
      origins: [length - 1],
      members,
      gravity,
    };
    const baselines = ownBaselines(size);
    const sentinel = Math.min(
      baselines['drift'] ?? Infinity,
      Number.isFinite(baselines['snaive']) ? (baselines['snaive'] ?? Infinity) : Infinity,
    );
    if (!(sentinel > 0)) continue;
    const on = scoreHistory(size, false);
    const off = scoreHistory(size, true);
    windows.push({ wis: { on: on.wis, off: off.wis, sentinel }, held: on.coverage[80] ?? 0 });
  }
  return windows;
}

if (process.exitCode !== 2) await (given.short ? shortHistories() : main());
