import type { OutputRecord } from '@pulse-stream/worldstate';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fullFailure, fullResult } from '../../test/sample-records.ts';
import { readMetaText } from '../config/line-holes.ts';
import { ByteRoom } from './byte-room.ts';
import { encodeRecord, type EncodeOptions } from './encode.ts';
import { createJsonEncoder } from './json-encoder.ts';
import { SLIM } from './selection.ts';

const LINE = new TextEncoder().encode('{"meta": {"big":12345678901234567890, "a":[1 ,2]}}');

type Part = Record<string, unknown>;

/** Anything a stage might put there, also by mistake. */
const anything = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('a', 'é', '\\', '\n'), maxLength: 4 }),
  fc.string({ minLength: 60, maxLength: 90 }),
  fc.constantFrom(null, true, false, undefined, -0, 'a"b', 'é', 'é ✓', '\ud800', 'tab\t', '\u007f'),
  fc.array(fc.double({ noNaN: true, noDefaultInfinity: true })),
  fc.float64Array({ noNaN: true, noDefaultInfinity: true }),
  fc.dictionary(fc.string(), fc.oneof(fc.double({ noNaN: true }), fc.constant(undefined))),
  fc.object(),
  fc.constantFrom(Symbol('s'), 1n),
);

/** Puts a value where the steps lead, each taken among the keys that are there. */
function change(record: OutputRecord, steps: readonly number[], value: unknown, name: string) {
  const changed = structuredClone(record) as unknown as Part; // changed by its keys
  let part = changed;
  for (const [depth, step] of steps.entries()) {
    const keys = [...Object.keys(part), name];
    const key = keys[step % keys.length] ?? name;
    const inner = part[key];
    if (depth < steps.length - 1 && typeof inner === 'object' && inner !== null)
      part = inner as Part; // as tested
    else part[key] = value;
  }
  return changed as unknown as OutputRecord; // as above
}

/** What comes of a way to write. */
function outcomeOf(write: () => string): string {
  try {
    return write();
  } catch (error) {
    return String(error);
  }
}

test.each<[string, Pick<EncodeOptions, 'precision' | 'select'>]>([
  ['usual', {}],
  ['exact', { precision: 17 }],
  ['coarse', { precision: 1 }],
  ['slim', { select: SLIM }],
  ['of no precision there is', { precision: 0 }],
])('the encoder writes what encodeRecord prints, or fails as it does: %s', (_, options) => {
  const encoder = createJsonEncoder(options);
  const room = new ByteRoom(1);
  let whole = 0;
  fc.assert(
    fc.property(
      fc.constantFrom<OutputRecord>(fullResult, fullFailure),
      fc.array(fc.nat(40), { maxLength: 6 }),
      anything,
      fc.string({ maxLength: 3 }),
      (sample, steps, value, name) => {
        const record = change(sample, steps, value, name);
        const { config } = record;
        const hasMeta = typeof config === 'object' && config !== null && 'meta' in config;
        const meta = hasMeta ? readMetaText(LINE) : null;
        const written = outcomeOf(() => {
          room.length = 0;
          encoder.write(record, LINE, room);
          return new TextDecoder().decode(room.bytes.subarray(0, room.length));
        });
        const printed = outcomeOf(() => encodeRecord(record, { ...options, meta }));
        expect(written).toBe(printed);
        if (printed.startsWith('{')) whole += 1;
      },
    ),
    { numRuns: 1000 },
  );
  if (options.precision !== 0) expect(whole).toBeGreaterThan(300);
});
