import { once } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { parse, stringify } from 'ndjson';
import { expect, test } from 'vitest';
import { BadLine } from './json-lines.ts';
import { createNdjsonBatch, UNREADABLE } from './batch.ts';
import { parseNdjson, stringifyNdjson } from './streams.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

/** What the adapter makes of a text cut into pieces: objects as they are, bad lines as `line type`. */
async function read(text: string, size = text.length, options = {}): Promise<unknown[]> {
  const whole = bytes(text);
  const pieces = Array.from({ length: Math.ceil(whole.length / size) }, (_, index) =>
    whole.slice(index * size, (index + 1) * size),
  );
  const items: unknown[] = [];
  for await (const item of Readable.from(pieces).pipe(parseNdjson(options)))
    items.push(item instanceof BadLine ? `${item.line} ${item.type}` : item);
  return items;
}

/** What the library alone makes of a text: its values, and its error if it had one. */
async function readWithLibrary(text: string): Promise<unknown[]> {
  const stream = parse();
  const items: unknown[] = [];
  const ended = new Promise<void>((resolve) => {
    stream.on('data', (item: unknown) => items.push(item));
    stream.on('end', () => resolve());
    stream.on('error', (error: Error) => {
      items.push(error.message);
      resolve();
    });
  });
  Readable.from([bytes(text)]).pipe(stream);
  await ended;
  await new Promise(setImmediate);
  return items;
}

test('a null line ends the library; the adapter goes on', async () => {
  const text = '{"a":1}\nnull\n{"a":2}\n';
  expect(await readWithLibrary(text)).not.toContainEqual({ a: 2 });
  expect(await read(text)).toEqual([{ a: 1 }, '2 not-an-object', { a: 2 }]);
});

test('a bad line unpipes the library, which loses what comes later; the adapter goes on', async () => {
  const later = '{"b":1}\n'.repeat(20_000);
  const text = `{"a":1}\n{oops\n${later}`;
  const source = Readable.from([bytes('{"a":1}\n{oops\n'), bytes(later)]);
  const library = parse();
  const seen: unknown[] = [];
  library.on('data', (item: unknown) => seen.push(item));
  source.pipe(library);
  await once(library, 'error').catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(seen.length).toBeLessThan(20_000);
  const items = await read(text, 65_536);
  expect(items).toHaveLength(20_002);
  expect(items.slice(0, 3)).toEqual([{ a: 1 }, '2 bad-json', { b: 1 }]);
});

test('a byte order mark costs the library the first record; the adapter strips it', async () => {
  const text = '\ufeff{"a":1}\n{"a":2}\n';
  expect(await readWithLibrary(text)).not.toContainEqual({ a: 1 });
  expect(await read(text)).toEqual([{ a: 1 }, { a: 2 }]);
});

test('the library takes a line of any length; the adapter holds to its limit and goes on', async () => {
  const text = `{"a":"${'x'.repeat(5000)}"}\n{"a":2}\n`;
  const limited = parse({ maxLength: 1000 } as object);
  const seen: unknown[] = [];
  limited.on('data', (item: unknown) => seen.push(item));
  limited.end(bytes(text));
  await once(limited, 'end');
  expect(seen).toHaveLength(2);
  for (const size of [100, 10_000])
    expect(await read(text, size, { maxLineBytes: 1000 })).toEqual(['1 too-large', { a: 2 }]);
});

test.each([
  ['1', '1 not-an-object'],
  ['"x"', '1 not-an-object'],
  ['[{"a":1}]', '1 not-an-object'],
  ['false', '1 not-an-object'],
  ['{"a":1}{"b":2}', '1 bad-json'],
  ['{"a":\r1}', '1 bad-json'],
  ['{"a":NaN}', '1 bad-json'],
  ['{"a":1,"a":2}', '1 duplicate-key'],
  ['{"__proto__":1}', '1 forbidden-key'],
  ['{"a":1e999}', '1 bad-number'],
  ['{"a":"\\ud800"}', '1 bad-string'],
  [`{"a":${'['.repeat(64)}${']'.repeat(64)}}`, '1 too-deep'],
])('the line %j is a failure in its place', async (line, item) => {
  expect(await read(`${line}\n{"z":1}\n`)).toEqual([item, { z: 1 }]);
});

test('bytes that are not UTF-8 are a failure in their place', async () => {
  const items: unknown[] = [];
  const text = Buffer.concat([bytes('{"a":"'), Buffer.of(0xff), bytes('"}\n{"a":2}\n')]);
  for await (const item of Readable.from([text]).pipe(parseNdjson())) items.push(item);
  expect(items).toMatchObject([{ type: 'bad-utf8', line: 1 }, { a: 2 }]);
});

test('blank lines give nothing and keep the numbers of the others; CR LF and no last line end are fine', async () => {
  expect(await read('\n{"a":1}\r\n \t\r\n{x\n\n{"a":2}')).toEqual([
    { a: 1 },
    '4 bad-json',
    { a: 2 },
  ]);
});

