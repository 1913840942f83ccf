import {
  resolveGravityOptions,
  restoreGravity,
  retrodict,
  snapshotGravity,
} from '@pulse-stream/gravity';
import { continueRetrodiction, seedFromLastRow } from '@pulse-stream/gravity/internal';
import { compileModel, createCore } from '@pulse-stream/simulator';
import type { Driver, History } from '@pulse-stream/worldstate/internal';
import { expect, test } from 'vitest';

const compiled = compileModel({
  name: 'seasons',
  time: { start: 10, dt: 0.25, steps_per_turn: 4 },
  series: { rain: { dataset: 'rows' } },
  params: { k: { value: 0.2 } },
  values: {
    wave: '3 * (time - 4 * floor(time / 4)) + rain',
    held: 'delay3(level, 3)',
    memory: 'delay_fixed(wave, 2)',
    before: 'wave[-2]',
  },
  slots: {
    level: { kind: 'variable', initial: 1, noise: 0.1 },
    unseen: { kind: 'variable', initial: 'level * 2' },
  },
  rules: [
    { id: 'rise', effects: [{ target: 'level', rate: 'wave - level' }] },
    { id: 'follow', effects: [{ target: 'unseen', rate: 'k * (held - unseen) + memory / 10' }] },
    { id: 'lead', effects: [{ target: 'unseen', add: 'turn * 1000' }] },
  ],
});

const rain: Driver = {
  name: 'rain',
  first: 0,
  values: Float64Array.from({ length: 80 }, (_, row) => ((row * 7) % 5) / 2),
  scale: 1,
  add: 0,
  between: 'linear',
  beyond: 'fail',
  season: null,
  shift: 0,
  before: null,
  placeOf: (row) => `row ${row}`,
};
/** The value `wave` at a row, by its formula. */
function waveAt(row: number): number {
  const time = 10 + row;
  return 3 * (time - 4 * Math.floor(time / 4)) + (rain.values[row] ?? NaN);
}

const openCore = () => createCore(compiled, { surroundings: { drivers: [rain], calendar: null } });
const options = resolveGravityOptions({ min_observations: 4, warmup: 12 }, 'turn');
const ROWS = 40;

/** Rows from..to−1 of what the world without noise shows, with a wobble; some cells are empty. */
function historyOf(to: number, from = 0): History {
  const core = openCore();
  const path = core.start(core.initial, 0);
  const causal = new Float64Array(core.slots.length);
  const rows: (number | null)[][] = [];
  for (let row = 0; row < to; row += 1) {
    rows.push([row % 7 === 3 ? null : (path.x[0] ?? 0) + Math.sin(row)]);
    core.drift(path, causal, null);
    core.advance(path, causal, 0);
  }
  const labels = rows.map((_, row) => String(row));
  return {
    name: 'rows',
    sha256: '',
    columns: ['level'],
    labels: labels.slice(from),
    rows: rows.slice(from),
    lastRow: to - 1,
  };
}

const walk = (history: History) => retrodict(openCore(), openCore().initial, history, options);

/** All that a core does from a path on. */
function forecastFrom(path: ReturnType<typeof walk>['path'], core = openCore()): number[][] {
  const [own] = [core.clone(path)];
  const causal = new Float64Array(core.slots.length);
  return Array.from({ length: 5 }, () => {
    core.drift(own, causal, null);
    core.advance(own, causal);
    return [...own.x, own.turn, own.row];
  });
}

test('rows that come later change nothing that was issued before', () => {
  const issued: number[][][] = [];
  const core = openCore();
  retrodict(core, core.initial, historyOf(ROWS), options, {
    visit: ({ path }) => issued.push(forecastFrom(path, core)),
  });
  expect(issued.length).toBe(ROWS);
  for (const dropped of [1, 2, 5, 13, 20, 38]) {
    const { path } = walk(historyOf(ROWS - dropped));
    expect(forecastFrom(path)).toEqual(issued.at(-1 - dropped));
  }
});

test('time runs through history and forecast without a seam, and turn begins at the last row', () => {
  const core = openCore();
  retrodict(core, core.initial, historyOf(ROWS), options, {
    visit: ({ path }) => {
      expect(path.x[core.slots.indexOf('wave')]).toBe(waveAt(path.row));
      expect(path.turn).toBe(0);
      const later = forecastFrom(path, core);
      for (const [lead, values] of later.entries())
        expect(values[core.slots.indexOf('wave')]).toBe(waveAt(path.row + lead + 1));
    },
  });
  const { path } = walk(historyOf(ROWS));
  expect(path.row).toBe(ROWS - 1);
});

test('what nobody observed is predicted, and delays remember while a history is walked', () => {
  const core = openCore();
  const { path } = walk(historyOf(ROWS));
  const at = (name: string) => path.x[core.slots.indexOf(name)] ?? NaN;
  expect(at('unseen')).not.toBe(2);
  expect(at('memory')).toBe(waveAt(ROWS - 3));
  // a world that starts here knows nothing of what came before
  const fresh = core.start(core.initial, 0, ROWS - 1);
  expect(at('held')).not.toBe(fresh.x[core.slots.indexOf('held')]);
  expect(at('memory')).not.toBe(fresh.x[core.slots.indexOf('memory')]);
});

test('a saved state goes on as if it had never stopped', () => {
  const context = { modelHash: '0123456789abcdef', options };
  const core = openCore();
  const saved: unknown = JSON.parse(
    JSON.stringify(snapshotGravity(core, walk(historyOf(25)), context)),
  );
  const restored = restoreGravity(core, saved, context);
  expect(restored.path.row).toBe(24);
  const later = continueRetrodiction(core, restored, historyOf(ROWS, 25), options);
  const whole = walk(historyOf(ROWS));
  expect(core.recall(later.path)).toEqual(core.recall(whole.path));
  expect(forecastFrom(later.path)).toEqual(forecastFrom(whole.path));
});

test('seed_then_free starts at the row of the dataset that it is', () => {
  const core = openCore();
  const path = seedFromLastRow(core, core.initial, historyOf(ROWS));
  expect([path.row, path.turn]).toEqual([ROWS - 1, 0]);
  const whole = walk(historyOf(ROWS));
  expect(path.x[core.slots.indexOf('wave')]).toBe(whole.path.x[core.slots.indexOf('wave')]);
});
