import type { DrivenCore } from '@pulse-stream/simulator/internal';
import { fail, PulseError, type ScenarioConfig } from '@pulse-stream/worldstate';
import type { LabelFinding } from '@pulse-stream/worldstate/internal';
import { restoreLearned, type GravityState } from '../world/gravity-state.ts';
import { takeHistory, type HistorySpan } from '../world/history.ts';
import { learnHistory } from './learn-history.ts';
import type { Learned } from '../world/learned.ts';
import { axisOf } from '../world/usable-history.ts';
import { shadowOf, type ChosenGravity, type World } from '../world/world.ts';

/**
 * What a scenario knows before it starts: learned from its rows, from the gravity state of the run, or
 * from the rows after the state. All scenarios that share rows, params and gravity options learn once.
 * @param span rows of the scenario; null: none
 * @returns null without rows and without a state
 * @throws ScenarioError `history-overlap`, `history-gap`, `config-invalid`, and what learning throws
 */
export function learnStart(
  world: World,
  core: DrivenCore,
  span: HistorySpan | null,
  gravity: ChosenGravity,
  { params, start }: Pick<ScenarioConfig, 'params' | 'start'>,
): Learned | null {
  const { state } = world;
  if (span === null && state === null) return null;
  if (span !== null) checkRows(world, span);
  const { off, options } = gravity;
  const shadow = shadowOf(world, gravity, undefined);
  return world.memo.learned.learned({ span, params, start, off, gravity: options, shadow }, () => {
    const from = startOf(world, core, gravity);
    if (span !== null) return learnHistory(world, core, from, takeHistory(span), gravity, params);
    if (from === null) throw new Error('a scenario without rows starts from the state');
    return from;
  });
}

/** @throws ScenarioError `history-overlap`, `history-gap`: the rows do not follow the state of the world */
export function checkRows({ state, compiled }: World, span: HistorySpan): void {
  if (state !== null) refuseOtherRows(span, state, compiled.model.time_unit);
}

/** What the state of the world knows; null: it has none. */
export function startOf(world: World, core: DrivenCore, gravity: ChosenGravity): Learned | null {
  return world.state === null ? null : restoreFor(core, world.state, world, gravity);
}

/** A line may ask for other options than the state was learned with: then it fails, not the run. */
function restoreFor(
  core: DrivenCore,
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

/** Labels after the state that say how far apart its rows are. */
const NEXT_LABELS = 3;

/** The rows go on one step after the last row of the state, or the step between them is not one. */
function refuseOtherRows(span: HistorySpan, state: GravityState, timeUnit: string): void {
  const { dataset, first, last, labelled } = span;
  const before = state.labels.at(-1) ?? '';
  const label = dataset.labels[first] ?? '';
  const path = dataset.name === null ? 'observations[0]' : 'observations.dataset';
  if (!labelled)
    fail(
      'history-overlap',
      'initialise',
      `the rows have no date or turn that says whether they lie after "${before}", to which the gravity state was learned`,
      { path, hint: 'give only rows after it (window), or leave the gravity state out' },
    );
  const next = dataset.labels.slice(first, Math.min(first + NEXT_LABELS, last + 1));
  const { finding } = axisOf({ ...dataset, labels: [...state.labels, ...next] }, timeUnit);
  if (finding === null) return;
  const learnedTo = `the rows begin at "${label}", the gravity state was learned to "${before}"`;
  if (!STEP_FINDINGS.has(finding.kind))
    fail('history-overlap', 'initialise', learnedTo, {
      path,
      hint: 'give only rows after it (window), or leave the gravity state out',
    });
  // rows that have no rhythm of their own were warned of
  if (span.axis.finding !== null || dataset.labels[first - 1] === before) return;
  fail('history-gap', 'initialise', `${learnedTo}: ${finding.message}`, {
    path,
    hint: 'give the rows between them too (empty cells where nobody observed), or leave the gravity state out',
  });
}

/** Findings about how far rows are apart; the others say that rows cannot lie one after the other. */
const STEP_FINDINGS: ReadonlySet<LabelFinding['kind']> = new Set(['gap', 'misfit', 'uneven']);
