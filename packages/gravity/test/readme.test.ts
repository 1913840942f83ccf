import { readFileSync } from 'node:fs';
import { resolveGravityOptions } from '@pulse-stream/gravity';
import { expect, test } from 'vitest';

const page = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the README names every option with the default that holds', () => {
  const { method, warmup, ...options } = resolveGravityOptions(undefined, 'turn');
  expect([method, warmup]).toEqual(['sgd', null]);
  const shown = [...page.matchAll(/`([a-z_]+)`(?: \(`[a-z]+`\))? (true|[0-9.]+)/g)];
  expect(
    Object.fromEntries(shown.map(([, name, value]) => [name, JSON.parse(value ?? '')])),
  ).toEqual(options);
});
