import { createFramer, decodeLine } from '@pulse-stream/codec';
import { isFailure, ScenarioConfig } from '@pulse-stream/worldstate';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { generateLines, joinLines } from './generate-lines.ts';
import { cut, encode, frame, outcomeOf } from './read-input.ts';

const LF = 0x0a;
const prototypeKeys = Reflect.ownKeys(Object.prototype);
const lines = generateLines(11, 600);
const input = joinLines(lines);

/** One change of one byte, several bytes, or the order of bytes. */
const mutation = fc.record({
  at: fc.nat(input.length - 1),
  kind: fc.constantFrom('set', 'drop', 'double', 'swap'),
  byte: fc.oneof(fc.nat(255), fc.constantFrom(...encode('{}[]",:\\\r\n\t\u0000\u001e-+eE.019'))),
});

function mutate(bytes: Uint8Array, { at, kind, byte }: { at: number; kind: string; byte: number }) {
  const before = bytes.subarray(0, at);
  const here = bytes[at] ?? LF;
  const next = bytes[at + 1] ?? LF;
  const middle = { set: [byte], drop: [], double: [here, here], swap: [next, here] }[kind] ?? [];
  const after = bytes.subarray(kind === 'swap' ? at + 2 : at + 1);
  return Uint8Array.from([...before, ...middle, ...after]);
}

test('mutated bytes give exactly one outcome per line and touch no prototype', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(
      fc.nat(lines.length - 1),
      fc.array(mutation, { minLength: 1, maxLength: 3 }),
      (from, mutations) => {
        const part = joinLines(lines.slice(from, from + 4));
        const bytes = mutations.reduce(
          (current, change) => mutate(current, { ...change, at: change.at % current.length }),
          part,
        );
        const feeds = bytes.filter((byte) => byte === LF).length;
        const physical = feeds + (bytes.length > 0 && bytes.at(-1) !== LF ? 1 : 0);
        const items = frame(cut(bytes, [5, 1]), createFramer());
        expect(items.map(({ line }) => line)).toEqual(
          Array.from({ length: physical }, (_, k) => k + 1),
        );
        for (const item of items) seen.add(outcomeOf(item));
      },
    ),
    { numRuns: 3000, seed: 7 },
  );
  expect(Reflect.ownKeys(Object.prototype)).toEqual(prototypeKeys);
  expect({}).not.toHaveProperty('polluted');
  expect(seen.size).toBeGreaterThan(8);
});

test('what is accepted after a mutation is what the schema accepts', () => {
  const valid = lines.filter(({ expected }) => expected === 'result');
  fc.assert(
    fc.property(fc.nat(valid.length - 1), mutation, (index, change) => {
      const { bytes = input } = valid[index] ?? {};
      if (bytes.length === 0) throw new Error('a valid line is not empty');
      const mutated = mutate(bytes, { ...change, at: change.at % bytes.length });
      const outcome = decodeLine(mutated);
      if (isFailure(outcome)) expect(outcome.message.length).toBeGreaterThan(5);
      else expect(ScenarioConfig.safeParse(outcome).success).toBe(true);
    }),
    { numRuns: 3000, seed: 8 },
  );
});
