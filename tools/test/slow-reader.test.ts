import { expect, test } from 'vitest';
import { complaintsAbout, measureSlowReader } from '../fault/slow-reader.mjs';

test.each([1, 2] as const)(
  'behind a reader of 1 KB/s little input is accepted and memory stays flat: -j %i',
  async (jobs) => {
    expect(complaintsAbout(await measureSlowReader({ seconds: 15, jobs }))).toEqual([]);
  },
  120_000,
);

test('each broken promise is complained about', () => {
  const fine = {
    jobs: 2 as const,
    records: 5,
    acceptedBytes: 2e6,
    aheadBytes: 1e6,
    maxResidentBytes: 1e8,
    growth: 1,
  };
  expect(complaintsAbout(fine)).toEqual([]);
  for (const broken of [
    { records: 0 },
    { aheadBytes: 0 },
    { aheadBytes: 2e7 },
    { maxResidentBytes: 2.4e8 },
    { jobs: 1 as const, maxResidentBytes: 1.6e8 },
    { growth: 1.2 },
  ])
    expect(complaintsAbout({ ...fine, ...broken })).toHaveLength(1);
});
