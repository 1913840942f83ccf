import { expect, test } from 'vitest';
import type { Line } from './line.ts';
import { RepeatTally } from './repeat-tally.ts';

const toLines = (texts: readonly string[]): Line[] =>
  texts.map((text, index) => ({
    line: index + 1,
    batchIndex: index,
    bytes: new TextEncoder().encode(text),
  }));

/** What is counted of lines that come in outputs of `size`. */
function count(texts: readonly string[], size = texts.length, isWhole = true) {
  const tally = new RepeatTally(isWhole);
  const lines = toLines(texts);
  for (let from = 0; from < lines.length; from += size) tally.add(lines.slice(from, from + size));
  return tally.counts();
}

const numbered = (many: number): string[] =>
  Array.from({ length: many }, (_, index) => `{"turns":${index + 1}}`);

test('every line that is an earlier one is counted once, wherever the earlier one stands', () => {
  const texts = ['{"a":1}', '{"b":1}', '{"a":1}', '{"b":1}', '{"b":1}', '{"c":1}'];
  for (const size of [1, 2, 6])
    expect(count(texts, size)).toEqual({ lines: 3, ids: 0, isExact: true });
});

test('equal ids of different lines are counted; a seed of its own or an equal line is none', () => {
  const texts = [
    '{"id":"a","turns":1}',
    '{"turns":2,"id":"a"}',
    '{"id":"a","seed":3}',
    '{"id":"b"}',
  ];
  expect(count(texts)).toEqual({ lines: 0, ids: 1, isExact: true });
  expect(count(['{"id":"a"}', '{"id":"a"}'])).toEqual({ lines: 1, ids: 0, isExact: true });
  const others = [
    '{"meta":{"id":"a"}}',
    '{"meta":{"id":"a"},"turns":2}',
    '{"id":',
    '["id"]',
    '"id"',
  ];
  expect(count(others)).toEqual({ lines: 0, ids: 0, isExact: true });
});

test('beyond a thousand lines neighbours are still compared, and the count is a least one', () => {
  // 3000 different lines, then the same ones each twice: one pair in 32 is looked at first
  const twice = [
    ...numbered(3000),
    ...numbered(3200)
      .slice(3000)
      .flatMap((text) => [text, text]),
  ];
  const counts = [1, 7, 100, 3400].map((size) => count(twice, size));
  for (const counted of counts) expect(counted).toEqual(counts[0]);
  expect(counts[0]).toMatchObject({ ids: 0, isExact: false });
  expect(counts[0]?.lines).toBeGreaterThan(150);
  expect(counts[0]?.lines).toBeLessThanOrEqual(200);
  const same = Array.from({ length: 5000 }, () => '{"turns":5}');
  expect(count(same, 100)).toEqual({ lines: 4999, ids: 0, isExact: true });
});

test('a part of a run and lines too long to keep make the count a least one', () => {
  expect(count(['{}', '{}'], 2, false)).toEqual({ lines: 1, ids: 0, isExact: false });
  const long = `{"meta":"${'x'.repeat(5000)}"}`;
  expect(count([long, '{}', long])).toEqual({ lines: 0, ids: 0, isExact: false });
  expect(count([long, long])).toEqual({ lines: 1, ids: 0, isExact: false });
});
