import { expect, test } from 'vitest';
import { verifyCell, type IssuedCell } from './verify-cell.ts';

const levels = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];
const cell: IssuedCell = {
  point: 10,
  levels,
  quantiles: [4, 6, 8, 10, 12, 14, 16],
  members: [6, 10, 14],
};

test('a cell is scored by hand: truth 13 lies above the middle half and inside the rest', () => {
  const scores = verifyCell(cell, 13);
  expect(scores).toMatchObject({ ae: 3, in50: false, in80: true, in95: true });
  // ½·3 + ½α·IS: .025·12 + .1·8 + .25·(4 + 2/.5·1), over 3½
  expect(scores.wis).toBeCloseTo((1.5 + 0.3 + 0.8 + 2) / 3.5, 12);
  // twice the mean pinball: below p·(13 − q), above (1 − p)·(q − 13)
  const pinballs = [0.225, 0.7, 1.25, 1.5, 0.75, 0.1, 0.075];
  expect(scores.crpsQ).toBeCloseTo((2 * pinballs.reduce((sum, loss) => sum + loss, 0)) / 7, 12);
  // mean distance (7 + 3 + 1)/3, pairs 2·(4 + 8 + 4)/(2·9)
  expect(scores.crps).toBeCloseTo(11 / 3 - 16 / 9, 12);
  expect(scores.fairCrps).toBeCloseTo(11 / 3 - 16 / 6, 12);
  expect(scores.pit).toBeCloseTo(2.5 / 4, 12);
});

test('a forecast that is right and sharp scores 0', () => {
  const sharp = { ...cell, point: 5, quantiles: levels.map(() => 5), members: [5, 5] };
  expect(verifyCell(sharp, 5)).toEqual({
    ae: 0,
    wis: 0,
    crpsQ: 0,
    crps: 0,
    fairCrps: 0,
    pit: 0.5,
    in50: true,
    in80: true,
    in95: true,
  });
});

test('what a forecast does not say is null, never a guess', () => {
  const path = verifyCell({ point: 5, levels: [], quantiles: [], members: null }, 7);
  expect(path).toEqual({
    ae: 2,
    wis: null,
    crpsQ: null,
    crps: null,
    fairCrps: null,
    pit: null,
    in50: null,
    in80: null,
    in95: null,
  });
  const lopsided = verifyCell({ ...cell, levels: [0.1, 0.5], quantiles: [1, 2], members: [1] }, 3);
  expect(lopsided).toMatchObject({ wis: null, in80: null, fairCrps: null, crps: 2 });
  expect(lopsided.crpsQ).toBeCloseTo(0.1 * 2 + 0.5 * 1, 12);
  expect(verifyCell({ ...cell, point: null }, 3).ae).toBeNull();
});