test('a leading record separator is taken away', async () => {
  expect(await read('\u001e{"a":1}\n')).toEqual([{ a: 1 }]);
});

test('an object that is itself a failure record is told from a bad line', async () => {
  const [item] = await read('{"kind":"failure","status":"failed"}\n');
  expect(item).toEqual({ kind: 'failure', status: 'failed' });
});

test('every line gives one item in order, wherever the bytes are cut', async () => {
  const line = fc.constantFrom(
    '{"a":1}',
    '{"b":"ä€😀"}',
    'null',
    '{oops',
    '',
    ' \t',
    '7',
    '[]',
    '{}',
  );
  const lines = fc.array(line, { maxLength: 30 });
  const end = fc.constantFrom('\n', '\r\n');
  await fc.assert(
    fc.asyncProperty(lines, end, fc.integer({ min: 1, max: 20 }), async (given, lineEnd, size) => {
      const expected = given.flatMap((text, index) => {
        if (text.trim() === '') return [];
        if (text === '{oops') return [`${index + 1} bad-json`];
        return [text.startsWith('{') ? JSON.parse(text) : `${index + 1} not-an-object`];
      });
      expect(await read(given.join(lineEnd), size)).toEqual(expected);
    }),
    { numRuns: 150 },
  );
});

test('batches of any size keep values and unreadable lines apart', () => {
  const batch = createNdjsonBatch();
  const lines = Array.from({ length: 600 }, (_, index) => {
    if (index % 5 === 3) return '{bad';
    return index % 7 === 2 ? 'false' : index % 11 === 4 ? '""' : `{"i":${index}}`;
  });
  const expected = lines.map((line) => (line === '{bad' ? UNREADABLE : JSON.parse(line)));
  for (const size of [1, 2, 16, 17, 100, 512])
    for (let from = 0; from < lines.length; from += size)
      expect(batch.parse(lines.slice(from, from + size).map(bytes))).toEqual(
        expected.slice(from, from + size),
      );
});

test('a batch that breaks the rules of the library is noticed, never shifted', () => {
  expect(() => createNdjsonBatch().parse([bytes('')])).toThrow('lost a line');
});

async function write(...items: object[]): Promise<string> {
  const parts: string[] = [];
  const sink = new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      parts.push(new TextDecoder().decode(chunk));
      done();
    },
  });
  await pipeline(Readable.from(items), stringifyNdjson(), sink);
  return parts.join('');
}

test('objects come out one per line, in order, with LF', async () => {
  const items = Array.from({ length: 100 }, (_, index) => ({ index, text: 'ä\n' }));
  expect(await write(...items)).toBe(items.map((item) => `${JSON.stringify(item)}\n`).join(''));
});

test('where the library changes numbers in silence, the adapter refuses or writes them right', async () => {
  const library = stringify();
  library.write({ a: Number.NaN, b: Infinity, c: -0, d: new Float64Array([1, 2]) });
  expect(String(library.read()).trim()).toBe('{"a":null,"b":null,"c":0,"d":{"0":1,"1":2}}');
  expect(await write({ c: -0, d: new Float64Array([1, -0]) })).toBe('{"c":0,"d":[1,0]}\n');
  await expect(write({ a: { b: [1, Number.NaN] } })).rejects.toThrow(
    'NaN at a.b[1] cannot be written as JSON',
  );
  await expect(write({ d: new Float64Array([Infinity]) })).rejects.toThrow('Infinity at d[0]');
});

test.each([
  ['a bigint', { a: 1n }, 'a bigint at a'],
  ['a function', { a: [() => 1] }, 'a function at a[0]'],
  ['a symbol', { a: Symbol('x') }, 'a symbol at a'],
  ['undefined in a list', { a: [undefined] }, 'a undefined at a[0]'],
  ['a map', { a: new Map([[1, 2]]) }, 'a Map at a'],
  ['a list', [1], 'only an object can be a line'],
])('%s is refused with its place', async (_, item, message) => {
  await expect(write(item)).rejects.toThrow(message);
});

test('a cycle is refused', async () => {
  const item: Record<string, unknown> = {};
  item['self'] = item;
  await expect(write(item)).rejects.toThrow('nested more than 64 deep, or in a circle: self.self');
});

test('a date, a class with fields and a missing value are written as JSON writes them', async () => {
  class Point {
    x = 1;
  }
  expect(await write({ at: new Date(0), point: new Point(), none: undefined })).toBe(
    '{"at":"1970-01-01T00:00:00.000Z","point":{"x":1}}\n',
  );
});

test('what is written is read back', async () => {
  const items = [{ a: [1, null, { b: 'x' }] }, { 'key with "quotes"': -1.5e-300 }];
  expect(await read(await write(...items))).toEqual(items);
});
