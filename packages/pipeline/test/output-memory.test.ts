import { createFramer } from '@pulse-stream/codec';
import { runPipeline } from '@pulse-stream/pipeline';
import type { RecordSink } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { MemorySource } from './memory-streams.ts';

const LINES = Array.from({ length: 1500 }, (_, index) => {
  const overrides = { hope: (index % 101) / 100, cash: index };
  return JSON.stringify({ id: `case ${index}`, turns: 3, members: 1, state_overrides: overrides });
}).join('\n');

/** Runs the lines into a sink that keeps the arrays it is given, or copies of them. */
async function run(isDoneAfterWrite: boolean): Promise<{ kept: Uint8Array[]; memories: number }> {
  const kept: Uint8Array[] = [];
  const memories = new Set<unknown>();
  const sink: RecordSink = {
    isDoneAfterWrite,
    write: async (bytes) => {
      await new Promise(setImmediate);
      memories.add(bytes.buffer);
      kept.push(isDoneAfterWrite ? bytes.slice() : bytes);
    },
    close: () => Promise.resolve(),
  };
  const inputs = [{ source: new MemorySource(LINES), framer: createFramer() }];
  await runPipeline({ inputs, sink, options: {} });
  return { kept, memories: memories.size };
}

test('output memory is used again only for a sink that is done with it, and the bytes are the same', async () => {
  const keeping = await run(false);
  const done = await run(true);
  expect(Buffer.concat(done.kept).equals(Buffer.concat(keeping.kept))).toBe(true);
  expect(keeping.memories).toBe(keeping.kept.length);
  expect(done.memories).toBeLessThan(done.kept.length);
});
