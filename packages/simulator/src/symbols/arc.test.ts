import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createArcReader, scoreArc, type ArcTurn } from './arc.ts';

const flat: ArcTurn = { hope: 0.5, despair: 0.5, rage: 0.5, fatigue: 0.5 };

const unit = fc.double({ min: 0, max: 1, noNaN: true });
const turn = fc.record({ hope: unit, despair: unit, rage: unit, fatigue: unit });

test('a run of one turn does not move', () => {
  expect(scoreArc([{ ...flat, hope: 0.9 }])).toEqual({
    label: 'Neutral',
    score: 1,
    certainty: 1,
    volatility: 0,
  });
});

test('no turns are no run', () => {
  expect(() => scoreArc([])).toThrow(RangeError);
  expect(() => createArcReader().score()).toThrow(RangeError);
});

// All boundaries are strict; each row moves one value to its limit.
test.each<[string, ArcTurn[]]>([
  ['Hope Arc', [flat, { ...flat, hope: 0.71 }]],
  ['Neutral', [flat, { ...flat, hope: 0.7 }]],
  [
    'Neutral',
    [
      { ...flat, hope: 0.8 },
      { ...flat, hope: 0.8 },
    ],
  ],
  ['Hope Arc', [flat, { ...flat, hope: 0.9 }, { ...flat, hope: 0.51 }]],
  ['Fatigue Collapse', [flat, { ...flat, fatigue: 0.71 }]],
  ['Neutral', [flat, { ...flat, fatigue: 0.7 }]],
  ['Hope Arc', [flat, { ...flat, hope: 0.8, fatigue: 0.8 }]],
  [
    'Symbolic Whiplash',
    [
      { ...flat, rage: 0, despair: 0.5 },
      { ...flat, rage: 1, despair: 0 },
    ],
  ],
  [
    'Neutral',
    [
      { ...flat, rage: 0 },
      { ...flat, rage: 1 },
    ],
  ],
  [
    'Recovery Arc',
    [
      { ...flat, despair: 0.61 },
      { ...flat, despair: 0.39 },
    ],
  ],
  [
    'Neutral',
    [
      { ...flat, despair: 0.6 },
      { ...flat, despair: 0.39 },
    ],
  ],
  [
    'Neutral',
    [
      { ...flat, despair: 0.61 },
      { ...flat, despair: 0.4 },
    ],
  ],
])('%s: %j', (label, turns) => {
  expect(scoreArc(turns).label).toBe(label);
});

test('reading turn by turn gives the numbers of the whole run, bit for bit', () => {
  fc.assert(
    fc.property(fc.array(turn, { minLength: 1, maxLength: 40 }), (turns) => {
      const reader = createArcReader();
      for (const [index, { hope, despair, rage, fatigue }] of turns.entries()) {
        reader.read(hope, despair, rage, fatigue);
        expect(reader.score()).toEqual(scoreArc(turns.slice(0, index + 1)));
      }
    }),
  );
});

test('the scores lie in [0, 1]', () => {
  fc.assert(
    fc.property(fc.array(turn, { minLength: 1, maxLength: 40 }), (turns) => {
      const { score, certainty, volatility } = scoreArc(turns);
      for (const value of [score, certainty, volatility])
        expect(value >= 0 && value <= 1).toBe(true);
    }),
  );
});
