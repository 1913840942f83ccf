import { createFramer, type FramerOptions } from '@pulse-stream/codec';
import { createWorld, runPipeline } from '@pulse-stream/pipeline';
import { RunPosition } from '@pulse-stream/pipeline/internal';
import { expect, test } from 'vitest';
import { generateInput, joinLines } from './generate-input.ts';
import { MemorySink, MemorySource } from './memory-streams.ts';

const world = createWorld();
const inputs = [joinLines(generateInput(3, 120)), joinLines(generateInput(4, 80), false)];

/** Runs over both inputs, the first of them entered where the position says. */
async function run(start?: RunPosition, maxErrors?: { records: number }) {
  const sink = new MemorySink();
  const marks: { position: RunPosition; bytes: number }[] = [];
  const summary = await runPipeline({
    options: world,
    sink,
    start,
    maxErrors,
    batchSize: { maxLines: 7, maxBytes: 1 << 16 },
    inputs: inputs.map((bytes, index) => {
      const at = index === start?.input ? start : { offset: 0, line: 0 };
      const options: FramerOptions = { after: at };
      return {
        name: `${index}`,
        source: new MemorySource(bytes.slice(at.offset), 997),
        framer: createFramer(options),
      };
    }),
    onAccepted: (position) => {
      const saved: unknown = JSON.parse(JSON.stringify(position));
      marks.push({ position: RunPosition.parse(saved), bytes: sink.text.length });
    },
  });
  return { summary, text: sink.text, marks };
}

test('a run that starts at any accepted position writes exactly the rest, and its summary adds up', async () => {
  const whole = await run();
  expect(whole.marks.length).toBeGreaterThan(25);
  expect(whole.summary.lines).toBe(200);
  for (const { position, bytes } of whole.marks) {
    const rest = await run(position);
    expect(rest.text).toBe(whole.text.slice(bytes));
    const { bytesIn: _in, bytesOut: _out, repeats: _here, ...counts } = rest.summary;
    const { bytesIn: _allIn, bytesOut: _allOut, repeats: _all, ...allCounts } = whole.summary;
    expect(counts).toEqual(allCounts);
  }
});

test('the position of a run stopped by its failures is behind the last record it wrote', async () => {
  const whole = await run();
  const stopped = await run(undefined, { records: 4 });
  expect(stopped.summary).toMatchObject({ stopped: 'max-errors', failed: 5 });
  const rest = await run(stopped.marks.at(-1)?.position);
  expect(stopped.text + rest.text).toBe(whole.text);
  expect(rest.summary.records).toBe(whole.summary.records);
});

test('failures of the earlier part count towards the limit', async () => {
  const { marks } = await run(undefined, { records: 4 });
  const rest = await run(marks.at(-1)?.position, { records: 5 });
  expect(rest.summary).toMatchObject({ stopped: 'max-errors', failed: 6 });
});

test('what onAccepted throws ends the run', async () => {
  const source = new MemorySource('{}\n');
  const failing = runPipeline({
    options: world,
    sink: new MemorySink(),
    inputs: [{ source, framer: createFramer() }],
    onAccepted: () => Promise.reject(new Error('no checkpoint')),
  });
  await expect(failing).rejects.toThrow('no checkpoint');
});
