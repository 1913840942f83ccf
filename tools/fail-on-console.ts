import { afterEach, beforeEach, vi } from 'vitest';

/** A test that logs fails: what a package has to say it returns, throws or writes to a sink. */
const METHODS = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const;

beforeEach(() => {
  for (const method of METHODS)
    vi.spyOn(console, method).mockImplementation((...words: unknown[]) => {
      throw new Error(`console.${method} in a test: ${words.join(' ')}`);
    });
});

afterEach(() => {
  vi.restoreAllMocks();
});
