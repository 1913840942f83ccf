import type { OutputRecord } from '@pulse-stream/worldstate';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fullResult } from '../../test/sample-records.ts';
import { ByteRoom } from './byte-room.ts';
import { ByteText } from './byte-text.ts';
import { compileTemplate } from './compiled-template.ts';
import { encodeRecord } from './encode.ts';
import { UnprintableError } from './print-number.ts';
import { createTemplate, type HoleText, type RecordTemplate } from './template.ts';

type Path = readonly (string | number)[];

/** Every number of a record but those of its config and of `run`, which says what is rounded, in record order. */
function findNumbers(): Path[] {
  const paths: Path[] = [];
  const visit = (value: unknown, path: Path): void => {
    if (typeof value === 'number') paths.push(path);
    else if (typeof value === 'object' && value !== null)
      for (const [key, item] of Object.entries(value))
        visit(item, [...path, Array.isArray(value) ? Number(key) : key]);
  };
  const { config, run, ...rest } = JSON.parse(encodeRecord(fullResult)) as Record<string, unknown>; // printed
  expect([config, run]).not.toContain(undefined);
  visit(rest, []);
  return paths;
}

const paths = findNumbers();
const size = paths.length;
const nameOf = (path: Path): string =>
  path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
const holes = {
  numbers: new Map(paths.map((path, index) => [nameOf(path).slice(1), index])),
  texts: new Map([
    ['id', 0],
    ['assessment.trace_id', 1],
  ]),
};

/** The record that has these values. */
function recordOf(numbers: Float64Array, id: string, traceId: string): OutputRecord {
  const record = structuredClone(fullResult);
  for (const [index, path] of paths.entries()) {
    let part = record as unknown as Record<string | number, unknown>; // read by its own paths
    for (const step of path.slice(0, -1)) part = part[step] as typeof part; // as above
    part[path.at(-1) ?? ''] = numbers[index];
  }
  return { ...record, id, assessment: { ...record.assessment, trace_id: traceId } };
}

function written(template: RecordTemplate, numbers: Float64Array, texts: readonly HoleText[]) {
  const room = new ByteRoom(8);
  room.writeText('before');
  template.numbers.set(numbers);
  template.write(texts, room);
  return new TextDecoder().decode(room.bytes.subarray('before'.length, room.length));
}

/** Where digits are decided: few of them, many, on a tie, beside powers of two and ten. */
const hard = fc
  .tuple(
    fc.double({ min: -7, max: 16, noNaN: true }).map((exponent) => 10 ** exponent),
    fc.integer({ min: 1, max: 17 }),
    fc.integer({ min: -3, max: 3 }),
    fc.constantFrom('all', 'few', 'tie', 'two', 'ten', 'nines'),
  )
  .map(([scale, digits, step, kind]) => {
    const few = Number(scale.toPrecision(digits));
    const power = kind === 'two' ? 2 ** Math.round(Math.log2(scale)) : 10 ** Math.round(scale % 15);
    return {
      all: scale,
      few,
      tie: few + (few - Number(scale.toPrecision(Math.min(digits + 1, 17)))) / 2,
      two: power * (1 + step * Number.EPSILON),
      ten: power * (1 + step * Number.EPSILON),
      nines: power * (1 - 10 ** -digits),
    }[kind];
  });
const number = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }).map((count) => count / 1000),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.tuple(hard, fc.constantFrom(1, -1)).map(([value, sign]) => sign * value),
  fc.constantFrom(0, -0, -0.050000000000000044, 1e-7, 1e21, 5e-324),
);
const numbers = fc
  .array(number, { minLength: size, maxLength: size })
  .map((values) => Float64Array.from(values));
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.string({ minLength: 500, maxLength: 2000 }),
);

const MAKERS = [
  ['plain', createTemplate],
  ['compiled', compileTemplate],
] as const;
const PRECISIONS = [1, 2, 6, 9, 10, 15, 16, 17];

test.each(
  MAKERS.flatMap(([kind, make]) => PRECISIONS.map((digits) => [kind, digits, make] as const)),
)(
  'a %s template writes what encodeRecord writes, whatever was written before, precision %i',
  (_, precision, make) => {
    expect(size).toBeGreaterThan(40);
    const template = make(fullResult, holes, { precision });
    fc.assert(
      fc.property(numbers, text, text, fc.boolean(), (values, id, traceId, asBytes) => {
        const texts = [JSON.stringify(id), JSON.stringify(traceId)];
        const given = texts.map((item) => (asBytes ? ByteText.of(item) : item));
        const expected = encodeRecord(recordOf(values, id, traceId), { precision });
        // what was printed before is printed alike
        expect(written(template, values, given)).toBe(expected);
        expect(written(template, values, given)).toBe(expected);
      }),
      { numRuns: 200 },
    );
  },
);

test.each(MAKERS)(
  'what is no finite number is not printed, and a %s template goes on',
  (_, make) => {
    const template = make(fullResult, holes);
    const values = new Float64Array(size);
    const before = written(template, values, ['"a"', '"t"']);
    for (const bad of [NaN, Infinity, -Infinity]) {
      const room = new ByteRoom(8);
      template.numbers.fill(bad, 3, 4);
      expect(() => template.write(['"a"', '"t"'], room)).toThrow(UnprintableError);
      expect(room.length).toBe(0);
    }
    expect(written(template, values, ['"a"', '"t"'])).toBe(before);
  },
);

test.each(MAKERS)('a %s template refuses numbers in another order than its record', (_, make) => {
  const texts = new Map<string, number>();
  const inOrder = (...places: string[]) => ({
    numbers: new Map(places.map((path, index) => [path, index])),
    texts,
  });
  expect(() => make(fullResult, inOrder('line', 'batch_index'))).not.toThrow();
  expect(() => make(fullResult, inOrder('batch_index', 'line'))).toThrow(RangeError);
});
