import { expect, test } from 'vitest';
import { fullResult } from '../../test/sample-records.ts';
import { createTemplate } from './record-template.ts';

test('numbers in another order than that of the record are refused', () => {
  const texts = new Map<string, number>();
  const holes = (...paths: string[]) => ({
    numbers: new Map(paths.map((path, index) => [path, index])),
    texts,
  });
  expect(() => createTemplate(fullResult, holes('line', 'batch_index'))).not.toThrow();
  expect(() => createTemplate(fullResult, holes('batch_index', 'line'))).toThrow(RangeError);
});
