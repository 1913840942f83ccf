import { createWorld } from '@pulse-stream/pipeline';
import {
  createLineProcessor,
  mostPieceBytes,
  processBatchSteps,
} from '@pulse-stream/pipeline/internal';
import { expect, test } from 'vitest';

const LIMITS = { lineBytes: 30_000, recordBytes: 200_000 };

/** Lines that make long records of little: escapes, names, traces, refusals. */
const LINES = [
  { id: '\u0001'.repeat(4000) },
  { ['\u0001'.repeat(4000)]: 1 },
  { id: 'a', turns: '\u0001'.repeat(4000) },
  { id: 'b', meta: { text: '\u2028"\\'.repeat(2500) } },
  { id: 'c', turns: 200, members: 2, trace: 'full' },
  { id: 'd', turns: 100, members: 100 },
  { id: 'e', turns: 5000, trace: 'full' },
];

test('no piece of output is longer than a cluster takes from its workers', () => {
  const world = createWorld({ limits: LIMITS });
  const most = mostPieceBytes(world.options.limits);
  const texts = Array.from({ length: 140 }, (_, at) => JSON.stringify(LINES[at % LINES.length]));
  const lines = texts.map((text, at) => ({
    line: at + 1,
    batchIndex: at,
    bytes: new TextEncoder().encode(text),
  }));
  const steps = processBatchSteps(createLineProcessor(world), { lines, blank: 0 });
  const sizes: number[] = [];
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) sizes.push(step.value.bytes.length);
    else if (step.value.kind === 'output') sizes.push(step.value.output.bytes.length);
    if (step.done === true) break;
  }
  expect(sizes.length).toBeGreaterThan(2);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(most);
});
