// Looks at every package as npm would publish it: `node tools/publish-check.mjs` (needs a build).
// publint reads what the manifest promises, attw what TypeScript finds behind it.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { PROJECTS, ROOT } from './workspace.mjs';

/**
 * Complaints about a tarball; none when it can be published.
 * @param {string} tarball absolute path
 */
export async function checkTarball(tarball) {
  const { buffer } = new Uint8Array(readFileSync(tarball));
  const { messages, pkg } = await publint({ strict: true, pack: { tarball: buffer } });
  const complaints = messages.flatMap((message) => formatMessage(message, pkg) ?? message.code);
  // a command has no door, and so no types
  return pkg['bin'] === undefined ? [...complaints, ...checkTypes(tarball)] : complaints;
}

const ATTW = dirname(fileURLToPath(import.meta.resolve('@arethetypeswrong/cli/package.json')));

/** @param {string} tarball @returns {string[]} */
function checkTypes(tarball) {
  const args = [join(ATTW, 'dist/index.js'), tarball, '--profile', 'esm-only', '--no-emoji'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  // what it did not look at it does not complain of
  const seen = stdout.includes('OK (ESM)');
  return status === 0 && seen ? [] : [`attw: ${stdout}${stderr}`];
}

if (process.argv[1] === import.meta.filename) {
  const temporary = mkdtempSync(join(tmpdir(), 'pulse-publish-'));
  try {
    const args = ['--workspaces', '--ignore-scripts', '--json', '--pack-destination', temporary];
    /** @type {{name: string, filename: string}[]} */
    const packed = Object.values(
      JSON.parse(execFileSync('npm', ['pack', ...args], { cwd: ROOT, encoding: 'utf8' })),
    );
    let count = 0;
    for (const { name, filename } of packed) {
      const complaints = await checkTarball(join(temporary, filename));
      for (const complaint of complaints) console.error(`${name}: ${complaint}`);
      count += complaints.length;
    }
    console.log(`publint, attw: ${packed.length} packages, ${count} complaints`);
    if (count > 0 || packed.length !== PROJECTS.length) process.exitCode = 1;
  } finally {
    rmSync(temporary, { recursive: true });
  }
}
