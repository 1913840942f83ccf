import { createWorld, type Line } from '@pulse-stream/pipeline';
import { createLineProcessor, processBatch } from '@pulse-stream/pipeline/internal';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** JSON as people and other programs write it: digits no double has, escapes, white space. */
const number = fc.oneof(
  fc.stringMatching(/^-?(0|[1-9]\d{0,24})(\.\d{1,24})?([eE][+-]?\d{1,2})?$/),
  fc.constantFrom('9007199254740993', '-0', '1.50', '12345678901234567890'),
);
const text = fc.oneof(
  fc.stringMatching(/^[ !#-[\]-~é✓]{0,9}$/).map((inner) => `"${inner}"`),
  fc.constantFrom(String.raw`"\u00e9"`, String.raw`"a\/b"`, String.raw`"\"meta\":{}"`, '"}"'),
);
const space = fc.constantFrom('', '', ' ', '\t', '  ');
const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(number, text, fc.constantFrom('null', 'true')),
    fc
      .tuple(space, fc.array(tie('value'), { maxLength: 3 }))
      .map(([gap, items]) => `[${gap}${items.join(`${gap},`)}]`),
    fc
      .tuple(space, fc.array(tie('value'), { maxLength: 3 }))
      .map(
        ([gap, items]) => `{${items.map((item, key) => `"k${key}"${gap}:${gap}${item}`).join()}}`,
      ),
  ),
}));
const meta = value.map((inner) => `{"of": ${inner} }`);
const key = fc.constantFrom('"meta"', String.raw`"m\u0065ta"`);

/** By kind of line: the express lane may take it, it is a long one, its scenario fails. */
const REST = {
  plain: '"members":1,"id":"a\\"meta"',
  long: '"members":1,"trace":"full"',
  failed: '"members":1,"forecast":{"horizons":[9]}',
};

test.each(Object.entries(REST))(
  'meta stands in a record as it stood in its line: %s',
  (kind, rest) => {
    const processor = createLineProcessor(createWorld());
    let lines = 0;
    fc.assert(
      fc.property(meta, key, space, fc.boolean(), (written, name, gap, isFirst) => {
        const member = `${name}${gap}:${gap}${written}`;
        const line = isFirst ? `{${member},${rest}}` : `\u001e{${rest},${member}${gap}}`;
        const of: Line = { line: 1, batchIndex: 0, bytes: encoder.encode(line) };
        const record = decoder.decode(processBatch(processor, { lines: [of], blank: 0 }).bytes);
        lines += 1;
        expect(JSON.parse(record).kind).toBe(kind === 'failed' ? 'failure' : 'result');
        expect(record).toContain(`"meta":${written}`);
      }),
      { numRuns: 150 },
    );
    expect(lines).toBeGreaterThanOrEqual(150);
  },
);

test('line breaks inside meta, which an element of a JSON array may have, become spaces', () => {
  const bytes = encoder.encode('{"meta":{\r\n"big":\n9007199254740993\n},"members":1}');
  const processor = createLineProcessor(createWorld());
  const { bytes: made } = processBatch(processor, {
    lines: [{ line: 1, batchIndex: 0, bytes }],
    blank: 0,
  });
  expect(decoder.decode(made)).toContain('"meta":{  "big": 9007199254740993 }');
  expect(decoder.decode(made).trimEnd()).not.toContain('\n');
});
