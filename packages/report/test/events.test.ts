import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countTenths } from '../src/chart/event-chart.ts';
import { makeResult } from './records.ts';
import { renderRecords, textOf } from './render.ts';

test('events say where they are most and least probable, but for what the gate stopped', () => {
  const shares = [0, 0, 0.04, 0.1, 0.5, 0.999, 1];
  const records = shares.map((flood, at) =>
    makeResult({ id: `s${at + 1}`, line: at + 1, events: { flood, drought: 0.2 } }),
  );
  const gated = makeResult({ id: 'no', line: 8, status: 'gated', events: { flood: 0.7 } });
  const text = textOf(renderRecords([...records, gated]));
  const finding = 'flood is most probable in s7 (100 %), least in s1 (0 %)';
  // once as what to read first, once above its picture
  expect(text.split(finding).length).toBe(3);
  expect(text).toContain('under 10 % in 3 of 7 scenarios');
  expect(text).toContain('least probable in s1 0 %, s2 0 %, s3 4 %, s4 10 % and s5 50 %');
  expect(text).toContain('most probable in s7 100 %, s6 over 99 %, s5 50 %, s4 10 % and s3 4 %');
  expect(text).toContain('drought: 20 % in each of 7 scenarios');
  expect(text).toContain('All of them are under 10 % in 0 of 7 scenarios.');
  // of the gated one nothing is counted, though its events are rare
  const rare = makeResult({
    id: 'rare',
    line: 9,
    status: 'gated',
    events: { flood: 0, drought: 0 },
  });
  expect(textOf(renderRecords([...records, rare]))).toContain('in 0 of 7 scenarios.');
  expect(text).toContain('Scenarios that the gate stopped are left out.');
});

test('probabilities are counted by tenths, each with its lower end and the last with both', () => {
  expect(countTenths([0, 0.05, 0.1, 0.3, 0.99, 1])).toEqual([2, 1, 0, 1, 0, 0, 0, 0, 0, 2]);
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (probabilities) => {
      const counts = countTenths(probabilities);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(probabilities.length);
    }),
  );
});

test('twelve events are drawn, and how many more there are is said', () => {
  const names = Array.from({ length: 14 }, (_, at) => [`e${at}`, 0.5] as const);
  const page = renderRecords([makeResult({ line: 1, events: Object.fromEntries(names) })]);
  expect(textOf(page)).toContain('Not drawn: 2 more events.');
  expect(page).toContain('>e11<');
  expect(page).not.toContain('>e12<');
});

test('a run without events has no panel of them', () => {
  expect(renderRecords([makeResult({ line: 1, events: {} })])).not.toContain('id="events"');
});
