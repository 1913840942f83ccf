import { gzipSync } from 'node:zlib';
import { isFailure } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { createFaultyFileSystem } from '../../test/faulty-file-system.ts';
import { useTempFolder } from '../../test/temp-folder.ts';
import { loadConfigs, type ConfigFileOptions } from './load-configs.ts';

const temp = useTempFolder();

/** Turns of each config, type of each failure. */
async function summarise(path: string, options?: ConfigFileOptions) {
  const items: (number | string)[] = [];
  for await (const item of loadConfigs(path, options))
    items.push(isFailure(item) ? item.type : item.turns);
  return items;
}

test.each([
  [
    'a.ndjson',
    '{"turns":1}\n\nnull\n{"turns":"x"}\r\n{"turns":2}',
    [1, 'not-an-object', 'config-invalid', 2],
  ],
  ['a.ndjson', '\ufeff{"turns":1}\n{bad\n', [1, 'bad-json']],
  ['a.ndjson', '[{"turns":1}]\n{"turns":2}\n', ['not-an-object', 2]],
  ['a.ndjson', '[\n{"turns":1},\n{"turns":2}\n]\n', [1, 2]],
  ['a.json', '[{"turns":1},{"turns":2},7]', [1, 2, 'not-an-object']],
  ['a.json', '[{"turns":1},{"turns":2}', [1, 'bad-json']],
  ['a.json', '{\n  "turns": 3\n}\n', [3]],
  ['a.json', '{"turns":1}\n{"turns":2}\n', [1, 2]],
  ['a.ndjson', '', []],
])('%s holding %j', async (name, text, expected) => {
  expect(await summarise(temp.file(name, text))).toEqual(expected);
  expect(await summarise(temp.file(`${name}.gz`, gzipSync(text)))).toEqual(expected);
});

test('a line over the limit is a failure and reading goes on', async () => {
  const path = temp.file('a.ndjson', `{"turns":1}\n{"id":"${'x'.repeat(200)}"}\n{"turns":2}\n`);
  expect(await summarise(path, { maxLineBytes: 100 })).toEqual([1, 'too-large', 2]);
});

test('defaults reach the lines that do not say', async () => {
  const path = temp.file('a.ndjson', '{}\n{"turns":2}\n');
  expect(await summarise(path, { defaults: { turns: 9 } })).toEqual([9, 2]);
});

test('the file is read as its scenarios are asked for, and given back when the reader stops', async () => {
  const path = temp.file('a.ndjson', '{"turns":1}\n'.repeat(50_000));
  const fileSystem = createFaultyFileSystem(Infinity, 'EIO');
  for await (const item of loadConfigs(path, { fileSystem })) {
    expect(item).toMatchObject({ turns: 1 });
    break;
  }
  expect(fileSystem.calls).toEqual(['open', 'facts', 'read', 'close']);
});

test('a file that cannot be read is an error of the iteration', async () => {
  await expect(summarise(temp.path('none'))).rejects.toThrow(
    expect.objectContaining({ code: 'input-unreadable' }),
  );
});
