// Changes a package's source in every small way Stryker knows and counts what its tests notice:
// `node tools/mutation/score.mjs PACKAGE [FILE…]`, files relative to the package, e.g. `src/gate.ts`.
// Prints the mutants that survive and a row for docs/mutation.md. About a second of CPU a mutant.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../workspace.mjs';
import { copyWorkspace } from './copy-workspace.mjs';

/** Installed beside the workspace when first asked for: 200 packages that nothing else needs. */
const STRYKER = '9.6.1';

/** @typedef {{status: string, mutatorName: string, replacement?: string, location: {start: {line: number, column: number}}}} Tried */
/** @typedef {{files: Record<string, {mutants: readonly Tried[]}>}} Report */

/** The folder that has Stryker, but not the vitest its runner asks for. */
function installStryker() {
  const folder = join(tmpdir(), `pulse-stryker-${STRYKER}`);
  if (existsSync(folder)) return folder;
  const half = `${folder}.${process.pid}`;
  mkdirSync(half);
  writeFileSync(join(half, 'package.json'), '{"private":true}');
  const names = ['core', 'vitest-runner'].map((name) => `@stryker-mutator/${name}@${STRYKER}`);
  const flags = ['--legacy-peer-deps', '--no-audit', '--no-fund', '--ignore-scripts'];
  const { status } = spawnSync('npm', ['install', ...flags, ...names], {
    cwd: half,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error(`npm could not install ${names.join(' and ')}`);
  renameSync(half, folder);
  return folder;
}

/**
 * Score and survivors of a report. A mutant that ends in an endless loop or cannot be computed has
 * been noticed; one whose code does not load counts nowhere.
 * @param {Report} report
 */
export function readReport({ files }) {
  const tried = Object.entries(files).flatMap(([file, { mutants }]) =>
    mutants.map((mutant) => ({ file, ...mutant })),
  );
  const of = (/** @type {string[]} */ ...kinds) =>
    tried.filter(({ status }) => kinds.includes(status));
  const [killed, survived] = [of('Killed', 'Timeout'), of('Survived', 'NoCoverage')];
  const counted = killed.length + survived.length;
  if (counted === 0) throw new Error('no mutant was tried');
  return {
    counted,
    killed: killed.length,
    percent: Math.round((1000 * killed.length) / counted) / 10,
    survivors: survived.map(
      ({ file, location: { start }, mutatorName, replacement = '' }) =>
        `${file}:${start.line}:${start.column} ${mutatorName} → ${replacement.replaceAll(/\s+/g, ' ')}`,
    ),
  };
}

/** @param {string} name of a package @param {readonly string[]} files */
function score(name, files) {
  const installed = installStryker();
  const folder = copyWorkspace();
  // inside the copy: there it finds the vitest of the copy, whichever checkout installed it
  const tool = join(folder, '.stryker');
  try {
    cpSync(installed, tool, { recursive: true });
    const cwd = join(folder, 'packages', name);
    if (!existsSync(cwd)) throw new Error(`there is no package ${name}`);
    const report = join(folder, 'report.json');
    const config = {
      testRunner: 'vitest',
      plugins: ['@stryker-mutator/vitest-runner'],
      vitest: { configFile: 'vitest.config.ts' },
      mutate: files.length > 0 ? files : ['src/**/*.ts', '!src/**/*.test.ts', '!src/index.ts'],
      inPlace: true,
      concurrency: 1,
      // the words of messages are no behaviour that a law is about
      mutator: { excludedMutations: ['StringLiteral'] },
      reporters: ['json', 'dots'],
      jsonReporter: { fileName: report },
      allowConsoleColors: false,
    };
    writeFileSync(join(cwd, 'stryker.conf.json'), JSON.stringify(config));
    const stryker = join(tool, 'node_modules/@stryker-mutator/core/bin/stryker.js');
    const { status } = spawnSync(process.execPath, [stryker, 'run', 'stryker.conf.json'], {
      cwd,
      stdio: ['ignore', 2, 2],
    });
    if (status !== 0) throw new Error(`Stryker ended with ${status}`);
    return readReport(JSON.parse(readFileSync(report, 'utf8')));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  const [name, ...files] = process.argv.slice(2);
  if (name === undefined) throw new Error('node tools/mutation/score.mjs PACKAGE [FILE…]');
  const { counted, killed, percent, survivors } = score(name, files);
  for (const survivor of survivors) console.log(survivor);
  const commit = spawnSync('git', ['rev-parse', '--short', 'HEAD'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const date = new Date().toISOString().slice(0, 10);
  console.log(
    `| ${name} | ${files.join(', ') || 'all'} | ${killed} of ${counted} | ${percent} % | ${date} | ${commit.stdout.trim()} |`,
  );
}
