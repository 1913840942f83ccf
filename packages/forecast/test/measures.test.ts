import {
  confidenceAt,
  expectedShortfall5,
  measureConfidence,
  measureFragility,
  measureRisk,
} from '@pulse-stream/forecast/internal';
import type { SimulatedRun } from '@pulse-stream/worldstate';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evidenceOf, hundred } from './evidence.ts';
import { makeRun, makeSlot, range } from './make-run.ts';

describe('confidence', () => {
  test('is how often the sentinel was beaten, drawn to a half, less where coverage fell short', () => {
    expect(confidenceAt(evidenceOf(98, 74)).value).toBeCloseTo(0.75, 12);
    expect(confidenceAt(evidenceOf(79, 74)).value).toBeCloseTo(0.75, 12);
    expect(confidenceAt(evidenceOf(49, 74)).value).toBeCloseTo((0.75 * 0.5) / 0.8, 12);
    expect(confidenceAt({ verified: 30, covered: 30, won: 30 }).value).toBeCloseTo(31 / 32, 12);
    expect(confidenceAt({ verified: 30, covered: 30, won: 0 }).value).toBeCloseTo(1 / 32, 12);
  });

  test('that is 0 says what makes it so', () => {
    const reason = 'none of 98 verified intervals held the truth';
    expect(confidenceAt(evidenceOf(0, 60))).toEqual({ value: 0, reason });
    const run = makeRun({
      targets: [makeSlot('sure'), makeSlot('unsure')],
      cells: [hundred, hundred],
    });
    expect(measureConfidence(run, (name) => evidenceOf(name === 'sure' ? 90 : 0, 60))).toEqual({
      value: 0,
      reason: `unsure: ${reason}`,
    });
    expect(confidenceAt(evidenceOf(80, 60))).not.toHaveProperty('reason');
  });

  test('is unknown without 30 verified forecasts', () => {
    expect(confidenceAt(null)).toMatchObject({ value: null });
    expect(confidenceAt('nobody looked').reason).toBe('nobody looked');
    expect(confidenceAt({ ...evidenceOf(20, 20), verified: 29 }).reason).toBe(
      '29 verified forecasts, 30 are needed',
    );
  });

  test('judges slots, not values that are computed from them, and says so; values where nothing else is', () => {
    const value = makeSlot('release', { kind: 'value' });
    const run = makeRun({ targets: [value, makeSlot('storage')], cells: [hundred, hundred] });
    const of = (target: string) => (target === 'storage' ? evidenceOf(98, 74) : 'is a value');
    const { value: confidence, reason } = measureConfidence(run, of);
    expect(confidence).toBeCloseTo(0.75, 12);
    expect(reason).toBe('judged by storage; not by release, computed from slots');
    const alone = makeRun({ targets: [value], cells: [hundred] });
    expect(measureConfidence(alone, of)).toEqual({ value: null, reason: 'release: is a value' });
  });

  test('of a record is that of its least certain target at the last horizon', () => {
    const run = makeRun({
      targets: [makeSlot('unsure'), makeSlot('sure')],
      horizons: [1, 2],
      cells: [hundred, hundred, hundred, hundred],
    });
    const of = (target: string, horizon: number) => {
      expect(horizon).toBe(1);
      return evidenceOf(98, target === 'sure' ? 90 : 49);
    };
    expect(measureConfidence(run, of).value).toBeCloseTo(0.5, 12);
    const one = measureConfidence(run, (target) => (target === 'sure' ? evidenceOf(80, 60) : null));
    expect(one).toEqual({ value: null, reason: 'unsure: no verified forecasts' });
    expect(measureConfidence(makeRun({ cells: null }), of).reason).toBe('one path has no spread');
  });

  test('lies in 0..1', () => {
    const count = fc.integer({ min: 0, max: 98 });
    fc.assert(
      fc.property(count, count, (covered, won) => {
        const { value } = confidenceAt(evidenceOf(covered, won));
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('fragility', () => {
  const base = makeRun({
    horizons: [1, 2],
    cells: [
      [0, 1, 2, 3, 4],
      [0, 1, 2, 3, 4],
    ],
  });
  const moved = (first: number, last: number): SimulatedRun =>
    makeRun({
      horizons: [1, 2],
      cells: [[0, 1, 2, 3, 4].map((v) => v + first), [0, 1, 2, 3, 4].map((v) => v + last)],
    });
  const unit = 2 / 1.349;

  test('is S/(1+S), S the rms of the shifts of the median in robust standard deviations', () => {
    const { value, cells } = measureFragility(base, [moved(0, 3), moved(1, 4)]);
    const [first, last] = [Math.sqrt(1 / 2) / unit, Math.sqrt(25 / 2) / unit];
    expect([...cells]).toEqual([
      expect.closeTo(first / (1 + first), 12),
      expect.closeTo(last / (1 + last), 12),
    ]);
    expect(value).toBe(cells[1]);
  });

  test('of a record is that of its most fragile target at the last horizon, each in its own unit', () => {
    const cells = (...shifts: readonly number[]) =>
      shifts.map((shift, cell) => [0, 1, 2, 3, 4].map((v) => v * (cell < 2 ? 1 : 100) + shift));
    const two = (...shifts: readonly number[]) =>
      makeRun({
        targets: [makeSlot('small'), makeSlot('large')],
        horizons: [1, 2],
        cells: cells(...shifts),
      });
    const { value, cells: found } = measureFragility(two(0, 0, 0, 0), [two(9, 3, 900, 50)]);
    const shareOf = (strength: number) => strength / (1 + strength);
    const expected = [9 / unit, 3 / unit, 900 / (100 * unit), 50 / (100 * unit)].map(shareOf);
    expect([...found]).toEqual(expected.map((share) => expect.closeTo(share, 12)));
    expect(value).toBe(found[1]);
  });

  test('is 0 when nothing moves, and takes its runs one by one', () => {
    const made: number[] = [];
    function* rerun(): Generator<SimulatedRun> {
      for (const k of range(3)) {
        made.push(k);
        yield moved(0, 0);
      }
    }
    expect(measureFragility(base, rerun())).toMatchObject({ value: 0 });
    expect(made).toEqual([0, 1, 2]);
  });

  test('without spread is 0 for a median that stays and 1 for one that moves, which is said', () => {
    const fixed = makeRun({ cells: [[2, 2, 2]] });
    expect(measureFragility(fixed, [fixed])).toMatchObject({ value: 0 });
    expect(measureFragility(fixed, [fixed])).not.toHaveProperty('reason');
    expect(measureFragility(fixed, [makeRun({ cells: [[3, 3, 3]] })])).toMatchObject({
      value: 1,
      reason: 'moved without having any spread: x',
    });
  });

  test('is unknown without an ensemble or without perturbed runs', () => {
    expect(measureFragility(base, []).reason).toBe('no perturbed re-runs were made');
    expect(measureFragility(makeRun({ cells: null }), [base]).reason).toBe(
      'one path has no spread',
    );
  });

  test('of runs with other targets is a bug', () => {
    expect(() => measureFragility(base, [makeRun({ cells: [[1, 2]] })])).toThrow('other targets');
    expect(() => measureFragility(base, [makeRun({ cells: null })])).toThrow('has an ensemble');
  });

  test('lies in 0..1 and is larger for a larger shift', () => {
    const shift = fc.double({ noNaN: true, min: 0, max: 1e300 });
    fc.assert(
      fc.property(shift, shift, (a, b) => {
        const small = measureFragility(base, [moved(0, Math.min(a, b))]).value ?? -1;
        const large = measureFragility(base, [moved(0, Math.max(a, b))]).value ?? -1;
        expect(small).toBeGreaterThanOrEqual(0);
        expect(small).toBeLessThanOrEqual(large);
        expect(large).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('risk', () => {
  const own = (changes: readonly number[], exposure: SimulatedRun['exposure']) =>
    makeRun({ cells: [changes.map(() => 0)], exposureChanges: changes, exposure });

  test('is the mean of the worst twentieth of the changes, rounded up, over what was owned', () => {
    const changes = range(40).map((k) => -10 * k);
    expect(expectedShortfall5(Float64Array.from(changes))).toBe(-385);
    expect(expectedShortfall5(Float64Array.from([...changes, 0]))).toBe(-380);
    expect(measureRisk(own(changes, { start: -100, cash: 1100 }))).toEqual({ value: 0.385 });
    expect(measureRisk(own(changes, { start: -1100, cash: 100 }))).toEqual({ value: 0.385 });
  });

  test('takes ⌈M/20⌉ of the changes for any number of members in any order', () => {
    const amount = fc.double({ noNaN: true, min: -1e6, max: 1e6 });
    const bySize = (a: number, b: number) => a - b;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1500 }),
        fc.infiniteStream(amount),
        (count, amounts) => {
          const changes = range(count).map(() => Number(amounts.next().value));
          const worst = changes.toSorted(bySize).slice(0, Math.ceil(count / 20));
          const mean = worst.reduce((sum, change) => sum + change, 0) / worst.length;
          expect(expectedShortfall5(Float64Array.from(changes))).toBeCloseTo(mean, 6);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('is 0 for gains and 1 for losing more than was owned', () => {
    expect(measureRisk(own([5, 6], { start: 0, cash: 10 })).value).toBe(0);
    expect(measureRisk(own([0, 0], { start: 0, cash: 10 })).value).toBe(0);
    expect(measureRisk(own([-50, 6], { start: 0, cash: 10 })).value).toBe(1);
  });

  test('is unknown without capital, without members, or when nothing was owned', () => {
    expect(measureRisk(own([1, 2], null)).reason).toBe('the model has no capital');
    expect(measureRisk(own([1, 2], { start: 5, cash: -5 })).reason).toBe(
      'exposure plus cash is 0 at the start',
    );
    const alone = makeRun({ cells: null, exposure: { start: 0, cash: 10 } });
    expect(measureRisk(alone).reason).toBe('one path has no tail');
    const replayed = { ...own([-5], { start: 0, cash: 10 }), member: 3 };
    expect(measureRisk(replayed).reason).toBe('one path has no tail');
  });

  test('of no changes is a bug', () => {
    expect(() => expectedShortfall5(new Float64Array())).toThrow(RangeError);
  });
});
