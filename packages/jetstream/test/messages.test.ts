import { createFramer } from '@pulse-stream/codec';
import {
  decodeLines,
  decodeOrder,
  decodePart,
  decodeResult,
  encodeLines,
  encodeOrder,
  PART_BYTES,
  PartBox,
  ResultPacker,
  splitResult,
  type ChunkResult,
} from '@pulse-stream/jetstream/internal';
import type { Line } from '@pulse-stream/pipeline';
import { mostPieceBytes, type BatchOutput } from '@pulse-stream/pipeline/internal';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { badResults, rightResult } from './bad-results.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const WORLD = 'a'.repeat(64);
const MOST_BYTES = mostPieceBytes({ recordBytes: 1000, lineBytes: 40 });

/** Lines as a run frames them, those too long for it too. */
function frame(texts: readonly string[], source?: string): Line[] {
  const framer = createFramer({ maxLineBytes: 40 });
  const framed = [
    ...framer.push(bytes(texts.map((text) => `${text}\n`).join(''))),
    ...framer.end(),
  ];
  return framed
    .filter(({ blank }) => !blank)
    .map((one, index) => ({
      line: one.line,
      batchIndex: 7 + index,
      bytes: one.bytes,
      source,
      cut: one.tooLarge ? one : undefined,
    }));
}

const texts = fc.array(fc.string({ maxLength: 60 }).map((text) => text.replaceAll('\n', ' ')));

describe('an order', () => {
  test('gives a worker the lines as they were, those that were not cut out whole too', () => {
    fc.assert(
      fc.property(texts, fc.option(fc.string(), { nil: undefined }), (given, source) => {
        const lines = frame(given, source);
        const found = decodeLines(Buffer.from(encodeLines(lines))) ?? [];
        expect(found.map((line) => ({ ...line, bytes: [...line.bytes] }))).toEqual(
          lines.map((line) => ({
            ...line,
            source: lines.length > 0 ? source : undefined,
            bytes: [...line.bytes],
          })),
        );
      }),
    );
  });

  test('with any byte changed is none, or is for the same lines and world', () => {
    const body = encodeLines(frame(['{"turns":1}', '{"turns":2}']));
    const message = encodeOrder(WORLD, body);
    for (let at = 0; at < message.length; at += 1) {
      const damaged = message.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      const order = decodeOrder(damaged);
      if (order === null) continue;
      expect(order.world).toBe(WORLD);
      expect(order.lines).toEqual(body);
    }
    expect(decodeOrder(message)?.lines).toEqual(body);
  });

  test('of more than a message holds leaves its lines to the bucket', () => {
    const long = new Uint8Array(PART_BYTES + 1);
    expect(encodeOrder(WORLD, long).length).toBeLessThan(400);
    expect(decodeOrder(encodeOrder(WORLD, long))).toMatchObject({ apart: true, lines: null });
  });
});

