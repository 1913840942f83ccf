import { createFramer } from '@pulse-stream/codec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemorySource } from '../../test/memory-streams.ts';
import { createBatchSource } from './batch-source.ts';

describe('whole batches', () => {
  const cut = async (text: string, chunk: number, maxLines: number, from = 0) => {
    const input = (given: string) => ({
      source: new MemorySource(given, chunk),
      framer: createFramer(),
    });
    const size = { maxLines, maxBytes: 12, isWhole: true };
    const batches = createBatchSource([input(text.slice(from)), input('z\n\n')], size);
    const found: string[] = [];
    for (let batch = await batches.read(); batch !== null; batch = await batches.read())
      found.push(batch.lines.map(({ bytes }) => new TextDecoder().decode(bytes)).join('|'));
    return found;
  };

  it('begin and end at places that follow from the bytes of the input, also from any border on', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'bad', '', ' ', 'long enough', 'longer than a batch is')),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 40 }),
        async (texts, maxLines, chunk) => {
          const text = texts.map((line) => `${line}\n`).join('');
          const whole = await cut(text, 1000, maxLines);
          expect(await cut(text, chunk, maxLines)).toEqual(whole);
          const size = { maxLines, maxBytes: 12, isWhole: true };
          const source = { source: new MemorySource(text, chunk), framer: createFramer() };
          const first = await createBatchSource([source], size).read();
          if (first === null) return;
          const rest = await cut(text, chunk, maxLines, first.end?.offset);
          expect(rest).toEqual(whole.slice(1));
        },
      ),
    );
  });
});

it('an input that is closed while it is read is not exhausted', async () => {
  const closing = new AbortController();
  const source = {
    bytesRead: 0,
    read: () =>
      new Promise<null>((resolve) => {
        closing.signal.addEventListener('abort', () => resolve(null));
      }),
    close: () => Promise.resolve(closing.abort()),
  };
  const batches = createBatchSource([{ source, framer: createFramer() }]);
  const reading = batches.read();
  batches.close();
  expect([await reading, batches.exhausted]).toEqual([null, false]);
});
