// Where things are in this workspace; what the checks of tools/ share.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Absolute path of the workspace root. */
export const ROOT = join(import.meta.dirname, '..');

const GENERATED = new Set(['node_modules', 'dist', 'out-tsc', 'coverage', '.git', '.nx']);

/**
 * Names of the folders directly inside a folder, sorted.
 * @param {string} parent absolute path
 */
export function folders(parent) {
  return readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted();
}

/** Every workspace project as `packages/x` or `apps/x`. */
export const PROJECTS = ['packages', 'apps'].flatMap((group) =>
  folders(join(ROOT, group)).map((name) => `${group}/${name}`),
);

/**
 * Parsed JSON file of the workspace.
 * @param {string} path relative to the root
 * @returns {any}
 */
export function readJson(path) {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
}

/**
 * Text file of the workspace.
 * @param {string} path relative to the root
 */
export function readText(path) {
  return readFileSync(join(ROOT, path), 'utf8');
}

/**
 * Paths, relative to the root and with `/`, of every file below a folder that is not generated.
 * @param {string} folder relative to the root; '' is the whole workspace
 * @returns {string[]}
 */
export function listFiles(folder) {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return GENERATED.has(entry.name) ? [] : listFiles(path);
      return [relative(ROOT, join(ROOT, path)).split(sep).join('/')];
    })
    .toSorted();
}
