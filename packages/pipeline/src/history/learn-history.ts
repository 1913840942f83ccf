import { openTrackRecord } from '@pulse-stream/forecast/internal';
import type { DrivenCore } from '@pulse-stream/simulator/internal';
import type { Failure, ScenarioConfig } from '@pulse-stream/worldstate';
import { finish, type History, type Warning } from '@pulse-stream/worldstate/internal';
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
  const broken = new Map<number, Failure>();
  const learned = yield* rollSteps(world, core, start, history, gravity, {
    horizon: VERIFIED_TURNS,
    members: VERIFIED_MEMBERS,
    seed: VERIFIED_SEED,
    params,
    untaughtFrom: Number.POSITIVE_INFINITY,
    broken: (row, failure) => void broken.set(row, failure),
  });
  return readLearned(learned, warnBroken(broken, history.labels, start.record.rows));
}

/** Says of which forecasts on the way members left the numbers; the first of them as an example. @param earlier rows before those of the labels */
function warnBroken(
  broken: ReadonlyMap<number, Failure>,
  labels: History['labels'],
  earlier: number,
): Warning[] {
  const [first] = broken;
  if (first === undefined) return [];
  const [row, { message }] = first;
  const label = labels[row - earlier];
  const place = label === undefined ? `row ${row + 1}` : `row ${row + 1} (${label})`;
  const others = broken.size === 1 ? '' : `, and ${broken.size - 1} later`;
  return [
    {
      type: 'forecast-broken',
      message: `the forecast from ${place}${others}: ${message}; it is verified as far as all its members went, so what is known of the spread at long horizons is too narrow: bound the slot (min, max), or let the rule give numbers wherever chance may take it`,
    },
  ];
}
