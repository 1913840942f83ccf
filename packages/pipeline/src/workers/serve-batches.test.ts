import { expect, test } from 'vitest';
import { packLines, type OutputTicket } from './batch-ticket.ts';
import { createLineProcessor } from '../express/line-processor.ts';
import { serveBatches } from './serve-batches.ts';
import { WorkerSignals } from './worker-signals.ts';
import { createWorld } from '../world/world.ts';

const bytes = new TextEncoder().encode('{"turns":5,"members":1}');
const lines = Array.from({ length: 200 }, (_, index) => ({
  line: index + 1,
  batchIndex: index,
  bytes,
}));

test('memory that was lent and came back is written to again, and nothing else is', () => {
  const signals = new WorkerSignals();
  let sent: OutputTicket[] = [];
  const serve = serveBatches(createLineProcessor(createWorld()), signals, (ticket, transfer) => {
    sent.push(ticket);
    expect(transfer).toEqual([ticket.memory]);
    signals.takePiece();
  });
  const work = (): OutputTicket[] => {
    sent = [];
    const packed = packLines(lines);
    serve({
      job: 0,
      packed,
      count: lines.length,
      firstIndex: 0,
      source: undefined,
      cuts: [],
      careful: false,
    });
    return sent;
  };
  const first = work();
  expect(first.length).toBeGreaterThan(2);
  expect(first.filter(({ isLent }) => isLent).length).toBeGreaterThan(1);
  expect(new Set(first.map(({ memory }) => memory)).size).toBe(first.length);
  const lent = first.find(({ isLent }) => isLent);
  if (lent === undefined) throw new Error('nothing was lent');
  const text = (ticket: OutputTicket) =>
    new TextDecoder().decode(new Uint8Array(ticket.memory, 0, ticket.length));
  const texts = first.map(text);
  serve(lent.memory);
  const second = work();
  expect(second[0]?.memory).toBe(lent.memory);
  expect(second.slice(1).some(({ memory }) => first.some((old) => old.memory === memory))).toBe(
    false,
  );
  expect(second.map(text)).toEqual(texts);
});
