// Makes the one minified file that the command runs from: `node tools/bundle.mjs` (after tsc), and
// beside it what the engine had compiled of it when a run was over.
// Start-up is loading: ninety modules of nine packages cost several times what their bundle costs.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeSchema } from '@pulse-stream/worldstate';
import { analyzeMetafile, build } from 'esbuild';
import { bundleLab, oneLanguage } from './bundle-lab.mjs';
import { LAZY, makeLazy } from './lazy-modules.mjs';
import { fileOf, packagesApart, TOGETHER, WASM } from './packages-apart.mjs';
import { thirdPartyLicenses } from './third-party-licenses.mjs';
import { folders, listFiles, ROOT } from './workspace.mjs';

const APP = join(ROOT, 'apps/pulse-stream');
const OUT = join(APP, 'dist/bundle');
const FILE = join(OUT, 'pulse-stream.cjs');
const WORKER = join(ROOT, 'packages/pipeline/src/workers/worker-entry.ts');
const CAREFUL = join(ROOT, 'packages/jetstream/src/worker/careful-entry.ts');

/** Name → file that has it and its name there, by door: what the doors list. */
const DOORS = new Map(
  folders(join(ROOT, 'packages')).flatMap((name) => {
    const source = join(ROOT, 'packages', name, 'src');
    return [
      [`@pulse-stream/${name}`, readDoor(source, 'index.ts')],
      [`@pulse-stream/${name}/internal`, readDoor(source, 'internal.ts')],
    ];
  }),
);

/** @param {string} source folder @param {string} door file of it, which may not be there */
function readDoor(source, door) {
  const names = new Map();
  const text = existsSync(join(source, door)) ? readFileSync(join(source, door), 'utf8') : '';
  const exported = text.matchAll(/export (?:type )?\{([^}]*)\} from '([^']+)'/g);
  for (const [, list = '', file = ''] of exported)
    for (const { own, known } of listed(list)) names.set(known, { own, file: join(source, file) });
  return names;
}

/** @param {string} list of an import or export: `a, b as c, type D` */
function listed(list) {
  return list
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '' && !item.startsWith('type '))
    .map((item) => {
      const [own = '', known = own] = item.split(' as ').map((name) => name.trim());
      return { own, known };
    });
}

const modules = listFiles('packages')
  .concat(listFiles('apps'))
  .filter((path) => /\/src\/.*\.ts$/.test(path) && !path.endsWith('.test.ts'))
  .map((path) => join(ROOT, path));

/** What a run of plain lines can do without. */
const DEAR = new Set([
  'zod',
  'node:crypto',
  'node:fs/promises',
  'node:os',
  'node:perf_hooks',
  'node:zlib',
]);

/**
 * Constants that take long to make and are the same whenever they are made: their values stand in the
 * bundle. What a config may hold and how records are printed follow from their schemas; the tables of the normals are a thousand
 * exponentials and logarithms.
 */
const KNOWN = new Map(
  Object.entries({
    'packages/codec/src/config/accept.ts': ['GUARD_PLAN'],
    'packages/codec/src/record/encode.ts': ['RESULT_PLAN', 'CONFIG_PLAN', 'FAILURE_PLAN'],
    'packages/simulator/src/random/ziggurat.ts': ['EDGES', 'HEIGHTS'],
  }).map(([path, names]) => [join(ROOT, path), names]),
);

/** @param {unknown} value */
const literal = (value) =>
  value instanceof Float64Array
    ? `Float64Array.of(${value.join(', ')})`
    : `JSON.parse(${JSON.stringify(JSON.stringify(value))})`;

/** @type {Map<string, string>} */
const knownTexts = new Map();
for (const [path, names] of KNOWN) {
  const built = await import(path.replace('/src/', '/dist/').replace(/\.ts$/, '.js'));
  let text = readFileSync(path, 'utf8');
  for (const name of names) {
    const made = new RegExp(`(export const ${name}) = [^;]+;`);
    if (!made.test(text) || built[name] === undefined) throw new Error(`${path}: no ${name}`);
    text = text.replace(made, (_, head) => `${head} = ${literal(built[name])};`);
  }
  knownTexts.set(path, text);
}
const readModule = (/** @type {string} */ path) =>
  knownTexts.get(path) ?? readFileSync(path, 'utf8');

