import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ended, startCommand } from '../fault/cluster-kill.mjs';
import { findNatsServer, startNatsServer } from '../fault/nats-server.mjs';
import { ROOT } from '../workspace.mjs';

const APP = join(ROOT, 'apps/pulse-stream');

/** The command as another machine has it. @returns its program */
function install(folder: string): string {
  for (const part of ['bin', 'dist/bundle', 'package.json'])
    cpSync(join(APP, part), join(folder, part), { recursive: true });
  return join(folder, 'bin/pulse-stream.js');
}

test.runIf(findNatsServer() !== null)(
  'a worker works for the runs of its build: the same programs, wherever they lie; one byte more, and it sees nothing',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pulse-builds-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const server = await startNatsServer({ folder: join(folder, 'store') });
    onTestFinished(() => server.kill());
    const ours = join(APP, 'bin/pulse-stream.js');
    const same = install(join(folder, 'same'));
    const other = install(join(folder, 'other'));
    appendFileSync(join(folder, 'other/dist/bundle/worker-entry.cjs'), '\n');
    writeFileSync(join(folder, 'in.ndjson'), '{"members":2}\n'.repeat(30));
    const engine = ['--engine', server.url];
    const run = (words: readonly string[], bin: string) =>
      spawnSync(process.execPath, [bin, ...words], { cwd: folder, encoding: 'utf8' });
    // the place of each build is there before its worker is
    for (const bin of [ours, other]) run(['cluster', 'init', ...engine], bin);
    const serve = (bin: string) =>
      run(['worker', '-j', '1', '--idle-seconds', '5', ...engine], bin);

    const driver = startCommand(['in.ndjson', '-q', ...engine, '-o', 'far.jsonl'], folder, ours);
    const end = ended(driver);
    expect(serve(other).stderr).toContain('0 records in 0 chunks');
    expect(serve(same).stderr).toContain('30 records in 1 chunk');
    expect((await end).code).toBe(0);
    run(['in.ndjson', '-q', '-j', '1', '-o', 'here.jsonl'], ours);
    const textOf = (name: string) => readFileSync(join(folder, name), 'utf8');
    expect(textOf('far.jsonl')).toBe(textOf('here.jsonl'));
  },
);
