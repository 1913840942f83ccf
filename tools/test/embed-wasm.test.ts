import { expect, test } from 'vitest';
import { embedCode, MODULES, readSource } from '../embed-wasm.mjs';
import { readText } from '../workspace.mjs';

const folder = 'packages/codec/src/record';

test.each(MODULES)('the embedded code of $file is what its texts compile to', async (module) => {
  expect(readText(`${folder}/${module.file}`)).toBe(
    await embedCode(module, readSource(module.texts)),
  );
});

test.each(MODULES)('$file changes with its source, and says how it is made', async (module) => {
  const source = readSource(module.texts);
  const changed = await embedCode(module, source.replace('(i32.const 512)', '(i32.const 511)'));
  expect(changed).not.toBe(await embedCode(module, source));
  for (const text of module.texts) expect(changed.split('\n')[0]).toContain(`${text}.wat`);
  expect(changed.split('\n')[0]).toContain('node tools/embed-wasm.mjs');
});

test.each(MODULES)('a text that is no module is refused for $file', async (module) => {
  await expect(embedCode(module, '(func (export "write") (result i32))')).rejects.toThrow(
    /type mismatch/,
  );
});
