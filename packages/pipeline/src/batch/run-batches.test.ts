import { createFramer } from '@pulse-stream/codec';
import { PulseError, type ByteSource } from '@pulse-stream/worldstate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { echo } from '../../test/echo-processor.ts';
import { MemorySink, MemorySource } from '../../test/memory-streams.ts';
import { processBatchSteps, type LineProcessor } from './process-batch.ts';
import { runBatches, type RunOptions } from './run-batches.ts';
import type { RunProgress, RunSummary } from './run-tally.ts';

interface Outcome {
  readonly summary: RunSummary;
  readonly sink: MemorySink;
}

async function run(
  text: string,
  options: Partial<RunOptions> & { chunk?: number; processor?: LineProcessor } = {},
): Promise<Outcome> {
  const { chunk, processor = echo(), ...rest } = options;
  const sink = new MemorySink();
  const input = { source: new MemorySource(text, chunk), framer: createFramer() };
  const summary = await runBatches({ inputs: [input], sink, ...rest }, (batch, stopped) =>
    processBatchSteps(processor, batch, stopped),
  );
  return { summary, sink };
}

const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}`);

describe('a run of batches', () => {
  it('answers every line that is not blank, in order, whatever the chunks, batches and credits', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'bad', '', ' \t', 'line\r', 'ü')),
        fc.boolean(),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 5 }),
        async (texts, ended, chunk, credits, maxLines) => {
          const text = texts.join('\n') + (ended && texts.length > 0 ? '\n' : '');
          const batchSize = { maxLines, maxBytes: 8 };
          const { summary, sink } = await run(text, { chunk, credits, batchSize });
          const { sink: plain, summary: once } = await run(text);
          expect(sink.text).toBe(plain.text);
          expect(summary).toEqual(once);
          const expected = text.split('\n').flatMap((line, index) => {
            const bare = line.replace(/\r$/, '');
            return /^[ \t\r]*$/.test(bare) ? [] : [{ line: index + 1, text: bare }];
          });
          expect(sink.records.map(({ line, text: said }) => ({ line, text: said }))).toEqual(
            expected,
          );
          expect(sink.records.map((record) => record['batch_index'])).toEqual([...expected.keys()]);
          expect(summary.lines).toBe(summary.records + summary.blank);
          expect(summary.records).toBe(summary.complete + summary.gated + summary.failed);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('several inputs are one run: lines count per input, the batch index goes on', async () => {
    const sink = new MemorySink();
    const input = (name: string, text: string) => ({
      name,
      source: new MemorySource(text),
      framer: createFramer(),
    });
    const inputs = [input('one', 'a\n\nb'), input('none', ''), input('two', 'c\n')];
    const summary = await runBatches({ inputs, sink }, (batch) => processBatchSteps(echo(), batch));
    expect(
      sink.records.map(({ source, line, batch_index }) => [source, line, batch_index]),
    ).toEqual([
      ['one', 1, 0],
      ['one', 3, 1],
      ['two', 1, 2],
    ]);
    expect(summary).toMatchObject({ lines: 4, blank: 1, last: { line: 1, source: 'two' } });
    expect(inputs.every(({ source }) => source.closed > 0)).toBe(true);
  });

  it('an empty input gives no record', async () => {
    const { summary, sink } = await run('');
    expect(sink.text).toBe('');
    expect(summary).toEqual({
      lines: 0,
      blank: 0,
      records: 0,
      complete: 0,
      gated: 0,
      failed: 0,
      byCode: {},
      warnings: [],
      repeats: { lines: 0, ids: 0, isExact: true },
      bytesIn: 0,
      bytesOut: 0,
      last: null,
    });
  });

  it('progress counts the records that are written and the bytes they answer, not what was read', async () => {
    const text = 'aa\nbb\n\ncc\ndd\n';
    const sink = new MemorySink();
    const seen: [records: number, done: number, written: number][] = [];
    const input = (content: string, bytesOnDisk: number) => {
      const source = new MemorySource(content);
      // as a packed file, which counts what was read of the disk
      const packed: ByteSource = {
        read: () => source.read(),
        close: () => source.close(),
        get bytesRead() {
          return (source.bytesRead * bytesOnDisk) / content.length;
        },
      };
      return { source: packed, framer: createFramer() };
    };
    await runBatches(
      {
        inputs: [input(text, text.length), input(text, 26)],
        sink,
        batchSize: { maxLines: 1, maxBytes: 1000 },
        onProgress: ({ records, bytesDone }) =>
          seen.push([records, bytesDone, sink.records.length]),
      },
      (batch) => processBatchSteps(echo(), batch),
    );
    const done = seen.map(([, bytes]) => bytes);
    expect(done).toEqual([3, 6, 7, 10, 13, 19, 25, 27, 33, 39]);
    for (const [records, , written] of seen) expect(records).toBe(written);
  });

  it('failures are counted by type and copied to the dead letters', async () => {
    const deadLetters = new MemorySink();
    const { summary, sink } = await run('a\nbad 1\nb\nbad 2\n', { deadLetters });
    expect(summary).toMatchObject({
      records: 4,
      complete: 2,
      failed: 2,
      byCode: { 'bad-json': 2 },
    });
    expect(deadLetters.records).toEqual(sink.records.filter(({ kind }) => kind === 'failure'));
  });

  it('one failure too many ends the run after its record, however the input is cut', async () => {
    const text = ['a', 'bad', 'b', 'bad', 'c', 'bad', 'd'].join('\n');
    for (const maxLines of [1, 2, 3, 100]) {
      const batchSize = { maxLines, maxBytes: 1000 };
      const { summary, sink } = await run(text, { maxErrors: { records: 1 }, batchSize });
      expect(sink.records.map((record) => record['line'])).toEqual([1, 2, 3, 4]);
      expect(summary).toMatchObject({ stopped: 'max-errors', failed: 2, last: { line: 4 } });
    }
    const { summary } = await run(text, { maxErrors: { records: 3 } });
    expect(summary.stopped).toBeUndefined();
  });

  it('a share of failures ends the run once there are a hundred records', async () => {
    const half = Array.from({ length: 300 }, (_, index) => (index % 2 === 0 ? 'a' : 'bad'));
    const { summary } = await run(half.join('\n'), { maxErrors: { percent: 49 } });
    expect(summary).toMatchObject({ stopped: 'max-errors', records: 100 });
    const { summary: borne } = await run(half.join('\n'), { maxErrors: { percent: 50 } });
    expect(borne).toMatchObject({ records: 300 });
    expect(borne.stopped).toBeUndefined();
  });

  it('an abort finishes the scenario at work, writes whole lines and says where it stopped', async () => {
    const abort = new AbortController();
    const { summary, sink } = await run(lines(20).join('\n'), {
      signal: abort.signal,
      processor: echo((line) => (line.line === 3 ? 5 : 0)),
      onProgress: ({ scenario }) => (scenario === null ? undefined : abort.abort()),
    });
    expect(sink.records.map(({ line }) => line)).toEqual([1, 2, 3]);
    expect(summary).toMatchObject({ stopped: 'aborted', records: 3, last: { line: 3 } });
  });

  it('to abandon gives the scenario at work up; what was written stays whole', async () => {
    const abandon = new AbortController();
    const { summary, sink } = await run(lines(20).join('\n'), {
      abandon: abandon.signal,
      batchSize: { maxLines: 2, maxBytes: 1000 },
      processor: echo((line) => (line.line === 4 ? 1000 : 0)),
      onProgress: ({ scenario }) => (scenario?.done === 3 ? abandon.abort() : undefined),
    });
    expect(sink.records.map(({ line }) => line)).toEqual([1, 2]);
    expect(summary).toMatchObject({ stopped: 'aborted', records: 2, last: { line: 2 } });
  });

  it('a run abandoned or aborted before it starts reads nothing and gives its input back', async () => {
    for (const key of ['signal', 'abandon'] as const) {
      const source = new MemorySource('a\n');
      const inputs = [{ source, framer: createFramer() }];
      const options = { inputs, sink: new MemorySink(), [key]: AbortSignal.abort() };
      const summary = await runBatches(options, (batch) => processBatchSteps(echo(), batch));
      expect(summary).toMatchObject({ records: 0, stopped: 'aborted' });
      expect(source.bytesRead).toBe(0);
      expect(source.closed).toBeGreaterThan(0);
    }
  });

  it('an abort while the input is idle ends the run', async () => {
    const abort = new AbortController();
    let reads = 0;
    const source = new MemorySource('a\n', 2, () => {
      reads += 1;
      if (reads === 2) queueMicrotask(() => abort.abort());
      return reads === 1 ? Promise.resolve() : new Promise(() => {});
    });
    const sink = new MemorySink();
    const summary = await runBatches(
      { inputs: [{ source, framer: createFramer() }], sink, signal: abort.signal },
      (batch) => processBatchSteps(echo(), batch),
    );
    expect(summary).toMatchObject({ records: 1, stopped: 'aborted' });
    expect(source.closed).toBe(1);
  });

  it('an abort after the last record changes nothing', async () => {
    const abort = new AbortController();
    const { summary } = await run('a\n', {
      signal: abort.signal,
      onProgress: () => setTimeout(() => abort.abort(), 0),
    });
    expect(summary.stopped).toBeUndefined();
  });

  it('an error of the source or the sink ends the run with that error', async () => {
    const unreadable = new PulseError('input-unreadable', 'gone');
    const source = new MemorySource('a\n', 1, () => Promise.reject(unreadable));
    const failing = new MemorySink(() => Promise.reject(new PulseError('reader-gone', 'gone')));
    const work = (batch: Parameters<typeof processBatchSteps>[1]) =>
      processBatchSteps(echo(), batch);
    await expect(
      runBatches({ inputs: [{ source, framer: createFramer() }], sink: new MemorySink() }, work),
    ).rejects.toBe(unreadable);
    expect(source.closed).toBe(1);
    await expect(run('a\nb\n', { sink: failing })).rejects.toMatchObject({ code: 'reader-gone' });
    await expect(run('a\nbad\n', { deadLetters: failing })).rejects.toMatchObject({
      code: 'reader-gone',
    });
  });

  it('bad credits are refused', async () => {
    for (const credits of [0, 1.5, Number.NaN])
      await expect(run('', { credits })).rejects.toMatchObject({ code: 'option-invalid' });
  });

  it('a slow source is answered line by line', async () => {
    const text = 'a\nb\n';
    const sink = new MemorySink();
    let atThirdRead = '';
    let reads = 0;
    const source = new MemorySource(text, 2, async () => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      reads += 1;
      if (reads === 2) atThirdRead = sink.text;
    });
    await runBatches({ inputs: [{ source, framer: createFramer() }], sink }, (batch) =>
      processBatchSteps(echo(), batch),
    );
    expect(atThirdRead).not.toBe('');
  });

  it('progress counts what the sink has accepted and names the long scenario', async () => {
    const seen: RunProgress[] = [];
    await run('a\nb\n', {
      processor: echo((line) => (line.line === 2 ? 2 : 0)),
      onProgress: (progress) => seen.push(progress),
    });
    expect(seen.map(({ records, scenario }) => ({ records, scenario }))).toEqual([
      { records: 0, scenario: { done: 0, total: 2, line: 2 } },
      { records: 0, scenario: { done: 1, total: 2, line: 2 } },
      { records: 2, scenario: null },
    ]);
  });
});
