import {
  openTracker,
  type PendingForecast,
  type TrackRecord,
  type VerifiedCell,
} from '@pulse-stream/forecast/internal';
import type { Retrodiction } from '@pulse-stream/gravity';
import {
  continueSteps,
  inOrder,
  retrodictSteps,
  type WalkedRow,
} from '@pulse-stream/gravity/internal';
import type { DrivenCore } from '@pulse-stream/simulator/internal';
import type { History, RuleTrusts } from '@pulse-stream/worldstate/internal';
import type { LearnedHistory } from '../world/learned.ts';
import { openIssuer, type IssueSettings } from './origin-forecasts.ts';
import { voteOnRules } from './rule-votes.ts';
import type { ChosenGravity, World } from '../world/world.ts';

/** Where a history goes on from. */
export interface RollStart {
  /** null: from the model's initial values. */
  readonly retrodiction: Retrodiction | null;
  readonly record: TrackRecord;
  readonly trusts: RuleTrusts;
}

/** How forecasts are issued on the way. */
export interface RollSettings extends IssueSettings {
  /** Sees what was issued from a row, with what gravity knew there. */
  readonly issued?: ((forecast: PendingForecast, row: WalkedRow) => void) | undefined;
  /** Sees every forecast that met its truth. */
  readonly verified?: ((cell: VerifiedCell) => void) | undefined;
}

/**
 * Goes through a history in the order of time: at each row verify the forecasts issued earlier for
 * it, score and update what gravity believes, then issue the forecasts from it. Runs with
 * observations, `learn` and `backtest` all learn by this loop, so none of them can look ahead. A step is a row.
 * @param history the rows after those of `from`, oldest first
 * @throws ScenarioError what retrodiction and simulation throw
 * @see FORECAST.md §1.2
 */
export function* rollSteps(
  world: World,
  core: DrivenCore,
  from: RollStart,
  history: History,
  gravity: ChosenGravity,
  settings: RollSettings,
): Generator<void, LearnedHistory> {
  const tracker = openTracker(from.record);
  const variables = Object.keys(from.record.trails);
  const slots = new Map(variables.map((name) => [name, core.slots.indexOf(name)]));
  const issue = openIssuer(world, core, gravity, variables, settings);
  let { trusts } = from;

  const visit = (row: WalkedRow): void => {
    const truthOf = (name: string) => row.observed[slots.get(name) ?? -1] ?? Number.NaN;
    tracker.observe(truthOf, settings.verified);
    trusts = voteOnRules(trusts, core, row);
    const entries = issue(row, tracker.rows - 1);
    if (entries === null) return;
    const forecast = tracker.enter(entries);
    settings.issued?.(forecast, row);
  };
  const walk = { off: gravity.off, visit };
  const retrodiction = yield* from.retrodiction === null
    ? retrodictSteps(inOrder, core, core.initial, history, gravity.options, walk)
    : continueSteps(core, from.retrodiction, history, gravity.options, walk);
  return { retrodiction, record: tracker.close(), trusts };
}
