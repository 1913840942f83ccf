import { defineProject, mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.ts';

export default mergeConfig(
  shared, // real processes on a shared machine: slow is not wrong
  defineProject({ test: { name: 'pulse-stream', testTimeout: 120_000 } }),
);
