import fc from 'fast-check';
import { expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { explainBadName, namedValues, SlotName } from './slot-name.ts';

test.each(['hope', 'data', 'items', 'valueOf', 'toString', 'hasOwnProperty', 'X', 'a_1', 'Turn'])(
  '%s is an ordinary name',
  (name) => {
    expect(explainBadName(name)).toBeNull();
    expect(SlotName.parse(name)).toBe(name);
  },
);

test.each([
  ['__proto__', 'cannot be used as a name'],
  ['constructor', 'cannot be used as a name'],
  ['prototype', 'cannot be used as a name'],
  ['turn', 'word of the expression language'],
  ['and', 'word of the expression language'],
  ['', 'a name is a letter'],
  ['1a', 'a name is a letter'],
  ['_a', 'a name is a letter'],
  ['a-b', 'a name is a letter'],
  ['a b', 'a name is a letter'],
  ['é', 'a name is a letter'],
  ['a\n', 'a name is a letter'],
  ['a'.repeat(65), 'a name is a letter'],
])('%j is refused and the message says why', (name, reason) => {
  expect(explainBadName(name)).toContain(reason);
  expect(SlotName.safeParse(name).error?.issues[0]?.message).toContain(reason);
});

test('64 letters are the most', () => {
  expect(explainBadName('a'.repeat(64))).toBeNull();
});

test('the pattern of the JSON Schema is the same law', () => {
  const { pattern = '' } = z.toJSONSchema(SlotName);
  const law = new RegExp(pattern, 'u');
  const near = fc.stringMatching(/^[A-Za-z0-9_-]{0,66}$/);
  const names = fc.oneof(near, fc.string(), fc.constantFrom('turn', 'turns', 'not', 'prototype'));
  fc.assert(
    fc.property(names, (name) => {
      expect(law.test(name)).toBe(explainBadName(name) === null);
    }),
  );
});

const Values = namedValues(SlotName, z.number());

test('a map by name keeps what it was given', () => {
  expect(Values.parse({ valueOf: 1, data: 2 })).toEqual({ valueOf: 1, data: 2 });
  expectTypeOf<z.input<typeof Values>>().toEqualTypeOf<Record<string, number>>();
});

test.each(['{"__proto__":1}', '{"hope":1,"__proto__":{"x":1}}'])(
  '%s is refused, not silently emptied',
  (text) => {
    const { error } = Values.safeParse(JSON.parse(text));
    expect(error?.issues[0]).toMatchObject({
      path: ['__proto__'],
      message: '"__proto__" cannot be used as a name',
    });
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  },
);

test.each([null, 3, 'hope', [1]])('%j is no map', (value) => {
  expect(Values.safeParse(value).success).toBe(false);
});
