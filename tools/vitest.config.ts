import { defineProject } from 'vitest/config';

export default defineProject({
  ssr: { resolve: { conditions: ['@pulse-stream/source'] } },
  test: { name: 'tools', include: ['test/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
});
