import { readFileSync } from 'node:fs';
import { resolveGravityOptions } from '@pulse-stream/gravity';
import { expect, test } from 'vitest';

const page = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test.each(['bank', 'sgd'] as const)(
  'the README names every option of method %s with the default that holds',
  (method) => {
    const { method: _, warmup, ...options } = resolveGravityOptions({ method }, 'turn');
    expect(warmup).toBe(null);
    const section = page
      .split('\n## ')
      .find((text) => text.startsWith(`Options of method ${method}`));
    const shown = [...(section ?? '').matchAll(/`([a-z_]+)`(?: \(`[a-z]+`\))? (true|[0-9.]+)/g)];
    expect(
      Object.fromEntries(shown.map(([, name, value]) => [name, JSON.parse(value ?? '')])),
    ).toEqual(options);
  },
);
