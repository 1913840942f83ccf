import type { CausalCore } from '@pulse-stream/worldstate';
import { finish, type History, type PathMemory } from '@pulse-stream/worldstate/internal';
import type { GravityState, StateOf } from './learner.ts';
import { openLearner } from './open-learner.ts';
import type { ResolvedGravityOptions } from '../options/options.ts';
import { readHistory } from './read-history.ts';
import { closeWalk, inOrder, walkRows, type Retrodiction, type WalkSettings } from './retrodict.ts';
import { openScoreBook } from './score-book.ts';

/** `continueSteps` to their end. */
export function continueRetrodiction<Options extends ResolvedGravityOptions>(
  ...given: Parameters<typeof continueSteps<Options>>
): Retrodiction<StateOf<Options>> {
  return finish(continueSteps(...given));
}

/**
 * Goes on with the rows that came after a retrodiction (also a restored one), as if it had never
 * stopped: its warm-up, scales and variables stay; a new column only moves the state.
 * A step is a row.
 * @param from is left untouched
 * @param history only the rows after the last one of `from`, oldest first
 * @throws ScenarioError as `retrodict`
 */
export function* continueSteps<Options extends ResolvedGravityOptions>(
  core: CausalCore & PathMemory,
  from: Retrodiction<StateOf<Options>>,
  history: History,
  options: Options,
  { off = false, visit }: WalkSettings<StateOf<Options>> = {},
): Generator<void, Retrodiction<StateOf<Options>>> {
  const observed = readHistory(core, history);
  const state: GravityState = from.state;
  const learner = openLearner(
    core,
    { variables: state.variables, warmup: state.warmup, state, off },
    options,
  );
  const book = openScoreBook(core, learner.slots, [...from.scored, ...from.untaughtScored]);
  const path = core.resume(core.recall(from.path), 0, from.path.row);
  const walk = { core, learner, book, path, options };
  yield* walkRows(inOrder, walk, observed.rows, visit);
  return closeWalk(
    walk,
    { used: from.used + observed.used, refused: from.refused + observed.refused },
    observed.rows.length === 0
      ? { ...history, labels: from.label === null ? [] : [from.label] }
      : history,
    options,
  );
}
