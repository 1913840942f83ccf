// Compiles write-record.wat and print-decimal.wat of packages/codec/src/encode together and writes the
// code as a module, so that nothing has to be read or compiled from text at run time:
// `node tools/embed-wasm.mjs`; with `--check` it writes nothing and fails when the module is stale.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import loadWabt from 'wabt';
import { readText, ROOT } from './workspace.mjs';

const FOLDER = 'packages/codec/src/encode';
const MODULE = `${FOLDER}/write-record-code.ts`;

/** What is embedded, in the WebAssembly text format. */
export function readSource() {
  const [record, decimal] = ['write-record', 'print-decimal'].map((name) =>
    readText(`${FOLDER}/${name}.wat`),
  );
  return `${record}${decimal}`;
}

/** The module of a text. @param {string} text of the fields of a module */
export async function embedCode(text) {
  const wabt = await loadWabt();
  const parsed = wabt.parseWat(MODULE, text, { simd: true, bulk_memory: true });
  parsed.validate();
  const base64 = Buffer.from(parsed.toBinary({}).buffer).toString('base64');
  const lines = base64.match(/.{1,90}/g) ?? [];
  return `// Generated from write-record.wat and print-decimal.wat by \`node tools/embed-wasm.mjs\`. Edit those, then run it again.
/** The compiled code, in base64. */
export const WRITE_RECORD =
${lines.map((line) => `  '${line}'`).join(' +\n')};
`;
}

if (process.argv[1] === import.meta.filename) {
  const code = await embedCode(readSource());
  if (!process.argv.includes('--check')) writeFileSync(join(ROOT, MODULE), code);
  else if (readText(MODULE) !== code) {
    console.error(`${MODULE} is not what its sources give: run node tools/embed-wasm.mjs`);
    process.exitCode = 1;
  }
}
