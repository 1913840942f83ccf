// A worker thread with faults: what a line asks for happens while it is computed.
import { exit, kill, pid } from 'node:process';
import type { Line } from '@pulse-stream/pipeline';
import type { LineProcessor } from '@pulse-stream/pipeline/internal';
import { runWorker } from '../src/workers/run-worker.ts';

const decoder = new TextDecoder();

/** Keeps the thread busy without end. */
function loop(): never {
  for (;;);
}

/** Takes memory without end, in small pieces: the heap is full before anything else is. */
function allocate(): never {
  let kept: unknown = null;
  for (;;) kept = { kept, more: [1.5, 2.5, 3.5] };
}

const FAULTS: Readonly<Record<string, () => void>> = {
  'fault-loop': loop,
  'fault-allocate': allocate,
  'fault-exit': () => exit(0),
  // no thread survives: what an array does that cannot be had
  'fault-abort': () => void kill(pid, 'SIGKILL'),
  'fault-throw': () => {
    throw new Error('a bug');
  },
};

function commit(line: Line): void {
  const text = decoder.decode(line.bytes);
  for (const [name, fault] of Object.entries(FAULTS)) if (text.includes(`"${name}"`)) fault();
}

runWorker((processor): LineProcessor => ({
  ...processor,
  steps(line) {
    commit(line);
    return processor.steps(line);
  },
  express(line, ...given) {
    commit(line);
    return processor.express?.(line, ...given) ?? 0;
  },
}));
