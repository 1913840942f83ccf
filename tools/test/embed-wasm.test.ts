import { expect, test } from 'vitest';
import { embedCode, readModule, readSource } from '../embed-wasm.mjs';

test('the embedded code is what its text compiles to', async () => {
  expect(readModule()).toBe(await embedCode(readSource()));
});

test('the embedded code changes with its source, and says how it is made', async () => {
  const source = readSource();
  const changed = await embedCode(source.replace('(i32.const 512)', '(i32.const 511)'));
  expect(changed).not.toBe(await embedCode(source));
  expect(changed.split('\n')[0]).toContain('hash-lines.wat by `node tools/embed-wasm.mjs`');
});

test('a text that is no module is refused', async () => {
  await expect(embedCode('(func (export "write") (result i32))')).rejects.toThrow(/type mismatch/);
});
