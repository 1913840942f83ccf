// Bundles the two scripts of the lab: that of its page (packages/report/browser/lab) and the engine in
// its worker (apps/pulse-stream/browser), which is the code of the command without what needs Node.
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './workspace.mjs';

/** Of the 50 languages of zod's messages, which are never printed, one. @type {import('esbuild').Plugin} */
export const oneLanguage = {
  name: 'one-language',
  setup(bundle) {
    bundle.onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

/** Script → where it begins and what it is in a page. */
const ENTRIES = /** @type {const} */ ({
  page: { entry: 'packages/report/browser/lab/lab.ts', format: 'esm' },
  engine: { entry: 'apps/pulse-stream/browser/lab-engine.ts', format: 'iife' },
});

/** @param {keyof typeof ENTRIES} name */
async function bundleScript(name) {
  const { entry, format } = ENTRIES[name];
  const { outputFiles, metafile } = await build({
    // as the bundle of the command: licences are found by these paths
    absWorkingDir: join(ROOT, 'apps/pulse-stream'),
    entryPoints: [join(ROOT, entry)],
    bundle: true,
    write: false,
    minify: true,
    format,
    platform: 'browser',
    target: 'es2022',
    conditions: ['@pulse-stream/source', 'browser'],
    charset: 'ascii',
    legalComments: 'none',
    plugins: [oneLanguage],
    // behind the doors of packages stands what a browser has not; nothing of it may be used
    external: ['node:*', ...builtinModules],
    metafile: true,
  });
  const [script] = outputFiles;
  const used = Object.values(metafile.outputs).flatMap(({ imports }) => imports);
  if (script === undefined || used.length > 0)
    throw new Error(`${entry} needs ${used.map(({ path }) => path).join(', ')} of Node`);
  // what would end the element that the script of the page stands in
  if (/<\/script|<!--/i.test(script.text)) throw new Error(`${entry} holds a tag of HTML`);
  return { text: script.text.trim(), metafile };
}

/** Both scripts, and what they were made of. */
export async function bundleLab() {
  const [page, engine] = [await bundleScript('page'), await bundleScript('engine')];
  return {
    pageScript: page.text,
    engineScript: engine.text,
    metafiles: [page.metafile, engine.metafile],
  };
}
