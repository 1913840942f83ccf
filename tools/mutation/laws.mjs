// Breaks one law after the other in a copy of the workspace and looks whether the test that holds the
// law fails: `node tools/mutation/laws.mjs [WORD…]`. Words choose the mutants whose law or files name
// one of them. Ends with 1 when a mutant survives.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { copyWorkspace } from './copy-workspace.mjs';
import { MUTANTS } from './mutants.mjs';

/** @typedef {import('./mutants.mjs').Mutant} Mutant */

/**
 * A text with one replacement made.
 * @param {string} text
 * @param {{from: string, to: string}} change
 * @param {string} file for the message
 * @throws {Error} unless `from` stands in the text exactly once
 */
export function replaceOnce(text, { from, to }, file) {
  const found = text.split(from).length - 1;
  if (found !== 1)
    throw new Error(`${file}: ${JSON.stringify(from)} stands there ${found} times, not once`);
  return text.replace(from, () => to);
}

/**
 * Runs a test file of the copy.
 * @param {string} folder @param {string} test
 * @returns {{passed: number, failed: string[]}} names of the tests that failed
 */
function runTest(folder, test) {
  const report = join(folder, 'report.json');
  rmSync(report, { force: true });
  const vitest = join(folder, 'node_modules/vitest/vitest.mjs');
  const argv = ['run', test, '--reporter=json', `--outputFile=${report}`];
  const { stderr } = spawnSync(process.execPath, [vitest, ...argv], {
    cwd: folder,
    encoding: 'utf8',
  });
  /** @type {{testResults: {status: string, message: string, assertionResults: {status: string, fullName: string}[]}[]}} */
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  // a file that cannot be loaded holds no law
  if (results.length === 0)
    throw new Error(`${test} has run no test: ${testResults[0]?.message ?? stderr}`);
  return {
    passed: results.filter(({ status }) => status === 'passed').length,
    failed: results.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
  };
}

/**
 * What becomes of a mutant.
 * @param {string} folder @param {Mutant} mutant
 * @returns {string | null} the test that caught it
 */
function tryMutant(folder, { changes, test }) {
  const originals = new Map(
    changes.map(({ file }) => [file, readFileSync(join(folder, file), 'utf8')]),
  );
  try {
    for (const { file, ...change } of changes) {
      const path = join(folder, file);
      writeFileSync(path, replaceOnce(readFileSync(path, 'utf8'), change, file));
    }
    return runTest(folder, test).failed[0] ?? null;
  } finally {
    for (const [file, text] of originals) writeFileSync(join(folder, file), text);
  }
}

/** @param {readonly Mutant[]} mutants */
function tryMutants(mutants) {
  const folder = copyWorkspace();
  try {
    for (const test of new Set(mutants.map(({ test: file }) => file))) {
      const { failed } = runTest(folder, test);
      if (failed.length > 0) throw new Error(`${test} fails without any mutant: ${failed[0]}`);
    }
    const survivors = [];
    for (const mutant of mutants) {
      const started = performance.now();
      const caughtBy = tryMutant(folder, mutant);
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(
        `| ${caughtBy === null ? 'SURVIVES' : 'caught'} | ${mutant.law} | ${mutant.changes.map(({ file }) => file).join(', ')} | ${caughtBy ?? mutant.test} | ${seconds} s |`,
      );
      if (caughtBy === null) survivors.push(mutant);
    }
    return survivors;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  const words = process.argv.slice(2);
  const chosen = MUTANTS.filter((mutant) => {
    const text = JSON.stringify(mutant).toLowerCase();
    return words.length === 0 || words.some((word) => text.includes(word.toLowerCase()));
  });
  if (chosen.length === 0) throw new Error(`no mutant names ${words.join(' or ')}`);
  console.log('| mutant | law | where | test | time |\n| --- | --- | --- | --- | --- |');
  const survivors = tryMutants(chosen);
  console.log(`${chosen.length - survivors.length} of ${chosen.length} mutants were caught`);
  if (survivors.length > 0) process.exitCode = 1;
}
