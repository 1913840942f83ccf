import { createFramer } from '@pulse-stream/codec';
import { createWorld, runPipeline } from '@pulse-stream/pipeline';
import { expect, test } from 'vitest';
import { MemorySink, MemorySource } from './memory-streams.ts';
import { bundleWorker } from './worker-file.ts';

const workerFile = await bundleWorker('../src/workers/worker-entry.ts');
const world = createWorld();

/** Lines of a few shapes, so that most take the fast lane; some carry one or two kinds of warnings. */
const LINES = Array.from({ length: 400 }, (_, index) => ({
  id: `s${index}`,
  members: index % 2 === 0 ? 1 : 3,
  state_overrides: {
    hope: (index % 90) / 60,
    ...(index % 7 === 0 ? { hop: 0.3, rag: 0.2 } : {}),
  },
  ...(index % 11 === 0 ? { turns: 0 } : {}),
}));
const TEXT = LINES.map((line) => `${JSON.stringify(line)}\n`).join('');

interface Read {
  readonly line: number;
  readonly warnings?: readonly { readonly type: string; readonly message: string }[];
}

/** What the records themselves say. */
function countRecords(records: readonly Read[]): [string, number, number][] {
  const counts = new Map<string, [string, number, number]>();
  for (const { line, warnings = [] } of records)
    for (const type of new Set(warnings.map((warning) => warning.type))) {
      const [, count, first] = counts.get(type) ?? [type, 0, line];
      counts.set(type, [type, count + 1, first]);
    }
  return [...counts.values()];
}

test.each([
  ['one thread', { jobs: 1 }],
  ['two workers', { jobs: 2 }],
  ['small batches', { jobs: 1, batchSize: { maxLines: 3, maxBytes: 1000 } }],
  ['a run stopped by its failures', { jobs: 1, maxErrors: { records: 20 } }],
] as const)('warnings are counted as the records carry them: %s', async (_case, options) => {
  const sink = new MemorySink();
  const inputs = [{ source: new MemorySource(TEXT), framer: createFramer() }];
  const summary = await runPipeline({ options: world, inputs, sink, workerFile, ...options });
  const expected = countRecords(sink.records as unknown as Read[]); // records of this run
  expect(expected.length).toBeGreaterThan(1);
  expect(summary.warnings.map(({ type, records, first }) => [type, records, first.line])).toEqual(
    expected,
  );
});
