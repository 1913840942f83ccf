// Looks at every package as npm would publish it: `node tools/publish-check.mjs` (needs a build).
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { PROJECTS, readJson, ROOT } from './workspace.mjs';

let complaints = 0;
for (const folder of PROJECTS) {
  const { messages } = await publint({ pkgDir: join(ROOT, folder), strict: true, pack: 'npm' });
  const manifest = readJson(`${folder}/package.json`);
  for (const message of messages) console.error(`${folder}: ${formatMessage(message, manifest)}`);
  complaints += messages.length;
}
console.log(`publint: ${PROJECTS.length} packages, ${complaints} complaints`);
if (complaints > 0 || PROJECTS.length === 0) process.exitCode = 1;
