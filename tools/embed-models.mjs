// Writes the built-in world model as code, from models/pulse.yaml: one file people read, and modules
// that need no file and no YAML parser at run time. `node tools/embed-models.mjs`; with `--check` it
// writes nothing and fails when a module is stale.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { readText, ROOT } from './workspace.mjs';

const SOURCE = 'models/pulse.yaml';
const FOLDER = 'packages/simulator/src';

const GENERATED = `// Generated from ${SOURCE} by \`node tools/embed-models.mjs\`. Edit the YAML, then run it again.
import type { WorldModelInput } from '@pulse-stream/worldstate';
`;

const OXFMT = join(
  dirname(createRequire(import.meta.url).resolve('oxfmt/package.json')),
  'bin/oxfmt',
);

/**
 * @param {string} path where the text belongs, relative to the root
 * @param {string} text
 */
function format(path, text) {
  const options = { cwd: ROOT, encoding: /** @type {const} */ ('utf8'), input: text };
  return execFileSync(process.execPath, [OXFMT, `--stdin-filepath=${join(ROOT, path)}`], options);
}

/**
 * The modules a model file gives: path → text, formatted like the rest of the project. The rules
 * have one of their own.
 * @param {string} yamlText
 * @returns {Map<string, string>}
 */
export function embedModel(yamlText) {
  const { rules, ...rest } = parse(yamlText);
  const world = JSON.stringify(rest).replace(/\}$/, ',rules:pulseRules}');
  const modules = {
    [`${FOLDER}/pulse-model.ts`]: `${GENERATED}import { pulseRules } from './pulse-rules.ts';

/**
 * The built-in world model as data (MODEL.md §4): an example of a world, not a predictor of
 * markets; its capital figures are illustrations, never advice.
 */
export const pulse: WorldModelInput = ${world};
`,
    [`${FOLDER}/pulse-rules.ts`]: `${GENERATED}
/** The rules of the built-in model, in the order in which they are applied. */
export const pulseRules: NonNullable<WorldModelInput['rules']> = ${JSON.stringify(rules)};
`,
  };
  return new Map(Object.entries(modules).map(([path, text]) => [path, format(path, text)]));
}

/** Paths of the modules that are not what the model file gives. */
export function staleModules() {
  return [...embedModel(readText(SOURCE))]
    .filter(([path, text]) => readText(path) !== text)
    .map(([path]) => path);
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv.includes('--check')) {
    for (const path of staleModules()) {
      console.error(`${path} is not what ${SOURCE} gives: run node tools/embed-models.mjs`);
      process.exitCode = 1;
    }
  } else {
    for (const [path, text] of embedModel(readText(SOURCE))) writeFileSync(join(ROOT, path), text);
  }
}
