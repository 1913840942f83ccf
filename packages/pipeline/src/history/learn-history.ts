import { openTrackRecord } from '@pulse-stream/forecast/internal';
import type { DrivenCore } from '@pulse-stream/simulator/internal';
import type { ScenarioConfig } from '@pulse-stream/worldstate';
import { finish, type History } from '@pulse-stream/worldstate/internal';
import { readLearned, type Learned } from '../world/learned.ts';
import { rollSteps, type RollStart } from './roll-history.ts';
import type { ChosenGravity, World } from '../world/world.ts';

/**
 * Forecasts on the way of a run or of `learn`: few members, and the same whatever the scenarios ask
 * for, so that all lines on one history learn once. 40 members so far ahead cost ten to twenty times
 * what learning alone does (docs/decisions.md); half of them would widen v by a tenth.
 */
export const VERIFIED_TURNS = 12;
const VERIFIED_MEMBERS = 40;
const VERIFIED_SEED = 'verified';

/** `learnHistorySteps` to their end. */
export function learnHistory(...given: Parameters<typeof learnHistorySteps>): Learned {
  return finish(learnHistorySteps(...given));
}

/**
 * Learns from a history, or goes on learning. A step is a row.
 * @param from null: from the model's initial values
 * @throws ScenarioError what retrodiction and simulation throw
 */
export function* learnHistorySteps(
  world: World,
  core: DrivenCore,
  from: RollStart | null,
  history: History,
  gravity: ChosenGravity,
  params: ScenarioConfig['params'],
): Generator<void, Learned> {
  const start = from ?? {
    retrodiction: null,
    record: openTrackRecord(history.columns.toSorted(), VERIFIED_TURNS, core.season ?? 1),
    trusts: new Map(),
  };
  const learned = yield* rollSteps(world, core, start, history, gravity, {
    horizon: VERIFIED_TURNS,
    members: VERIFIED_MEMBERS,
    seed: VERIFIED_SEED,
    params,
    untaughtFrom: Number.POSITIVE_INFINITY,
  });
  return readLearned(learned);
}
