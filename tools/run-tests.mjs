// Runs every test and says in one plain line how many passed and failed: `node tools/run-tests.mjs`.
// Arguments go to vitest.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './workspace.mjs';

/**
 * Counts of vitest's JSON report. A file that could not be loaded has no tests and counts as one
 * failure.
 * @param {{numPassedTests: number, numFailedTests: number, testResults: {status: string, assertionResults: unknown[]}[]}} report
 */
export function countTests({ numPassedTests, numFailedTests, testResults }) {
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return { passed: numPassedTests, failed: numFailedTests + broken.length };
}

if (process.argv[1] === import.meta.filename) {
  const folder = mkdtempSync(join(tmpdir(), 'pulse-tests-'));
  const report = join(folder, 'report.json');
  const { status } = spawnSync(
    process.execPath,
    [
      join(ROOT, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...process.argv.slice(2),
    ],
    { cwd: ROOT, stdio: 'inherit' },
  );
  if (existsSync(report)) {
    const { passed, failed } = countTests(JSON.parse(readFileSync(report, 'utf8')));
    console.log(`${passed} passed, ${failed} failed`);
    if (status !== 0 || failed > 0 || passed === 0) process.exitCode = status || 1;
  } else {
    console.error('vitest ended without a report: nothing is known to have passed');
    process.exitCode = status || 1;
  }
  rmSync(folder, { recursive: true });
}