describe('a result', () => {
  const lines = frame(['a', 'b', 'c']);
  const output: BatchOutput = {
    bytes: bytes('{"a":1}\n{"b":1}\n{"c":1}\n'),
    lines,
    outcomes: ['complete', 'bad-json', 'gated'],
    warnings: [{ index: 2, warning: { type: 'odd', message: 'is odd', path: 'x' } }],
    blank: 0,
  };

  const made = packAll([output]);

  test('comes back as the output that was computed, in the pieces it was made in', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 3 }), { maxLength: 4 }), (cuts) => {
        const pieces = cutAt(output, [...cuts, 0, 3]);
        const found = decodeResult(packAll(pieces).bytes, { lines, blank: 2 }, MOST_BYTES) ?? [];
        expect(found.map((piece) => ({ ...piece, bytes: [...piece.bytes] }))).toEqual(
          pieces.map((piece, index) => ({
            ...piece,
            bytes: [...piece.bytes],
            ...(index === pieces.length - 1 ? { blank: 2, end: undefined } : {}),
          })),
        );
        expect(packAll(pieces).says).toBe(made.says);
      }),
    );
  });

  test('that answers other lines than were asked is none', () => {
    expect(decodeResult(made.bytes, { lines: lines.slice(1), blank: 0 }, MOST_BYTES)).toBeNull();
    expect(
      decodeResult(made.bytes, { lines: [...lines, ...lines], blank: 0 }, MOST_BYTES),
    ).toBeNull();
    expect(decodeResult(bytes('no result'), { lines, blank: 0 }, MOST_BYTES)).toBeNull();
    const text = Buffer.from(made.bytes).toString('latin1');
    const longer = text.replace('[3,24,', '[3,25,');
    expect(longer).not.toBe(text);
    expect(decodeResult(Buffer.from(longer, 'latin1'), { lines, blank: 0 }, MOST_BYTES)).toBeNull();
  });

  test('that is not a record for each line, in pieces of the size they say, is none', () => {
    for (const count of [1, 2, 3, 50]) {
      const batch = { lines: frame(Array.from({ length: count }, () => 'a')), blank: 0 };
      expect(decodeResult(rightResult(count), batch, MOST_BYTES)).toHaveLength(1);
      for (const [what, bad] of badResults(count, MOST_BYTES))
        expect(decodeResult(bad, batch, MOST_BYTES), what).toBeNull();
    }
  });

  test('travels as a small part of records that are alike', () => {
    const alike = Array.from({ length: 1000 }, (_, index) => `{"id":"${index}","key":"value"}\n`);
    const long = bytes(alike.join(''));
    expect(packAll([{ ...output, bytes: long }]).bytes.length).toBeLessThan(long.length / 3);
  });

  test('is whole only with every part of the same one, in any order, told any number of times', () => {
    const long = { ...made, bytes: new Uint8Array(2 * PART_BYTES + 5).fill(97) };
    const messages = splitResult(WORLD, long);
    expect(messages).toHaveLength(3);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 2 }), { minLength: 3, maxLength: 9 }), (order) => {
        const box = new PartBox(WORLD);
        const told = new Set<number>();
        for (const at of order) {
          const part = decodePart(messages[at] as Uint8Array); // three messages
          if (part === null) throw new Error('no part');
          const whole = box.add(part);
          told.add(at);
          if (told.size < 3) {
            expect(whole).toBeNull();
            continue;
          }
          expect(Buffer.from(whole?.result ?? []).equals(long.bytes)).toBe(true);
          expect(whole?.says).toBe(long.says);
          return;
        }
      }),
    );
  });

  test('of other lines, or with another byte or another digest, is not taken', () => {
    const [message = new Uint8Array(0)] = splitResult(WORLD, made);
    const part = decodePart(message);
    if (part === null) throw new Error('no part');
    expect(new PartBox('b'.repeat(64)).add(part)).toBeNull();
    const damaged = { ...part, bytes: part.bytes.map((byte, at) => (at === 9 ? byte ^ 1 : byte)) };
    expect(new PartBox(WORLD).add(damaged)).toBeNull();
    expect(new PartBox(WORLD).add({ ...part, says: part.says ^ 1 })).toBeNull();
    expect(new PartBox(WORLD).add(part)).not.toBeNull();
  });
});

function packAll(pieces: readonly BatchOutput[]): ChunkResult {
  const packer = new ResultPacker();
  for (const piece of pieces) packer.add(piece);
  return packer.end();
}

/** An output in pieces, as a worker makes them. @param cuts records before each cut */
function cutAt(output: BatchOutput, cuts: readonly number[]): BatchOutput[] {
  const places = cuts.toSorted((a, b) => a - b);
  const size = output.bytes.length / output.lines.length;
  return places.slice(1).map((to, index) => {
    const from = places[index] ?? 0;
    return {
      bytes: output.bytes.slice(from * size, to * size),
      lines: output.lines.slice(from, to),
      outcomes: output.outcomes.slice(from, to),
      warnings: (output.warnings ?? []).flatMap(({ index: at, warning }) =>
        at >= from && at < to ? [{ index: at - from, warning }] : [],
      ),
      blank: 0,
    };
  });
}
