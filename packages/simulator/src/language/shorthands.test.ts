import fc from 'fast-check';
import { expect, test } from 'vitest';
import { errorOf, PARSE_NAMES as NAMES } from '../../test/parsed-text.ts';
import { evaluateNumber, readParams } from './evaluate.ts';
import { parseNumber } from './parse-expression.ts';
import { countNodes } from './tree.ts';
import { MAX_SOURCE } from './tokens.ts';

/** The value of a text in the step that begins at `start`. @param time in an inner stage another */
function valueAt(source: string, start: number, dt: number, time = start): number {
  const clock = { time, dt, step_start: start, calendar: () => NaN };
  return evaluateNumber(parseNumber(source, NAMES), { ...readParams(), clock });
}

/** The values of a text in the steps from 0 on. */
const series = (source: string, steps: number, dt: number): number[] =>
  Array.from({ length: steps }, (_, index) => valueAt(source, index * dt, dt));

test.each([
  ['step(5, 3)', 1, [0, 0, 0, 5, 5, 5, 5]],
  // between two steps it begins with the one that is nearer
  ['step(5, 2.6)', 1, [0, 0, 0, 5, 5, 5, 5]],
  ['step(5, 2.4)', 1, [0, 0, 5, 5, 5, 5, 5]],
  ['pulse(2, 3)', 1, [0, 0, 1, 1, 1, 0, 0]],
  ['pulse(2, 0)', 1, [0, 0, 1, 0, 0, 0, 0]],
  ['pulse(2, 0.5)', 1, [0, 0, 1, 0, 0, 0, 0]],
  ['pulse(1, 1)', 0.5, [0, 0, 1, 1, 0, 0, 0]],
  ['pulse_train(1, 1, 3, 99)', 1, [0, 1, 0, 0, 1, 0, 0]],
  ['pulse_train(1, 1, 3, 4)', 1, [0, 1, 0, 0, 1, 0, 0]],
  ['pulse_train(1, 1, 3, 3)', 1, [0, 1, 0, 0, 0, 0, 0]],
  ['pulse_train(1, 2, 3, 4)', 1, [0, 1, 1, 0, 1, 0, 0]],
  ['pulse_train(1, 0, 2, 99)', 1, [0, 1, 0, 1, 0, 1, 0]],
  // pulses that touch
  ['pulse_train(1, 5, 2, 4)', 1, [0, 1, 1, 1, 1, 0, 0]],
  ['ramp(2, 1, 4)', 1, [0, 0, 2, 4, 6, 6, 6]],
  ['ramp(2, 1, 4)', 0.5, [0, 0, 0, 1, 2, 3, 4]],
  // one that ends before it begins does not end
  ['ramp(2, 3, 1)', 1, [0, 0, 0, 0, 2, 4, 6]],
])('%s with steps of %d', (source, dt, values) => {
  expect(series(source, values.length, dt)).toEqual(values);
});

/** What Vensim's manual says of a pulse, in whole steps. */
const isPulse = (step: number, at: number, width: number): boolean =>
  step >= at && step < at + Math.max(width, 1);

test('on the grid of any step the inputs switch in the step that begins then, rounded or not', () => {
  const whole = fc.integer({ min: 0, max: 40 });
  fc.assert(
    fc.property(
      fc.constantFrom(1, 0.125, 0.1, 0.3, 1 / 3, 1e-3),
      fc.record({ at: whole, width: whole, every: fc.integer({ min: 1, max: 9 }), until: whole }),
      whole,
      (dt, { at, width, every, until }, now) => {
        const [a, w, e, u] = [at, width, every, until].map((steps) => steps * dt);
        const start = now * dt;
        expect(valueAt(`step(7, ${a})`, start, dt)).toBe(now >= at ? 7 : 0);
        expect(valueAt(`pulse(${a}, ${w})`, start, dt)).toBe(isPulse(now, at, width) ? 1 : 0);
        const starts = Array.from({ length: 50 }, (_, k) => at + k * every);
        const isOn = now <= until && starts.some((begin) => isPulse(now, begin, width));
        expect(valueAt(`pulse_train(${a}, ${w}, ${e}, ${u})`, start, dt)).toBe(isOn ? 1 : 0);
      },
    ),
    { numRuns: 2000 },
  );
});

test('in the inner stages of a step only a ramp moves on', () => {
  for (const stage of [0, 0.5, 1]) {
    const time = 3 + stage;
    expect(valueAt('step(1, 3.6)', 3, 1, time)).toBe(0);
    expect(valueAt('pulse(3, 0)', 3, 1, time)).toBe(1);
    expect(valueAt('pulse_train(1, 1, 2, 9)', 3, 1, time)).toBe(1);
    expect(valueAt('ramp(2, 1, 9)', 3, 1, time)).toBe(4 + 2 * stage);
  }
});

test('they fail as what they are short for', () => {
  expect(() => valueAt('pulse_train(0, 1, 0, 9)', 3, 1)).toThrow(
    expect.objectContaining({ code: 'division-by-zero' }),
  );
});

test('they are known where there is a clock, by as many values as they take', () => {
  expect(errorOf(() => parseNumber('1 + step(1, 2)', { ...NAMES, clock: false }))).toMatchObject({
    column: 5,
    message: 'step reads a clock, which is not known here',
  });
  expect(errorOf(() => parseNumber('pulse(1)', NAMES))).toMatchObject({
    message: 'pulse got 1 value',
    hint: 'it is used as pulse(at, width)',
  });
  expect(errorOf(() => parseNumber('ramp', NAMES)).hint).toBe(
    'it is a function: ramp(slope, from, to)',
  );
  const slot = new Map(NAMES.meanings).set('step', { kind: 'slot', index: 3 });
  expect(parseNumber('step', { ...NAMES, meanings: slot })).toEqual({ op: 'slot', slot: 3 });
});

test('one inside the other they cannot grow without end', () => {
  const nest = (levels: number): string =>
    levels === 0 ? 'a' : `ramp(1, ${nest(levels - 1)}, ${nest(0)})`;
  expect(countNodes(parseNumber(nest(4), NAMES))).toBeLessThanOrEqual(MAX_SOURCE);
  expect(errorOf(() => parseNumber(nest(40), NAMES))).toMatchObject({
    message: 'ramp of so long expressions is too long',
  });
});
