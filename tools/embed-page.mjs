// Bundles the script of the report's page (packages/report/browser) and writes it as a module, so that
// the command can put it into a page: `node tools/embed-page.mjs`; with `--check` it writes nothing and
// fails when the module is stale.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { readText, ROOT } from './workspace.mjs';

export const ENTRY = 'packages/report/browser/page.ts';
export const MODULE = 'packages/report/src/page/page-script.ts';

/** The text of the module. @param {string} [entry] where the script begins */
export async function embedPage(entry = ENTRY) {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    charset: 'ascii',
    legalComments: 'none',
  });
  const [script] = outputFiles;
  if (script === undefined) throw new Error(`${entry} gave no script`);
  // what would end the element that the script stands in
  if (/<\/script|<!--/i.test(script.text)) throw new Error(`${entry} holds a tag of HTML`);
  const lines = script.text.trim().match(/[^]{1,90}/g) ?? [];
  return `// Generated from ${ENTRY.slice('packages/report/'.length)} by \`node tools/embed-page.mjs\`. Edit that, then run it again.
/** The script of the page. */
export const PAGE_SCRIPT =
${lines.map((line) => `  ${JSON.stringify(line)}`).join(' +\n')};
`;
}

if (process.argv[1] === import.meta.filename) {
  const text = await embedPage();
  if (!process.argv.includes('--check')) writeFileSync(join(ROOT, MODULE), text);
  else if (readText(MODULE) !== text) {
    console.error(`${MODULE} is not what its sources give: run node tools/embed-page.mjs`);
    process.exitCode = 1;
  }
}
