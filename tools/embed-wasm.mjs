// Compiles hash-lines.wat of packages/codec and writes the code as a module, so that nothing has to be
// read or compiled from text at run time: `node tools/embed-wasm.mjs`; with `--check` it writes nothing
// and fails when the module is stale.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import loadWabt from 'wabt';
import { readText, ROOT } from './workspace.mjs';

const SOURCE = 'packages/codec/src/record/hash-lines.wat';
const MODULE = 'packages/codec/src/record/hash-lines-code.ts';

/** What is embedded, in the WebAssembly text format. */
export const readSource = () => readText(SOURCE);

/** What is embedded now. */
export const readModule = () => readText(MODULE);

/** The module of a text. @param {string} source of the fields of a module */
export async function embedCode(source) {
  const wabt = await loadWabt();
  const parsed = wabt.parseWat(SOURCE, source, { simd: true, bulk_memory: true });
  parsed.validate();
  const base64 = Buffer.from(parsed.toBinary({}).buffer).toString('base64');
  const lines = base64.match(/.{1,90}/g) ?? [];
  return `// Generated from hash-lines.wat by \`node tools/embed-wasm.mjs\`. Edit that, then run it again.
/** The compiled code, in base64. */
export const HASH_LINES =
${lines.map((line) => `  '${line}'`).join(' +\n')};
`;
}

if (process.argv[1] === import.meta.filename) {
  const code = await embedCode(readSource());
  if (!process.argv.includes('--check')) writeFileSync(join(ROOT, MODULE), code);
  else if (readModule() !== code) {
    console.error(`${MODULE} is not what its source gives: run node tools/embed-wasm.mjs`);
    process.exitCode = 1;
  }
}
