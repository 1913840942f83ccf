import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BoundedMap } from './bounded-map.ts';

describe('bounded map', () => {
  it('never holds more than its capacity and always gives the value that belongs to the key', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.integer({ min: 0, max: 9 })),
        (capacity, keys) => {
          const map = new BoundedMap<number, string>(capacity);
          for (const key of keys) {
            expect(map.getOrMake(key, () => `value ${key}`)).toBe(`value ${key}`);
            expect(map.size).toBeLessThanOrEqual(capacity);
          }
        },
      ),
    );
  });

  it('keeps what was used last and forgets what was used longest ago', () => {
    const map = new BoundedMap<string, number>(2);
    const made: string[] = [];
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b'])
      map.getOrMake(key, () => {
        made.push(key);
        return made.length;
      });
    expect(made).toEqual(['a', 'b', 'c', 'b']);
  });

  it('tells of what it loses, oldest first, and can be asked to lose more', () => {
    const lost: number[] = [];
    const map = new BoundedMap<string, number>(2, (value) => lost.push(value));
    for (const [at, key] of ['a', 'b', 'a', 'c'].entries()) map.getOrMake(key, () => at);
    expect(lost).toEqual([1]);
    for (let time = 0; time < 3; time += 1) map.dropOldest();
    expect([lost, map.size]).toEqual([[1, 0, 3], 0]);
  });

  it('remembers nothing when the value could not be made', () => {
    const map = new BoundedMap<string, number>(2);
    const broken = () => {
      throw new Error('no');
    };
    expect(() => map.getOrMake('a', broken)).toThrow('no');
    expect(map.getOrMake('a', () => 1)).toBe(1);
  });
});
