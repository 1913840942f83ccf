import { expect, test } from 'vitest';
import { complaintsAbout, measureSlowReader } from '../fault/slow-reader.mjs';

test('behind a reader of 1 KB/s little input is accepted and memory stays flat', async () => {
  expect(complaintsAbout(await measureSlowReader(10))).toEqual([]);
}, 120_000);

test('each broken promise is complained about', () => {
  const fine = { records: 5, aheadBytes: 1e6, maxResidentBytes: 1e8, growth: 1 };
  expect(complaintsAbout(fine)).toEqual([]);
  for (const broken of [
    { records: 0 },
    { aheadBytes: 0 },
    { aheadBytes: 2e7 },
    { maxResidentBytes: 3e8 },
    { growth: 1.2 },
  ])
    expect(complaintsAbout({ ...fine, ...broken })).toHaveLength(1);
});
