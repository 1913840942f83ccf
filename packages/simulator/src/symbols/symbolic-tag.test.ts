import { expect, test } from 'vitest';
import { readTags, type SymbolicTag } from './symbolic-tag.ts';

const above = (code: string, name: string, limit: number): SymbolicTag => ({
  code,
  label: code.toLowerCase(),
  when: { evaluate: (read) => read(name, 0) > limit },
});

const isOverlay = (name: string): boolean => name === 'hope';

test('the first tag that holds wins', () => {
  const tags = [above('HIGH', 'hope', 0.9), above('MIDDLE', 'hope', 0.4), above('LOW', 'hope', 0)];
  expect(readTags(tags, () => 0.5, isOverlay)?.code).toBe('MIDDLE');
});

test('a tag without a condition always holds', () => {
  const tags: SymbolicTag[] = [{ code: 'ANY', label: 'any', when: null }];
  expect(readTags(tags, () => NaN, isOverlay)?.code).toBe('ANY');
});

test('no tag may hold, and a model may have none', () => {
  expect(readTags([above('HIGH', 'hope', 0.9)], () => 0.5, isOverlay)).toBeNull();
  expect(readTags([], () => 0.5, isOverlay)).toBeNull();
});

test('overlays are compared at 4 decimals, half to even; other slots as they are', () => {
  const tags = [above('HOPE', 'hope', 0.7), above('CASH', 'cash', 0.7)];
  const read = (hope: number, cash: number) => (name: string) => (name === 'hope' ? hope : cash);
  expect(readTags(tags, read(0.70004, 0), isOverlay)).toBeNull();
  expect(readTags(tags, read(0.70006, 0), isOverlay)?.code).toBe('HOPE');
  expect(readTags(tags, read(0.69996, 0), isOverlay)).toBeNull();
  expect(readTags(tags, read(0, 0.70004), isOverlay)?.code).toBe('CASH');
});
