import { afterEach, expect, test, vi } from 'vitest';
import { fullResult } from '../../test/sample-records.ts';
import { ByteRoom } from './byte-room.ts';
import { compileTemplate } from './compiled-template.ts';
import { encodeRecord } from './encode.ts';
import { createTemplate, type HoleText, type RecordTemplate } from './template.ts';

afterEach(() => vi.unstubAllGlobals());

/** Every number of a record but those of its config, and two of its texts, as holes. */
function findHoles() {
  const numbers = new Map<string, number>();
  const visit = (value: unknown, path: string): void => {
    if (typeof value === 'number') numbers.set(path, numbers.size);
    else if (Array.isArray(value))
      for (const [index, item] of value.entries()) visit(item, `${path}[${index}]`);
    else if (typeof value === 'object' && value !== null)
      for (const [key, item] of Object.entries(value))
        visit(item, path === '' ? key : `${path}.${key}`);
  };
  // in record order
  const { config, ...rest } = JSON.parse(encodeRecord(fullResult)) as Record<string, unknown>; // printed
  expect(config).toBeDefined();
  visit(rest, '');
  return {
    numbers,
    texts: new Map([
      ['config', 0],
      ['assessment.trace_id', 1],
    ]),
  };
}

const holes = findHoles();
const size = holes.numbers.size;

function written(template: RecordTemplate, numbers: Float64Array, texts: readonly HoleText[]) {
  const room = new ByteRoom(8);
  room.writeText('before');
  template.numbers.set(numbers);
  template.write(texts, room);
  return new TextDecoder().decode(room.bytes.subarray(0, room.length));
}

test('most numbers are printed by the compiled code itself', () => {
  // the printer of the plain template reads through a view of the memory, the compiled code does not
  const compiled = compileTemplate(fullResult, holes, { precision: 6 });
  const print = vi.spyOn(DataView.prototype, 'setUint8');
  const values = Float64Array.from({ length: size }, (_, at) => Math.sqrt(at + 2.5));
  written(compiled, values, ['{}', '"t"']);
  expect(print).not.toHaveBeenCalled();
  written(createTemplate(fullResult, holes, { precision: 6 }), values, ['{}', '"t"']);
  expect(print).toHaveBeenCalled();
  print.mockRestore();
});

test('numbers that were printed before are printed alike', () => {
  const compiled = compileTemplate(fullResult, holes);
  const plain = createTemplate(fullResult, holes);
  const wrong: string[] = [];
  for (let round = 0; round < 2; round += 1)
    for (let index = 0; index < 2000; index += 1) {
      const values = Float64Array.from({ length: size }, (_, at) => (index * at) / 7 - at);
      const texts = ['{}', '"t"'];
      if (written(compiled, values, texts) !== written(plain, values, texts))
        wrong.push(`${round} ${index}`);
    }
  expect(wrong).toEqual([]);
});

test('texts that are too long for its memory go the plain way', () => {
  const texts = [JSON.stringify('é'.repeat(20_000)), '"t"'];
  const values = Float64Array.from({ length: size }, (_, at) => at / 3);
  const compiled = compileTemplate(fullResult, holes);
  const long = written(compiled, values, texts);
  expect(long).toBe(written(createTemplate(fullResult, holes), values, texts));
  expect(long.length).toBeGreaterThan(20_000);
});

/** The library of the language does not declare it. */
declare const WebAssembly: Readonly<Record<'Module' | 'Memory' | 'Instance', unknown>> & {
  readonly CompileError: new (message: string) => Error;
};
const { Module, Memory, Instance, CompileError } = WebAssembly;
const refuse = (error: Error) =>
  function refused() {
    throw error;
  };

test.each([
  ['there is no WebAssembly', undefined],
  ['it is forbidden', { Memory, Instance, CompileError, Module: refuse(new CompileError('no')) }],
  ['it has no memory', { Module, Instance, CompileError, Memory: refuse(new RangeError('no')) }],
])('where %s, the plain template takes its place', (_, engine) => {
  vi.stubGlobal('WebAssembly', engine);
  const plain = createTemplate(fullResult, holes);
  const other = compileTemplate(fullResult, holes);
  expect(other.constructor).toBe(plain.constructor);
  const values = Float64Array.from({ length: size }, (__, at) => at / 3);
  expect(written(other, values, ['{}', '"t"'])).toBe(written(plain, values, ['{}', '"t"']));
});

test('a fault of the code itself is thrown', () => {
  const broken = refuse(new TypeError('a bug'));
  vi.stubGlobal('WebAssembly', { Memory, Instance, CompileError, Module: broken });
  expect(() => compileTemplate(fullResult, holes)).toThrow(TypeError);
});
