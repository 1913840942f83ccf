import { finish, type History } from '@pulse-stream/worldstate/internal';
import { expect, test } from 'vitest';
import { historyOf } from '../../test/histories.ts';
import { openTwin } from '../../test/twin.ts';
import { resolveGravityOptions } from '../options/options.ts';
import { inOrder, retrodictSteps, type RowActs } from './retrodict.ts';

const options = resolveGravityOptions(
  { learning_rate: 0.1, warmup: 20, min_observations: 10 },
  'turn',
);
const ROWS = 80;
const FROM = 50;
const { core, start, history } = openTwin('bias', ROWS, 3);

/** The same history with other observations from row FROM on. */
const changed = historyOf(
  history.columns,
  history.rows.map((cells, row) =>
    row < FROM ? cells : cells.map((cell, at) => (cell ?? 0) + 3 * Math.sin(row + at)),
  ),
);

/** What was issued for the rows up to and including FROM, which is the last the change leaves alone. */
function issued(order: (acts: RowActs) => void, rows: History): number[][] {
  const { scored } = finish(retrodictSteps(order, core, start, rows, options, {}));
  expect(scored).toHaveLength(4);
  return scored.map(({ corrections, drifts }) => {
    const end = corrections.length - (ROWS - FROM) + 1;
    expect(end).toBeGreaterThan(30);
    return corrections.slice(0, end).concat(drifts.slice(0, end));
  });
}

test('changing observations from a row on changes nothing issued up to that row', () => {
  expect(issued(inOrder, changed)).toEqual(issued(inOrder, history));
});

test('learning from a row before it is scored is caught by the look-ahead law', () => {
  const updateFirst = (acts: RowActs) => {
    acts.correct();
    acts.observe();
    acts.update();
    acts.correct();
    acts.score();
  };
  expect(issued(updateFirst, changed)).not.toEqual(issued(updateFirst, history));
});

test('the errors after the changed row do change, so the law has something to look at', () => {
  const [a, b] = [history, changed].map((rows) =>
    finish(retrodictSteps(inOrder, core, start, rows, options, {})),
  );
  const at = FROM - 20;
  expect(a?.scored[0]?.coreErrors[at]).not.toBe(b?.scored[0]?.coreErrors[at]);
  expect(a?.scored[0]?.corrections[at + 1]).not.toBe(b?.scored[0]?.corrections[at + 1]);
});
