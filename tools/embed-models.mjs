// Writes world models as code, from models/*.yaml: one file people read, and modules that need no
// file at run time. The built-in one becomes data for the simulator; every one becomes a text for
// the command, which lists it and shows it as it was written. Needs a build of worldstate, whose schema
// fills in the defaults. `node tools/embed-models.mjs`; with `--check` it writes nothing and fails when a
// module is stale.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { WorldModel } from '@pulse-stream/worldstate';
import { canonicalJson } from '@pulse-stream/worldstate/internal';
import { parse } from 'yaml';
import { readText, ROOT } from './workspace.mjs';

const SOURCE = 'models/pulse.yaml';
const FOLDER = 'packages/simulator/src/pulse';

const GENERATED = `// Generated from ${SOURCE} by \`node tools/embed-models.mjs\`. Edit the YAML, then run it again.
import type { WorldModel } from '@pulse-stream/worldstate';
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
 * have one of their own. Defaults are filled in, so that the model needs no schema at run time.
 * @param {string} yamlText
 * @returns {Map<string, string>}
 */
export function embedModel(yamlText) {
  const model = WorldModel.parse(parse(yamlText));
  const { rules, ...rest } = model;
  const hash = createHash('sha256').update(canonicalJson(model)).digest('hex');
  const world = JSON.stringify(rest).replace(/\}$/, ',rules:pulseRules}');
  const modules = {
    [`${FOLDER}/model.ts`]: `${GENERATED}import { pulseRules } from './rules.ts';

/**
 * The built-in world model as data (MODEL.md §4): an example of a world, not a predictor of
 * markets; its capital figures are illustrations, never advice.
 */
export const pulse: WorldModel = ${world};

/** sha256 of its canonical JSON: hashing it again would be a tenth of what a short run costs. */
export const PULSE_SHA256 = '${hash}';
`,
    [`${FOLDER}/rules.ts`]: `${GENERATED}
/** The rules of the built-in model, in the order in which they are applied. */
export const pulseRules: WorldModel['rules'] = ${JSON.stringify(rules)};
`,
  };
  return new Map(Object.entries(modules).map(([path, text]) => [path, format(path, text)]));
}

/**
 * The module that carries the text of a shipped model: [path, text].
 * @param {string} name of the model file, without its suffix
 * @param {string} yamlText
 * @returns {[string, string]}
 */
export function embedText(name, yamlText) {
  const literal = yamlText.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
  const path = `apps/pulse-stream/src/models/${name}.ts`;
  const text = `// Generated from models/${name}.yaml by \`node tools/embed-models.mjs\`. Edit the YAML, then run it again.
/** The model file as it was written. */
export const text = \`${literal}\`;
`;
  return [path, text];
}

/** `predator-prey` → `predatorPrey`. */
const camelCase = (/** @type {string} */ name) =>
  name.replaceAll(/-(.)/g, (_, letter) => letter.toUpperCase());

/**
 * The module that lists the shipped models: [path, text].
 * @param {readonly string[]} names of the model files, without suffix
 * @returns {[string, string]}
 */
function embedNames(names) {
  const path = 'apps/pulse-stream/src/catalog/shipped-models.ts';
  const imports = names.map(
    (name) => `import { text as ${camelCase(name)} } from '../models/${name}.ts';\n`,
  );
  const entries = names.map((name) => `['${name}', ${camelCase(name)}],`);
  const text = `// Generated from models/ by \`node tools/embed-models.mjs\`.
${imports.join('')}
/** The models that come with the command: name → text of the file. */
export const SHIPPED_MODELS: ReadonlyMap<string, string> = new Map([${entries.join('\n')}]);
`;
  return [path, format(path, text)];
}

/** Every module: path → text. */
function embedAll() {
  const names = readdirSync(join(ROOT, 'models'))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .toSorted();
  return new Map([
    ...embedModel(readText(SOURCE)),
    embedNames(names),
    ...names.map((name) => embedText(name, readText(`models/${name}.yaml`))),
  ]);
}

/** Paths of the modules that are not what the model files give. */
export function staleModules() {
  return [...embedAll()]
    .filter(([path, text]) => !existsSync(join(ROOT, path)) || readText(path) !== text)
    .map(([path]) => path);
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv.includes('--check')) {
    for (const path of staleModules()) {
      console.error(`${path} is not what models/ gives: run node tools/embed-models.mjs`);
      process.exitCode = 1;
    }
  } else {
    for (const [path, text] of embedAll()) {
      mkdirSync(dirname(join(ROOT, path)), { recursive: true });
      writeFileSync(join(ROOT, path), text);
    }
  }
}
