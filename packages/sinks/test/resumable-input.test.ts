import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { openResumableInput, printInput, type SealedPlace } from '@pulse-stream/sinks/internal';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { useTempFolder } from './temp-folder.ts';

const temp = useTempFolder();
const LINES = Array.from({ length: 40_000 }, (_, index) => `{"id":"s${index}"}\n`);
const TEXT = LINES.join('');
const ARRAY = `[${LINES.slice(0, 3000).join(',')}]`;

interface Item {
  readonly line: number;
  readonly end: number;
  readonly text: string;
}

/** Every item of an input, and the seals of some places. */
async function readAll(path: string, start?: SealedPlace, stdin?: Readable) {
  const { source, framer, sealAt } = await openResumableInput(path, { start, stdin });
  const items: Item[] = [];
  const seals: SealedPlace[] = [];
  for (;;) {
    const chunk = await source.read();
    const framed = chunk === null ? framer.end() : framer.push(chunk);
    for (const { line, end, bytes } of framed)
      items.push({ line, end, text: new TextDecoder().decode(bytes) });
    const last = framed.at(-1);
    if (last !== undefined && seals.length < 8) {
      const seal = sealAt(last.end);
      if (seal !== null) seals.push({ offset: last.end, line: last.line, seal });
    }
    if (chunk === null) break;
  }
  await source.close();
  return { items, seals };
}

const open = (text: string): Readable => Readable.from([Buffer.from(text)]);

test.each<[string, () => string, (() => Readable) | undefined]>([
  ['a file', () => temp.file('in.ndjson', TEXT), undefined],
  ['a file without a last line end', () => temp.file('in.ndjson', TEXT.trimEnd()), undefined],
  ['a file with a byte order mark', () => temp.file('in.ndjson', `\ufeff${TEXT}`), undefined],
  ['a packed file', () => temp.file('in.ndjson.gz', gzipSync(TEXT)), undefined],
  ['an array', () => temp.file('in.json', ARRAY), undefined],
  ['one object', () => temp.file('in.json', '{\n"turns":1}\n'), undefined],
  ['standard input', () => '-', () => open(TEXT)],
  ['standard input without a last line end', () => '-', () => open(TEXT.trimEnd())],
])('%s goes on at any place that was sealed', async (_, make, stdin) => {
  const path = make();
  const whole = await readAll(path, undefined, stdin?.());
  expect(whole.seals.length).toBeGreaterThan(0);
  for (const start of whole.seals) {
    const rest = await readAll(path, start, stdin?.());
    expect(rest.items).toEqual(whole.items.filter(({ line }) => line > start.line));
  }
});

test.each<[string, (text: string) => string, (() => Readable) | undefined]>([
  ['a file', (text) => temp.file('in.ndjson', text), undefined],
  ['a packed file', (text) => temp.file('in.ndjson.gz', gzipSync(text)), undefined],
  ['standard input', () => '-', () => open(TEXT.replace('"s9"', '"s_"'))],
])('%s that is another before the place is refused', async (_, make, stdin) => {
  const path = make(TEXT);
  const { seals } = await readAll(path, undefined, open(TEXT));
  make(TEXT.replaceAll('"s9', '"s_'));
  await expect(openResumableInput(path, { start: seals[0], stdin: stdin?.() })).rejects.toThrow(
    expect.objectContaining({ code: 'resume-refused' }),
  );
});

test.each<[string, (text: Buffer) => string, boolean]>([
  ['a file', (text) => temp.file('in.ndjson', text), false],
  ['a packed file', (text) => temp.file('in.ndjson.gz', gzipSync(text, { level: 1 })), false],
  [
    'an array',
    (text) => temp.file('in.json', `[${text.toString().replaceAll('\n', ',')}0]`),
    false,
  ],
  ['standard input', () => '-', true],
])('of %s, any byte before the place that is another one is found', async (_, make, piped) => {
  const bytes = Buffer.from(LINES.slice(0, 12_000).join(''));
  const openOne = (content: Buffer, start?: SealedPlace) =>
    openResumableInput(make(content), {
      start,
      stdin: piped ? Readable.from([content]) : undefined,
    });
  const { source, framer, sealAt } = await openOne(bytes);
  let end = { line: 0, end: 0 };
  while (end.end < 150_000) end = framer.push((await source.read()) ?? bytes).at(-1) ?? end;
  await source.close();
  const start = { offset: end.end, line: end.line, seal: sealAt(end.end) ?? '' };
  await (await openOne(bytes, start)).source.close();
  let found = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: 140_000 }).filter((at) => bytes[at] !== 0x0a),
      async (at) => {
        const edited = Buffer.from(bytes);
        // a digit for a letter: what the framer does stays the same
        edited[at] = edited[at] === 0x37 ? 0x38 : 0x37;
        await expect(openOne(edited, start)).rejects.toMatchObject({ code: 'resume-refused' });
        found += 1;
      },
    ),
    { numRuns: 50 },
  );
  expect(found).toBe(50);
});

test('bytes that have passed cannot be sealed any more, and their memory is given up', async () => {
  const path = temp.file('in.ndjson', TEXT);
  const { source, pass, sealAt, sealEnd } = await openResumableInput(path);
  while ((await source.read()) !== null);
  const sha = (end: number) => createHash('sha256').update(TEXT.slice(0, end)).digest('hex');
  expect(sealAt(1000)).toBe(sha(1000));
  pass(70_000);
  expect(sealAt(69_999)).toBeNull();
  expect(sealAt(70_000)).toBe(sha(70_000));
  expect(sealAt(70_001)).toBe(sha(70_001));
  expect(sealEnd()).toBe(sha(TEXT.length));
  await source.close();
});

test('standard input that ends before the place is refused', async () => {
  const { seals } = await readAll('-', undefined, open(TEXT));
  const stdin = open('{}\n');
  await expect(openResumableInput('-', { start: seals.at(-1), stdin })).rejects.toThrow(
    'standard input differs',
  );
});

test('a file is known by its size and its beginning; a stream by neither', async () => {
  const path = temp.file('in.ndjson', TEXT);
  const before = await printInput(path);
  const head = createHash('sha256').update(TEXT.slice(0, 65_536)).digest('hex');
  expect(before).toEqual({ size: TEXT.length, head });
  appendFileSync(path, '{}\n');
  expect(await printInput(path)).toEqual({ size: TEXT.length + 3, head });
  expect(await printInput('-')).toBeNull();
  await expect(printInput(temp.path('missing'))).rejects.toMatchObject({
    code: 'input-unreadable',
  });
});

test('places that were read too long ago have no seal', async () => {
  const { source, sealAt } = await openResumableInput('-', {
    stdin: open(TEXT),
    inFlightBytes: 100_000,
  });
  while ((await source.read()) !== null);
  expect(sealAt(10)).toBeNull();
  expect(sealAt(TEXT.length)).toBe(createHash('sha256').update(TEXT).digest('hex'));
  await source.close();
});
