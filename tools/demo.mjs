// What `npm run demo` shows: the shipped scenarios through the command, records on standard output, and
// the page of that run in demo.html. Its last line says so.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './workspace.mjs';

const COMMAND = join(ROOT, 'apps/pulse-stream/bin/pulse-stream.js');
const SCENARIOS = join(ROOT, 'examples/scenarios.ndjson');
/** Some of the scenarios fail: they show what a failure looks like. */
const SOME_FAILED = 3;
const MOST_BYTES = 64 * 1024 * 1024;

const run = spawnSync(process.execPath, [COMMAND, SCENARIOS], {
  stdio: ['ignore', 'pipe', 'inherit'],
  maxBuffer: MOST_BYTES,
});
if (run.status !== SOME_FAILED) throw new Error(`the run of the demo ended with ${run.status}`);
process.stdout.write(run.stdout);
const page = spawnSync(process.execPath, [COMMAND, 'report', '-o', 'demo.html', '--force'], {
  input: run.stdout,
  stdio: ['pipe', 'inherit', 'inherit'],
});
process.exitCode = page.status ?? 1;
