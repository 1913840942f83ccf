// Compiles packages/codec/src/encode/write-record.wat and writes the code as a module, so that nothing
// has to be read or compiled from text at run time: `node tools/embed-wasm.mjs`; with `--check` it
// writes nothing and fails when the module is stale.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import loadWabt from 'wabt';
import { readText, ROOT } from './workspace.mjs';

const SOURCE = 'packages/codec/src/encode/write-record.wat';
const MODULE = 'packages/codec/src/encode/write-record-code.ts';

/** The module of a text. @param {string} text in the WebAssembly text format */
export async function embedCode(text) {
  const wabt = await loadWabt();
  const parsed = wabt.parseWat(SOURCE, text, { simd: true, bulk_memory: true });
  parsed.validate();
  const base64 = Buffer.from(parsed.toBinary({}).buffer).toString('base64');
  const lines = base64.match(/.{1,90}/g) ?? [];
  return `// Generated from write-record.wat by \`node tools/embed-wasm.mjs\`. Edit that, then run it again.
/** The compiled code, in base64. */
export const WRITE_RECORD =
${lines.map((line) => `  '${line}'`).join(' +\n')};
`;
}

if (process.argv[1] === import.meta.filename) {
  const code = await embedCode(readText(SOURCE));
  if (!process.argv.includes('--check')) writeFileSync(join(ROOT, MODULE), code);
  else if (readText(MODULE) !== code) {
    console.error(`${MODULE} is not what ${SOURCE} gives: run node tools/embed-wasm.mjs`);
    process.exitCode = 1;
  }
}
