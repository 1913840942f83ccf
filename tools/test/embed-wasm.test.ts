import { expect, test } from 'vitest';
import { embedCode, readSource } from '../embed-wasm.mjs';
import { readText } from '../workspace.mjs';

const folder = 'packages/codec/src/encode';
const source = readSource();

test('the embedded code is what write-record.wat and print-decimal.wat compile to', async () => {
  expect(readText(`${folder}/write-record-code.ts`)).toBe(await embedCode(source));
});

test('the module changes with its source, so a stale one is seen, and says how it is made', async () => {
  const changed = await embedCode(source.replace('(i32.const 512)', '(i32.const 511)'));
  expect(changed).not.toBe(await embedCode(source));
  expect(changed.split('\n')[0]).toMatch(
    /write-record\.wat and print-decimal\.wat .*node tools\/embed-wasm\.mjs/,
  );
});

test('a text that is no module is refused', async () => {
  await expect(embedCode('(module (func (export "write") (result i32)))')).rejects.toThrow(
    /type mismatch/,
  );
});
