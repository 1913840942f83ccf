import { expect, test } from 'vitest';
import { problemsOf } from '../../test/broken-models.ts';

/** Three slots, of which `still` has no noise. */
const withCorrelations = (noise_correlation: unknown, noise: unknown = 1) => ({
  name: 'pair',
  slots: {
    a: { kind: 'variable', initial: 0, noise: 1 },
    b: { kind: 'variable', initial: 0, noise },
    still: { kind: 'variable', initial: 0 },
  },
  noise_correlation,
});
const messagesOf = (model: unknown): string[] =>
  problemsOf(model).map(({ path, message }) => `${path}: ${message}`);

test.each<[string, unknown, unknown?]>([
  ['a: the correlation of a slot with itself is 1', { a: { a: 0.5 } }],
  ['still: still has no noise', { a: { still: 0.5 } }],
  [
    'b: b has noise that is not normal: it has no correlations',
    { a: { b: 0.5 } },
    { sd: 1, dist: { student_t: 5 } },
  ],
  ['b: one has noise per turn and the other per time', { a: { b: 0.5 } }, { sd: 1, per: 'time' }],
])('noise_correlation.a.%s', (wanted, correlations, noise) => {
  expect(messagesOf(withCorrelations(correlations, noise))).toEqual([
    `noise_correlation.a.${wanted}`,
  ]);
});

test('a correlation that is given both ways is one number, or both places are named', () => {
  expect(messagesOf(withCorrelations({ a: { b: 0.9 }, b: { a: 0.9 } }))).toEqual([]);
  expect(messagesOf(withCorrelations({ a: { b: 0.9 }, b: { a: -0.9 } }))).toEqual([
    'noise_correlation.a.b: it is not that of b with a, which is given too',
    'noise_correlation.b.a: it is not that of a with b, which is given too',
  ]);
});

test('correlations that no numbers can have are refused', () => {
  const model = withCorrelations({ a: { b: 0.9, still: 0.9 }, b: { still: -0.9 } });
  const slots = { ...model.slots, still: { kind: 'variable', initial: 0, noise: 1 } };
  expect(messagesOf({ ...model, slots })).toEqual([
    'noise_correlation: no numbers can be correlated like this',
  ]);
});
