// A copy of the workspace to break: its own sources, the installed packages of the original.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from '../workspace.mjs';

/** Packages of the workspace itself: in the copy they have to lead to the copy. */
const SCOPE = '@pulse-stream';

/**
 * Copies every file that git knows or would take.
 * @returns {string} the folder; whoever asked removes it
 */
export function copyWorkspace() {
  const folder = mkdtempSync(join(tmpdir(), 'pulse-mutation-'));
  const listed = spawnSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '-z'],
    {
      cwd: ROOT,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  const paths = listed.stdout.split('\0').filter((path) => existsSync(join(ROOT, path)) && path);
  if (listed.status !== 0 || paths.length === 0)
    throw new Error(`git lists no files of ${ROOT}: ${listed.stderr}`);
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(ROOT, path), join(folder, path));
  }
  linkModules(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** @param {string} from @param {string} to */
function linkModules(from, to) {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.name === SCOPE) linkModules(source, target);
    // a link inside the workspace is relative, so it leads to the copy
    else symlinkSync(entry.isSymbolicLink() ? readlinkSync(source) : source, target);
  }
}
