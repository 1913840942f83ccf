import { createArrayFramer, createFramer, type Framer } from '@pulse-stream/codec';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function frame(framer: Framer, bytes: Uint8Array, size: number) {
  const items = [];
  for (let at = 0; at < bytes.length; at += size)
    items.push(...framer.push(bytes.slice(at, at + size)));
  items.push(...framer.end());
  return items.map(({ line, end, bytes: content, blank }) => ({ line, end, content, blank }));
}

const texts = fc
  .array(fc.constantFrom('{}', '', ' ', 'null', '{"a":"é"}', '\r', 'x\r'), { maxLength: 12 })
  .map((lines) => lines.join('\n'));

test('the end of a line is where the next one begins, whatever the chunks', () => {
  fc.assert(
    fc.property(texts, fc.boolean(), fc.integer({ min: 1, max: 9 }), (text, mark, size) => {
      const bytes = encode((mark ? '\ufeff' : '') + text);
      const lines = frame(createFramer(), bytes, size);
      const feeds = [...bytes.entries()].flatMap(([at, byte]) => (byte === 10 ? [at + 1] : []));
      const ends = feeds.at(-1) === bytes.length || lines.length === feeds.length;
      expect(lines.map(({ end }) => end)).toEqual(ends ? feeds : [...feeds, bytes.length]);
    }),
  );
});

test('a framer that begins behind a line goes on as the one that began at the start', () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 9 }), (text, size) => {
      const bytes = encode(`\ufeff${text}`);
      const lines = frame(createFramer(), bytes, size);
      for (const [index, { line, end }] of lines.entries()) {
        const framer = createFramer({ after: { line, offset: end } });
        expect(frame(framer, bytes.slice(end), size)).toEqual(lines.slice(index + 1));
      }
    }),
  );
});

test('pushing an array up to the end of an element gives the elements up to it', () => {
  const bytes = encode(' [ {"a":[1,2]} , 3,"x" ]\n');
  const ends = frame(createArrayFramer(), bytes, 3).map(({ end }) => end);
  expect(ends).toHaveLength(3);
  for (const [index, end] of ends.entries())
    expect(createArrayFramer().push(bytes.slice(0, end))).toHaveLength(index + 1);
});
