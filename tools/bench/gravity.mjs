// What method bank costs (PERFORMANCE.md §3, rows 5b and 13): `npm run build && node tools/bench/gravity.mjs`.
// A made-up history of the size of us-macro-monthly: eight variables, 276 rows, one member of the model
// itself. CPU time, one thread.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCorrector, resolveGravityOptions, retrodict } from '@pulse-stream/gravity';
import { continueRetrodiction } from '@pulse-stream/gravity/internal';
import { compileModel, createCore, simulateRun } from '@pulse-stream/simulator';
import { openRng } from '@pulse-stream/simulator/internal';
import { ScenarioConfig } from '@pulse-stream/worldstate';
import { parse } from 'yaml';
import { ROOT } from '../workspace.mjs';
import { interleave, median, medianRatio, takeTurns, timeHere } from './measure.mjs';

const MODEL = 'us-macro-monthly';
const ROWS = 276;
const TURNS = 12;
const MEMBERS = 150;
const SEED = 7;

/** Members and turns of an ensemble whose member-turns are compared. */
const [MANY_MEMBERS, MANY_TURNS] = [1000, 50];

/**
 * ms of one filter update with one forecast, and of filtering the history.
 * @param {number} rounds
 * @param {import('./parts.mjs').Add} add
 */
export function measureGravity(rounds, add) {
  const compiled = compileModel(parse(readFileSync(join(ROOT, `models/${MODEL}.yaml`), 'utf8')));
  const core = createCore(compiled);
  const options = resolveGravityOptions({ method: 'bank' }, compiled.model.time_unit);
  const history = makeHistory(compiled);
  const learn = () => retrodict(core, compiled.initial, history, options);
  const before = retrodict(core, compiled.initial, partOf(history, 0, ROWS - 1), options);
  const config = ScenarioConfig.parse({ turns: TURNS, members: MEMBERS });
  /** @param {typeof before} retrodiction */
  const forecast = ({ path, state }) => {
    const corrector = createCorrector(core, state, options, { openRng, seed: SEED });
    return simulateRun(compiled, config, { seed: SEED, start: { path, corrector } });
  };
  const update = () => continueRetrodiction(core, before, partOf(history, ROWS - 1, ROWS), options);
  for (let warm = 0; warm < 20; warm += 1) forecast(update());
  const repeat = 10;
  const { step, ensemble, filter } = interleave(rounds, {
    step: () => timeHere(() => many(repeat, () => forecast(update()))) / repeat,
    ensemble: () => timeHere(() => many(repeat, () => forecast(before))) / repeat,
    filter: () => timeHere(learn),
  });
  const ms = (/** @type {number} */ seconds) => `${(1e3 * seconds).toFixed(1)} ms`;
  add(
    '13',
    `bank, ms: one update + one forecast of ${TURNS} steps, ${history.columns.length} variables, ${MEMBERS} members`,
    [15, 4],
    1e3 * step,
    `the forecast alone ${ms(ensemble)}`,
  );
  add(
    '13',
    `bank, ms: filtering ${ROWS} rows`,
    [150, 60],
    1e3 * filter,
    `${ms(filter / ROWS)} a row`,
  );
}

/**
 * A member-turn with a taught bank against one of the same model without.
 * @param {number} rounds
 * @param {import('./parts.mjs').Add} add
 */
export function measureTaught(rounds, add) {
  const compiled = compileModel(parse(readFileSync(join(ROOT, `models/${MODEL}.yaml`), 'utf8')));
  const core = createCore(compiled);
  const options = resolveGravityOptions({ method: 'bank' }, compiled.model.time_unit);
  const history = makeHistory(compiled);
  const config = ScenarioConfig.parse({ turns: MANY_TURNS, members: MANY_MEMBERS });
  const room = { values: new Float64Array(0) };
  const plain = () => simulateRun(compiled, config, { seed: SEED, room });
  for (const count of [1, 3, history.columns.length]) {
    const known = {
      ...history,
      columns: history.columns.slice(0, count),
      rows: history.rows.map((row) => row.slice(0, count)),
    };
    const { path, state } = retrodict(core, compiled.initial, known, options);
    const taught = () => {
      const corrector = createCorrector(core, state, options, { openRng, seed: SEED });
      return simulateRun(compiled, config, { seed: SEED, room, start: { path, corrector } });
    };
    for (let warm = 0; warm < 5; warm += 1) {
      taught();
      plain();
    }
    const taken = takeTurns(rounds, {
      taught: () => timeHere(taught),
      plain: () => timeHere(plain),
    });
    const ns = (/** @type {number[]} */ seconds) =>
      ((1e9 * median(seconds)) / (MANY_MEMBERS * MANY_TURNS)).toFixed(0);
    add(
      '5b',
      `member-turn of ${MODEL}, ${count} variables taught / without a history`,
      [2.5, 1.5],
      medianRatio(taken.taught, taken.plain),
      `${ns(taken.taught)} / ${ns(taken.plain)} ns`,
    );
  }
}

/** @param {number} times @param {() => unknown} run */
function many(times, run) {
  let last;
  for (let time = 0; time < times; time += 1) last = run();
  return last;
}

/** @param {ReturnType<typeof compileModel>} compiled @returns {import('@pulse-stream/worldstate/internal').History} */
function makeHistory(compiled) {
  const columns = Object.entries(compiled.model.slots)
    .filter(([, { kind }]) => kind === 'variable')
    .map(([name]) => name);
  const config = ScenarioConfig.parse({
    turns: 1,
    members: 2,
    seed: SEED,
    forecast: { targets: columns, horizons: [1] },
  });
  const rows = [columns.map((name) => Number(compiled.model.slots[name]?.initial ?? 0))];
  while (rows.length < ROWS) {
    const last = rows.at(-1) ?? [];
    const state_overrides = Object.fromEntries(columns.map((name, at) => [name, last[at] ?? 0]));
    const run = simulateRun(compiled, { ...config, state_overrides, seed: SEED + rows.length });
    rows.push(columns.map((_, at) => run.ensemble?.values[2 * at] ?? 0));
  }
  return {
    name: null,
    columns,
    rows,
    labels: rows.map((_, row) => String(row)),
    lastRow: ROWS - 1,
    sha256: MODEL,
  };
}

/** @param {import('@pulse-stream/worldstate/internal').History} history @param {number} from @param {number} to */
function partOf(history, from, to) {
  return { ...history, rows: history.rows.slice(from, to), labels: history.labels.slice(from, to) };
}

if (process.argv[1] === import.meta.filename) {
  /** @type {import('./parts.mjs').Add} */
  const print = (_row, name, [must, aim], value, control) =>
    console.log(`${value?.toFixed(1)} (must ${must}, aim ${aim})  ${name}: ${control}`);
  measureTaught(9, print);
  measureGravity(7, print);
}
