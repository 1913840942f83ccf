import { createFramer } from '@pulse-stream/codec';
import { describe, expect, it } from 'vitest';
import { echo } from '../../test/echo-processor.ts';
import { MemorySink, MemorySource } from '../../test/memory-streams.ts';
import { processBatchSteps, type LineProcessor } from './process-batch.ts';
import { runBatches } from './run-batches.ts';

const nextTimer = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('behind a slow sink', () => {
  it('what was read and is not accepted stays within the credits', async () => {
    const source = new MemorySource(`${'x'.repeat(99)}\n`.repeat(40_000));
    let accepted = 0;
    let most = 0;
    const sink = new MemorySink(async (bytes) => {
      await nextTimer();
      for (const byte of bytes) if (byte === 0x0a) accepted += 1;
    });
    const onProgress = () => {
      most = Math.max(most, source.bytesRead - accepted * 100);
    };
    const inputs = [{ source, framer: createFramer() }];
    await runBatches({ inputs, sink, credits: 2, onProgress }, (batch) =>
      processBatchSteps(echo(), batch),
    );
    // Two batches in flight and the chunk the next one is cut from, 64 KiB each.
    expect(most).toBeLessThanOrEqual(3 * 64 * 1024);
    expect(accepted).toBe(40_000);
  });

  it('long records stop the work inside a batch until they are accepted', async () => {
    const wide = 'x'.repeat(100_000);
    let made = 0;
    let accepted = 0;
    let most = 0;
    const sink = new MemorySink(async (bytes) => {
      most = Math.max(most, made - accepted);
      await nextTimer();
      accepted += bytes.length;
    });
    const processor: LineProcessor = {
      ...echo(),
      encode(record, _line, room) {
        made += wide.length;
        room.writeText(JSON.stringify({ ...record, wide }));
      },
    };
    const inputs = [{ source: new MemorySource('a\n'.repeat(300)), framer: createFramer() }];
    const { records } = await runBatches({ inputs, sink }, (batch) =>
      processBatchSteps(processor, batch),
    );
    expect(records).toBe(300);
    expect(made).toBe(30_000_000);
    expect(most).toBeLessThan(6 * 1024 * 1024);
  });
});
