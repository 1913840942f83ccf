import {
  fail,
  PulseError,
  type CausalCore,
  type PathMemory,
  type ScenarioConfig,
} from '@pulse-stream/worldstate';
import { restoreLearned, type GravityState } from './gravity-state.ts';
import { takeHistory, type HistorySpan } from './history.ts';
import { learnHistory } from './learn-history.ts';
import type { Learned } from './learned.ts';
import { isLater } from './time-labels.ts';
import { shadowOf, type ChosenGravity, type World } from '../world.ts';

/**
 * What a scenario knows before it starts: learned from its rows, from the gravity state of the run, or
 * from the rows after the state. All scenarios that share rows, params and gravity options learn once.
 * @param span rows of the scenario; null: none
 * @returns null without rows and without a state
 * @throws ScenarioError `history-overlap`, `config-invalid`, and what learning throws
 */
export function learnStart(
  world: World,
  core: CausalCore & PathMemory,
  span: HistorySpan | null,
  gravity: ChosenGravity,
  params: ScenarioConfig['params'],
): Learned | null {
  const { state } = world;
  if (span === null && state === null) return null;
  if (span !== null && state !== null) refuseOverlap(span, state);
  const { off, options } = gravity;
  const shadow = shadowOf(world, gravity, undefined);
  return world.memo.learned.learned({ span, params, off, gravity: options, shadow }, () => {
    const from = state === null ? null : restoreFor(core, state, world, gravity);
    if (span !== null) return learnHistory(world, core, from, takeHistory(span), gravity, params);
    if (from === null) throw new Error('a scenario without rows starts from the state');
    return from;
  });
}

/** A line may ask for other options than the state was learned with: then it fails, not the run. */
function restoreFor(
  core: CausalCore & PathMemory,
  state: GravityState,
  { modelHash }: World,
  { options }: ChosenGravity,
): Learned {
  try {
    return restoreLearned(core, state, modelHash, options);
  } catch (error) {
    if (!(error instanceof PulseError)) throw error;
    const [problem] = error.problems;
    return fail('config-invalid', 'initialise', error.message, {
      path: problem?.path.replace(/^options\./, 'gravity.'),
      hint: 'a line with a gravity state uses the options it was learned with',
    });
  }
}

function refuseOverlap({ dataset, first, labelled }: HistorySpan, state: GravityState): void {
  const last = state.labels.at(-1) ?? '';
  const label = dataset.labels[first] ?? '';
  if (labelled && isLater(label, last)) return;
  const path = dataset.name === null ? 'observations[0]' : 'observations.dataset';
  fail(
    'history-overlap',
    'initialise',
    labelled
      ? `the rows begin at "${label}", the gravity state was learned to "${last}"`
      : `the rows have no date or turn that says whether they lie after "${last}", to which the gravity state was learned`,
    { path, hint: 'give only rows after it (window), or leave the gravity state out' },
  );
}
