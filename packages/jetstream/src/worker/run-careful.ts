import { BatchCrew, joinOutputs, type BatchOutput } from '@pulse-stream/pipeline/internal';
import { decodeLines } from '../chunk/chunk-order.ts';
import { decodeWorld } from '../chunk/world-bytes.ts';
import type { CarefulAnswer, CarefulStart } from './careful-process.ts';

/** The program of the process of a suspect: computes the lines it is given one after the other. */
export function runCareful(): void {
  process.once('message', (message) => {
    // what computeCarefully sends
    void computeAll(message as CarefulStart).finally(() => process.disconnect());
  });
}

async function computeAll(start: CarefulStart): Promise<void> {
  const { workerFile, heapMegabytes, stallSeconds } = start;
  const crew = new BatchCrew(decodeWorld(start.world), {
    jobs: 1,
    workerFile,
    workerHeapMegabytes: heapMegabytes,
    workerStallSeconds: stallSeconds,
  });
  for (const line of decodeLines(start.lines) ?? []) {
    const pieces: BatchOutput[] = [];
    await crew.compute({ lines: [line], blank: 0 }, (piece) =>
      pieces.push({ ...piece, bytes: piece.bytes.slice(), release: undefined }),
    );
    const { bytes, outcomes, warnings } = joinOutputs(pieces);
    await send({ bytes, outcomes, warnings });
  }
  await crew.close();
}

function send(answer: CarefulAnswer): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(answer, undefined, {}, (error) => (error === null ? resolve() : reject(error)));
  });
}
