import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// The compiler takes half a second to load, so what it made is kept, by the hash of the source.
const kept = join(import.meta.dirname, '../out-tsc/stripped');

/** A module hook: strips the types of every .ts file. */
export async function load(url, context, nextLoad) {
  if (!url.endsWith('.ts')) return nextLoad(url, context);
  const text = readFileSync(fileURLToPath(url), 'utf8');
  const file = join(kept, `${createHash('sha256').update(text).digest('hex')}.js`);
  const source = readKept(file) ?? (await strip(text, file));
  return { format: 'module', source, shortCircuit: true };
}

function readKept(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

async function strip(text, file) {
  const { default: ts } = await import('typescript');
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
      verbatimModuleSyntax: true,
    },
  });
  mkdirSync(kept, { recursive: true });
  // Renamed into place, for processes that run at the same time.
  const part = `${file}.${process.pid}`;
  writeFileSync(part, outputText);
  renameSync(part, file);
  return outputText;
}