const findPlace = (/** @type {string} */ door, /** @type {string} */ name) =>
  DOORS.get(door)?.get(name);
const lazyTexts = makeLazy(modules, DEAR, findPlace, readModule);

/** What of zod is used: asked for the whole, a bundler keeps the whole. */
const partsOfZod = new Set();
for (const [path, text] of lazyTexts)
  for (const [use, name] of text.matchAll(/load\$zod\(\)\.z(?:\s*\.\s*(\w+))?/g)) {
    if (name === undefined) throw new Error(`${path}: ${use} is used as a whole`);
    partsOfZod.add(`${name}: zod.${name}`);
  }

const APART = packagesApart(partsOfZod);

/**
 * Modules that are loaded when they are first needed, and packages that lie apart.
 * @type {import('esbuild').Plugin}
 */
const lazyModules = {
  name: 'lazy-modules',
  setup(bundle) {
    bundle.onResolve({ filter: new RegExp(`^${LAZY}`) }, ({ path }) => ({
      path: path.slice(LAZY.length),
      namespace: LAZY,
    }));
    bundle.onLoad({ filter: /./, namespace: LAZY }, ({ path }) => ({
      contents: `let made; export const load = () => (made ??= require('${path}'));`,
      resolveDir: APP,
    }));
    // a module that requires the file: a script has no import() of its own
    const apart = [...Object.keys(APART), ...Object.keys(TOGETHER)].join('|');
    bundle.onResolve({ filter: new RegExp(`^(${apart})$`) }, ({ path }) => ({
      path,
      namespace: 'apart',
    }));
    bundle.onLoad({ filter: /./, namespace: 'apart' }, ({ path }) => ({
      contents: `module.exports = require('${fileOf(path)}');`,
    }));
    bundle.onResolve({ filter: /\.cjs$/, namespace: 'apart' }, ({ path }) => ({
      path,
      external: true,
    }));
  },
};

/**
 * A worker thread begins in a file of its own beside the bundle, and so does the library of a baseline:
 * a script has no `import.meta`.
 * @type {import('esbuild').Plugin}
 */
const workerApart = {
  name: 'worker-apart',
  setup(bundle) {
    const filter =
      /^\.\/((?:worker|careful)-entry\.cjs|model\.schema\.json|lab-(page|engine)\.js)$/;
    bundle.onResolve({ filter }, ({ path }) => ({ path, external: true }));
  },
};
const PLACES = new Map([
  [
    "fileURLToPath(new URL('../bundle', import.meta.url))",
    "require('node:path').dirname(require.resolve('./worker-entry.cjs'))",
  ],
  ["new URL('./careful-entry.js', import.meta.url)", "require.resolve('./careful-entry.cjs')"],
  ["new URL('./worker-entry.js', import.meta.url)", "require.resolve('./worker-entry.cjs')"],
  [
    "createRequire(import.meta.url).resolve('@bsull/augurs/mstl')",
    `require.resolve('${fileOf('@bsull/augurs/mstl')}')`,
  ],
  [
    "new URL('../bundle/model.schema.json', import.meta.url)",
    "require('node:url').pathToFileURL(require.resolve('./model.schema.json'))",
  ],
  // read, not run: a page takes them in
  ["new URL('../bundle/lab-page.js', import.meta.url)", "require.resolve('./lab-page.js')"],
  ["new URL('../bundle/lab-engine.js', import.meta.url)", "require.resolve('./lab-engine.js')"],
]);
const placeFiles = (/** @type {string} */ text) =>
  [...PLACES].reduce((placed, [from, to]) => placed.replace(from, () => to), text);

/**
 * Imports from the file that has a name instead of from the door of its package, which would pull in
 * all that is behind it.
 * @type {import('esbuild').Plugin}
 */
