import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleCommand } from '../bundle.mjs';
import { ROOT } from '../workspace.mjs';

// The command with a worker program that has faults: it loops, fills its memory or exits when a line
// asks for it. The hook is another entry of the bundle, so that the shipped one cannot contain it.
const HOOK = 'fault-allocate';
const SHIPPED = join(ROOT, 'apps/pulse-stream/dist/bundle');
const BUILD_MS = 60_000;
let faulty = '';

beforeAll(async () => {
  faulty = mkdtempSync(join(tmpdir(), 'pulse-faulty-'));
  const worker = join(ROOT, 'packages/pipeline/test/faulty-worker.ts');
  await bundleCommand({ out: join(faulty, 'dist/bundle'), worker });
  cpSync(join(ROOT, 'apps/pulse-stream/bin'), join(faulty, 'bin'), { recursive: true });
}, BUILD_MS);
afterAll(() => rmSync(faulty, { recursive: true }));

const filesWith = (folder: string, word: string) =>
  readdirSync(folder).filter((name) => readFileSync(join(folder, name), 'utf8').includes(word));

test('the shipped bundle has a worker program, and the fault hook only the test build', () => {
  expect(readdirSync(SHIPPED)).toContain('worker-entry.cjs');
  expect(filesWith(SHIPPED, HOOK)).toEqual([]);
  expect(filesWith(join(faulty, 'dist/bundle'), HOOK)).toEqual(['worker-entry.cjs']);
});

test.each([
  ['fault-loop', 'worker-crashed', '3 workers died and were replaced'],
  ['fault-allocate', 'worker-crashed', '3 workers died and were replaced'],
  ['fault-exit', 'worker-crashed', '3 workers died and were replaced'],
  // an exception is caught where it happens
  ['fault-throw', 'internal', '60 records'],
])(
  'in the real command a worker with %s costs one record %s, and the run goes on',
  (id, type, said) => {
    const configs = Array.from({ length: 60 }, (_, index) => ({ id: `s${index}`, members: 2 }));
    const toText = (values: readonly object[]) =>
      values.map((value) => `${JSON.stringify(value)}\n`).join('');
    const run = (input: string) =>
      spawnSync(
        process.execPath,
        [
          join(faulty, 'bin/pulse-stream.js'),
          '-j',
          '2',
          '--worker-heap-mb',
          '40',
          '--worker-stall-seconds',
          '3',
        ],
        { input, encoding: 'utf8', cwd: faulty },
      );
    const fine = run(toText(configs));
    expect(fine.status, fine.stderr).toBe(0);
    const poisoned = run(
      toText(configs.map((config, index) => (index === 41 ? { ...config, id } : config))),
    );
    expect(poisoned.status, poisoned.stderr).toBe(3);
    expect(poisoned.stderr).toContain('60 records');
    expect(poisoned.stderr).toContain(`1 failed (${type} 1)`);
    expect(poisoned.stderr).toContain(said);
    const lines = poisoned.stdout.split('\n');
    const { error } = JSON.parse(lines[41] ?? '');
    expect(error.type).toBe(type);
    // what a machine cannot do another one may; a bug is the same everywhere
    expect(error.reproducible).toBe(type === 'internal' ? undefined : false);
    expect(lines.toSpliced(41, 1)).toEqual(fine.stdout.split('\n').toSpliced(41, 1));
  },
  BUILD_MS,
);
