import { expect, test } from 'vitest';
import { countTests } from '../run-tests.mjs';

const file = (status: string, tests: number) => ({
  status,
  assertionResults: Array.from({ length: tests }, () => ({})),
});

test('the counts are those of the report', () => {
  const report = { numPassedTests: 7, numFailedTests: 2, testResults: [file('failed', 9)] };
  expect(countTests(report)).toEqual({ passed: 7, failed: 2 });
});

test('a file that could not be loaded counts as one failure', () => {
  const testResults = [file('failed', 0), file('passed', 7)];
  const report = { numPassedTests: 7, numFailedTests: 0, testResults };
  expect(countTests(report)).toEqual({ passed: 7, failed: 1 });
});