const passDoors = {
  name: 'pass-doors',
  setup(bundle) {
    bundle.onLoad({ filter: /\/(?:packages|apps)\/[^/]+\/src\/.*\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: placeFiles(lazyTexts.get(path) ?? readModule(path)).replaceAll(
        /(import|export) \{([^}]*)\} from '(@pulse-stream\/[^']+)'/g,
        (_, verb, list, door) =>
          listed(list)
            .map(({ own, known }) => {
              const { own: there, file } = DOORS.get(door)?.get(own) ?? {};
              if (file === undefined) throw new Error(`${path}: ${door} has no ${own}`);
              return `${verb} { ${there} as ${known} } from '${file}'`;
            })
            .join(';'),
      ),
    }));
  },
};

/** @satisfies {import('esbuild').BuildOptions} */
const USUAL = {
  absWorkingDir: APP,
  bundle: true,
  // CommonJS: what is imported when it is asked for is then evaluated when it is asked for, and the
  // engine takes a script, not a module, from what it had compiled before
  format: 'cjs',
  platform: 'node',
  target: 'node20.19',
  conditions: ['@pulse-stream/source'],
  minify: !process.argv.includes('--readable'),
  legalComments: 'none',
  // one byte per character when it is read
  charset: 'ascii',
  // for Node rxjs and yaml prefer CommonJS, of which nothing can be left out
  alias: {
    rxjs: join(ROOT, 'node_modules/rxjs/dist/esm/index.js'),
    yaml: join(ROOT, 'node_modules/yaml/browser/index.js'),
    // what it builds for Node reads the address of its own file, which a script has none of
    antlr4: join(ROOT, 'node_modules/antlr4/dist/antlr4.web.js'),
  },
  logLevel: 'warning',
  metafile: true,
};

/**
 * @param {{ out?: string, worker?: string }} [options] worker: another program for worker threads,
 *   for tests that put faults into it
 */
export async function bundleCommand({ out = OUT, worker = WORKER } = {}) {
  rmSync(out, { recursive: true, force: true });
  const apart = Object.entries(APART).map(([name, contents]) => ({
    stdin: { contents, resolveDir: join(ROOT, 'packages/sinks') },
    outfile: join(out, fileOf(name)),
    plugins: [oneLanguage],
  }));
  const usual = {
    alias: { rxjs: USUAL.alias?.['rxjs'] ?? '' },
    plugins: [lazyModules, workerApart, passDoors],
  };
  const work = { ...usual, entryPoints: [worker], outfile: join(out, 'worker-entry.cjs') };
  const careful = { ...usual, entryPoints: [CAREFUL], outfile: join(out, 'careful-entry.cjs') };
  const command = {
    ...usual,
    entryPoints: [join(APP, 'src/start.ts')],
    outfile: join(out, 'pulse-stream.cjs'),
    banner: { js: '(function (exports, require, module) {' },
    footer: { js: '})' },
  };
  const lab = await bundleLab();
  const metafiles = [...lab.metafiles];
  for (const options of [...apart, work, careful, command])
    metafiles.push((await build({ ...USUAL, ...options })).metafile);
  // where editors are sent by the models that the command prints
  const schema = JSON.stringify(describeSchema('model'), null, 2);
  writeFileSync(join(out, 'model.schema.json'), `${schema}\n`);
  copyFileSync(join(ROOT, 'node_modules/@bsull/augurs', WASM), join(out, WASM));
  writeFileSync(join(out, 'lab-page.js'), lab.pageScript);
  writeFileSync(join(out, 'lab-engine.js'), lab.engineScript);
  writeFileSync(join(out, 'THIRD-PARTY-LICENSES'), thirdPartyLicenses(metafiles, APP, modules));
  return metafiles;
}

/** Runs once what a short run runs, and keeps what that made the engine compile. */
function keepCompiled() {
  const bin = join(APP, 'bin/pulse-stream.js');
  execFileSync(
    process.execPath,
    [
      '-e',
      `const { bundle, start } = require(${JSON.stringify(bin)})();
const keep = () => require('node:fs').writeFileSync(${JSON.stringify(`${FILE}.compiled`)}, bundle.createCachedData());
start(['--quiet', '-']).then(keep);`,
    ],
    { input: '{"turns":5,"members":1}\n' },
  );
}

if (process.argv[1] === import.meta.filename) {
  const metafiles = await bundleCommand();
  if (process.argv.includes('--analyze'))
    for (const metafile of metafiles) console.log(await analyzeMetafile(metafile));
  keepCompiled();
}
