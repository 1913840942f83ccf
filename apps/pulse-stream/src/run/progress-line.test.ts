import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createProgressLine, type ProgressReport } from './progress-line.ts';

/** What is on the line after some reports, one second apart each. */
function show(
  reports: readonly Partial<ProgressReport>[],
  input: { readonly bytes: number | null; readonly resumed: boolean },
): string[] {
  const lines: string[] = [];
  const stderr = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk).trim());
      done();
    },
  });
  let clock = 0;
  const line = createProgressLine({ stderr, now: () => clock });
  line.begin(input);
  for (const report of reports) {
    clock += 1000;
    line.update({ records: 0, failed: 0, bytesDone: 0, scenario: null, ...report });
  }
  return lines;
}

test('the share is that of the input whose records are written, and so is the time left', () => {
  const reports = [
    { records: 0, bytesDone: 0, scenario: 0.5 },
    { records: 10, bytesDone: 100, failed: 1 },
    { records: 99, bytesDone: 999 },
    { records: 100, bytesDone: 1000 },
  ];
  expect(show(reports, { bytes: 1000, resumed: false })).toEqual([
    '0 records, scenario 50 %, 0 per second',
    '10 records, 1 failed, 10 %, about 18 s left',
    '99 records, 99 %, about 1 s left',
    '100 records, 100 %, about 0 s left',
  ]);
});

test('what an earlier run answered took no time of this one', () => {
  const reports = [
    { records: 90, bytesDone: 900 },
    { records: 95, bytesDone: 960 },
  ];
  expect(show(reports, { bytes: 1000, resumed: true })).toEqual([
    '90 records, 90 %',
    '95 records, 96 %, about 1 s left',
  ]);
  expect(show(reports, { bytes: null, resumed: true })[1]).toBe('95 records, 5 per second');
});
