import { expect, test } from 'vitest';
import { openTracker, openTrackRecord, RECENT, TRAIL, type VerifiedCell } from './track-record.ts';

const members = (...values: number[]) => Float64Array.from(values);
/** Two members at −1 and 1: median 0, variance 2. */
const pair = () => members(-1, 1);

/** Goes through the truths of y, issuing the same two steps ahead from each. */
function follow(truths: readonly number[], taught = true, seen: VerifiedCell[] = []) {
  const tracker = openTracker(openTrackRecord(['y'], 2));
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

test('v moves by .02 of the squared error over the variance and is applied from 30 origins on', () => {
  const tracker = follow([0, 1]); // one error of 1 against a variance of 2
  expect(tracker.calibration().variance[0]).toBeCloseTo(0.98 + 0.02 * 0.5, 15);
  expect(tracker.variance()).toEqual([1, 1]);
  const long = follow(Array.from({ length: 31 }, () => 1));
  expect(long.calibration().verified).toEqual([30, 29]);
  expect(long.variance()).toEqual([long.calibration().variance[0], 1]);
});

test('a published interval has the v of thirty origins that were verified when it was issued', () => {
  // errors of 3 where 0.8 was the edge: v grows to 2.59 in thirty origins, the edge to 1.29
  const truths = Array.from({ length: 34 }, (_, t) => (t < 32 ? 3 : 1));
  const covered = follow(truths).close().trails['y']?.[1]?.covered;
  // two steps ahead: from row 30 with 29 origins, from row 31 with 30
  expect(covered).toEqual([...Array.from({ length: 31 }, () => 0), 1]);
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
