// Makes the one minified bundle that the command runs from: `node tools/bundle.mjs` (after tsc).
// Start-up is loading: ninety modules of nine packages cost several times what their bundle costs.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { analyzeMetafile, build } from 'esbuild';
import { folders, ROOT } from './workspace.mjs';

const APP = join(ROOT, 'apps/pulse-stream');
const OUT = join(APP, 'dist/bundle');

/**
 * Leaves out what the command never uses but a bundler has to keep: ndjson, CommonJS that only
 * library users of sinks reach, and the 50 languages of zod's messages, which are never printed.
 * @type {import('esbuild').Plugin}
 */
const leaveOut = {
  name: 'leave-out',
  setup(bundle) {
    bundle.onResolve({ filter: /^ndjson$/ }, ({ path }) => ({
      path,
      external: true,
      sideEffects: false,
    }));
    bundle.onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

/** Name → file that has it and its name there, by package: what the doors list. */
const DOORS = new Map(
  folders('packages').map((name) => {
    const source = join(ROOT, 'packages', name, 'src');
    const names = new Map();
    for (const [, list = '', file = ''] of readFileSync(join(source, 'index.ts'), 'utf8').matchAll(
      /export (?:type )?\{([^}]*)\} from '([^']+)'/g,
    ))
      for (const { own, known } of listed(list))
        names.set(known, { own, file: join(source, file) });
    return [`@pulse-stream/${name}`, names];
  }),
);

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

/**
 * Imports from the file that has a name instead of from the door of its package, and zod by name
 * instead of as one object: a door that two chunks share would pull all that is behind it into both.
 * @type {import('esbuild').Plugin}
 */
const passDoors = {
  name: 'pass-doors',
  setup(bundle) {
    bundle.onLoad({ filter: /\/(?:packages|apps)\/[^/]+\/src\/.*\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8')
        .replace("import { z } from 'zod'", "import * as z from 'zod'")
        .replaceAll(
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

rmSync(OUT, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: APP,
  entryPoints: [join(APP, 'src/start.ts')],
  outdir: OUT,
  bundle: true,
  // every sub-command is a chunk of its own, loaded when it is asked for
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  conditions: ['@pulse-stream/source'],
  minify: true,
  legalComments: 'none',
  // for Node both prefer CommonJS, of which nothing can be left out
  alias: {
    rxjs: join(ROOT, 'node_modules/rxjs/dist/esm/index.js'),
    yaml: join(ROOT, 'node_modules/yaml/browser/index.js'),
  },
  logLevel: 'warning',
  plugins: [leaveOut, passDoors],
  metafile: true,
});
if (process.argv.includes('--analyze')) console.log(await analyzeMetafile(metafile));
