import { expect, test } from 'vitest';
import { openTracker, openTrackRecord, RECENT, TRAIL, type VerifiedCell } from './track-record.ts';

const members = (...values: number[]) => Float64Array.from(values);
/** Two members at −1 and 1: median 0, variance 2. */
const pair = () => members(-1, 1);

/** Goes through the truths of y, issuing the same two steps ahead from each. */
function follow(truths: readonly number[], taught = true, seen: VerifiedCell[] = []) {
  const tracker = openTracker(openTrackRecord(['y'], 2, 1));
  for (const truth of truths) {
    tracker.observe(
      () => truth,
      (cell) => seen.push(cell),
    );
    tracker.enter([{ variable: 'y', taught, members: [pair(), pair()] }]);
  }
  return tracker;
}

test('what is issued is verified once, at its own row, before anything is issued from that row', () => {
  const seen: VerifiedCell[] = [];
  follow([10, 11, 12], true, seen);
  expect(seen.map(({ row, h, truth }) => [row, h, truth])).toEqual([
    [0, 1, 11],
    [0, 2, 12],
    [1, 1, 12],
  ]);
});

test('what was learned of the spread is applied from 30 origins on, further ahead as well', () => {
  const tracker = follow([0, 1]); // one error of 1 against a variance of 2
  expect(tracker.calibration().spreads[0]?.variance).toBeCloseTo(0.98 + 0.02 * 0.5, 15);
  expect(tracker.spreads()).toEqual([null, null]);
  const long = follow(Array.from({ length: 31 }, () => 1));
  const { spreads, verified } = long.calibration();
  expect(verified).toEqual([30, 29]);
  expect(long.spreads()).toEqual([spreads[0], spreads[0]]);
});

test('a published interval has the spread of thirty origins that were verified when it was issued', () => {
  // errors of 3 where 0.8 was the edge of two members; what is published then is wide enough for 2
  const truths = Array.from({ length: 34 }, (_, t) => (t < 32 ? 3 : 2));
  const covered = follow(truths).close().trails['y']?.[1]?.covered;
  // two steps ahead: from row 30 with 30 origins of one step ahead
  expect(covered).toEqual([...Array.from({ length: 30 }, () => 0), 1, 1]);
});

test('a forecast has won when what was published scored better than the sentinel, ties count a half', () => {
  // from 3 to 3.5: a random walk scores .33, the members 2.5
  expect(follow([2, 3, 3.5]).close().trails['y']?.[0]?.won).toEqual([0, 0]);
  // a point that is 9 away is worse than members around it, and so is a walk of steps of 9
  expect(follow([0, 9, 0]).close().trails['y']?.[0]?.won).toEqual([1, 1]);
  const level = openTracker(openTrackRecord(['y'], 1, 1));
  for (let t = 0; t < 4; t += 1) {
    level.observe(() => 5);
    // what never changes is learned but for the rounding of its values
    const last = t % 2 === 0 ? 5 : 5 + 2 * Number.EPSILON;
    level.enter([{ variable: 'y', taught: true, members: [members(5, last)] }]);
  }
  expect(level.close().trails['y']?.[0]?.won).toEqual([0.5, 0.5, 0.5]);
});

test('the sentinel of a season is what came a season ago, from one season of changes on', () => {
  const truths = [1, 7, 4, 2, 9, 4, 3, 8];
  const tracker = openTracker(openTrackRecord(['y'], 4, 3));
  for (const truth of truths) {
    tracker.observe(() => truth);
    tracker.enter([{ variable: 'y', taught: true, members: Array.from({ length: 4 }, pair) }]);
  }
  const { pending } = tracker.close();
  const [sentinel, walk] = (['sentinel', 'walk'] as const).map(
    (which) => pending.at(-1)?.variables[0]?.[which],
  );
  // changes over three rows: 1, 2, 0, 1, −1
  expect(sentinel).toEqual({ values: [4, 3, 8], waited: 0, square: 7 / 5 });
  expect(walk?.values).toEqual([8]);
  const early = openTracker(openTrackRecord(['y'], 4, 3));
  early.observe(() => 1);
  const issued = early.enter([{ variable: 'y', taught: true, members: [pair()] }]);
  expect(issued.variables[0]?.sentinel).toEqual({ values: [1], waited: 0, square: null });
});

test('an untaught forecast is seen, and teaches nothing', () => {
  const seen: VerifiedCell[] = [];
  const tracker = follow([0, 1, 2], false, seen);
  expect(seen).toHaveLength(3);
  expect(tracker.calibration().verified).toEqual([0, 0]);
  expect(tracker.close().trails['y']?.[0]?.crps).toEqual([]);
});

test('a missing truth verifies nothing', () => {
  const seen: VerifiedCell[] = [];
  const tracker = follow([0, Number.NaN, 1], true, seen);
  expect(seen.map(({ row, h }) => [row, h])).toEqual([
    [0, 2],
    [1, 1],
  ]);
  expect(tracker.close().recent['y']).toEqual([0, null, 1]);
});

test('the trail keeps whether the published interval held, the score, and that of a random walk', () => {
  // from 3 by steps of 1: a random walk starts at 3, with a squared change of 1
  const { trails } = follow([2, 3, 3.5]).close();
  const [one] = trails['y'] ?? [];
  // the interval of (−1, 1) from type 7 is ±0.8
  expect(one?.covered).toEqual([0, 0]);
  // mean distance to 3 is 3, half the mean distance between members 1
  expect(one?.crps[0]).toBeCloseTo(2, 12);
  // nothing is known of changes at the first row: a point at 2, one away
  expect(one?.walk[0]).toBe(1);
  // σ (z (2Φ(z) − 1) + 2φ(z) − 1/√π) with z = .5
  expect(one?.walk[1]).toBeCloseTo(0.331403531, 8);
});

test('it remembers the last so many and forgets the rest', () => {
  const { trails, recent, pending } = follow(
    Array.from({ length: RECENT + 5 }, (_, t) => t),
  ).close();
  expect(trails['y']?.map(({ crps }) => crps.length)).toEqual([TRAIL, TRAIL]);
  expect(recent['y']).toHaveLength(RECENT);
  expect(pending.map(({ row }) => row)).toEqual([RECENT + 3, RECENT + 4]);
});

test('closed and opened again it goes on as if nothing had happened, and leaves the record alone', () => {
  const truths = Array.from({ length: 50 }, (_, t) => Math.sin(t * t));
  const stopped = follow(truths.slice(0, 20)).close();
  const kept = structuredClone(stopped);
  const tracker = openTracker(stopped);
  for (const truth of truths.slice(20)) {
    tracker.observe(() => truth);
    tracker.enter([{ variable: 'y', taught: true, members: [pair(), pair()] }]);
  }
  expect(tracker.close()).toEqual(follow(truths).close());
  expect(stopped).toEqual(kept);
});
