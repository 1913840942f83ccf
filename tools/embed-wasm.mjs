// Compiles the WebAssembly texts of packages/codec/src/record and writes the code as modules, so that
// nothing has to be read or compiled from text at run time: `node tools/embed-wasm.mjs`; with `--check`
// it writes nothing and fails when a module is stale.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import loadWabt from 'wabt';
import { readText, ROOT } from './workspace.mjs';

const FOLDER = 'packages/codec/src/record';

/** By module: the constant it exports, and the texts that are compiled together. */
export const MODULES = [
  { file: 'write-record-code.ts', name: 'WRITE_RECORD', texts: ['write-record', 'print-decimal'] },
  { file: 'hash-lines-code.ts', name: 'HASH_LINES', texts: ['hash-lines'] },
];

/** What is embedded, in the WebAssembly text format. @param {readonly string[]} texts */
export function readSource(texts) {
  return texts.map((text) => readText(`${FOLDER}/${text}.wat`)).join('');
}

/**
 * The module of a text.
 * @param {(typeof MODULES)[number]} module
 * @param {string} source of the fields of a module
 */
export async function embedCode({ file, name, texts }, source) {
  const wabt = await loadWabt();
  const parsed = wabt.parseWat(file, source, { simd: true, bulk_memory: true });
  parsed.validate();
  const base64 = Buffer.from(parsed.toBinary({}).buffer).toString('base64');
  const lines = base64.match(/.{1,90}/g) ?? [];
  const sources = texts.map((text) => `${text}.wat`).join(' and ');
  return `// Generated from ${sources} by \`node tools/embed-wasm.mjs\`. Edit ${texts.length > 1 ? 'those' : 'that'}, then run it again.
/** The compiled code, in base64. */
export const ${name} =
${lines.map((line) => `  '${line}'`).join(' +\n')};
`;
}

if (process.argv[1] === import.meta.filename)
  for (const module of MODULES) {
    const path = `${FOLDER}/${module.file}`;
    const code = await embedCode(module, readSource(module.texts));
    if (!process.argv.includes('--check')) writeFileSync(join(ROOT, path), code);
    else if (readText(path) !== code) {
      console.error(`${path} is not what its sources give: run node tools/embed-wasm.mjs`);
      process.exitCode = 1;
    }
  }
