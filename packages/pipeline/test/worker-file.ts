import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll } from 'vitest';

/** A program of worker threads made of the source, as one file; it goes away with the tests. */
export async function bundleWorker(entry: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'pulse-worker-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, 'worker.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, entry)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@pulse-stream/source'],
    logLevel: 'warning',
  });
  return outfile;
}
