import { expect, test } from 'vitest';
import { formatPath, quote, shorten } from './format-path.ts';

test.each([
  [[], ''],
  [['turns'], 'turns'],
  [['forecast', 'events', 0, 'when'], 'forecast.events[0].when'],
  [['params', 'rule.R1.trust'], 'params["rule.R1.trust"]'],
  [['meta', 'a b', '', '"'], String.raw`meta["a b"][""]["\""]`],
  [[0, 'a'], '[0].a'],
  [['meta', '\ud800\n'], String.raw`meta["\ud800\n"]`],
])('the path of %j is %s', (steps, path) => {
  expect(formatPath(steps)).toBe(path);
});

test('long keys and long paths are cut', () => {
  expect(formatPath(['x'.repeat(1000)]).length).toBeLessThan(80);
  expect(formatPath(Array.from({ length: 60 }, () => 0))).toBe(`${'[0]'.repeat(16)}…`);
});

test('a text is never cut inside a surrogate pair', () => {
  expect(shorten('a😀b', 2)).toBe('a…');
  expect(shorten('a😀b', 3)).toBe('a😀…');
  expect(quote(`${'x'.repeat(63)}😀`)).toBe(`"${'x'.repeat(63)}…"`);
});
