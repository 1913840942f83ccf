import { createFramer } from '@pulse-stream/codec';
import { checkLine, createWorld, runPipeline } from '@pulse-stream/pipeline';
import { OutputRecord } from '@pulse-stream/worldstate';
import { describe, expect, it } from 'vitest';
import { generateInput, joinLines } from './generate-input.ts';
import { MemorySink, MemorySource } from './memory-streams.ts';

const world = createWorld();

async function run(bytes: Uint8Array, chunk: number, credits?: number) {
  const sink = new MemorySink();
  const inputs = [{ source: new MemorySource(bytes, chunk), framer: createFramer() }];
  const summary = await runPipeline({ options: world, inputs, sink, credits });
  return { summary, sink };
}

/** Of events along the run: what they read is not known before. */
const COMPUTED: ReadonlySet<string> = new Set(['division-by-zero', 'domain-error', 'overflow']);

const LAWS = Number(process.env['LAWS'] ?? 1);

describe('the law of accounting', () => {
  it('every input gives exactly one record per line that is not blank, in order, of the right kind', async () => {
    const lines = generateInput(7, 2000 * LAWS);
    const { summary, sink } = await run(joinLines(lines), 64 * 1024);
    const expected = lines.flatMap(({ outcome }, index) =>
      outcome === 'blank' ? [] : [{ line: index + 1, outcome }],
    );
    // Every tenth is held to the schema, which costs more than computing it.
    const records = sink.records.map((record, index) =>
      index % 10 === 0 ? OutputRecord.parse(record) : (record as OutputRecord),
    );
    const outcomes = records.map((record) => ({
      line: record.line,
      outcome: record.kind === 'failure' ? record.error.type : record.status,
    }));
    expect(outcomes).toEqual(expected);
    expect(records.map((record) => record.batch_index)).toEqual([...expected.keys()]);
    expect(summary.lines).toBe(lines.length);
    expect(summary.blank + summary.complete + summary.gated + summary.failed).toBe(lines.length);
    expect(summary.records).toBe(expected.length);
    expect(summary.bytesOut).toBe(new TextEncoder().encode(sink.text).length);
  }, 300_000);

  it('what fails before it is computed is found by a look at the line', () => {
    const lines = generateInput(13, 300).filter(({ outcome }) => outcome !== 'blank');
    for (const { bytes, outcome } of lines) {
      if (COMPUTED.has(outcome)) continue;
      // the CR of a line's end is left out where lines are cut
      const line = bytes.at(-1) === 0x0d ? bytes.subarray(0, -1) : bytes;
      const { failure } = checkLine(world, { line: 1, batchIndex: 0, bytes: line });
      const text = new TextDecoder().decode(line);
      expect([text, failure?.type ?? 'complete']).toEqual([text, outcome]);
    }
  });

  it('the bytes are the same for any chunks and credits, with and without a last line feed', async () => {
    const lines = generateInput(11, 300 * LAWS);
    const whole = await run(joinLines(lines), 64 * 1024);
    for (const [chunk, credits] of [
      [1, 4],
      [7, 1],
      [4099, 16],
    ] as const) {
      const { sink, summary } = await run(joinLines(lines), chunk, credits);
      expect(sink.text).toBe(whole.sink.text);
      expect(summary).toEqual(whole.summary);
    }
    const unended = await run(joinLines(lines, false), 7);
    expect(unended.sink.text).toBe(whole.sink.text);
  }, 300_000);
});
