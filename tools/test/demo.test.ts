import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT } from '../workspace.mjs';

test('the demo prints a record per scenario, writes its page, and says so in its last line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pulse-demo-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(ROOT, 'tools/demo.mjs')], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  const records = stdout.trimEnd().split('\n').length;
  const last = stderr.trimEnd().split('\n').at(-1) ?? '';
  const [, results, failures] =
    /^(\d+) results and (\d+) failures drawn in demo\.html: open it in a browser$/.exec(last) ?? [];
  expect(Number(results) + Number(failures)).toBe(records);
  expect(readFileSync(join(folder, 'demo.html'), 'utf8')).toContain('<h2 id="fans-title">');
});
