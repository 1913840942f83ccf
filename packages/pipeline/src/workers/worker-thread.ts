// The only file of this package that touches Node: it starts threads and is heard by them.
import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { parentPort, Worker, workerData } from 'node:worker_threads';

/** How a thread is started. */
export interface ThreadStart {
  /** Program of the thread; absent: `worker-entry.js` beside this file. */
  readonly file?: URL | string | undefined;
  /** Handed over once, as structured clone. */
  readonly data: unknown;
  /** Most memory of its heap, MiB; more ends the thread and nothing else. */
  readonly heapMegabytes: number;
}

/** How a thread ended; `stalled`: it was ended because it made no progress. */
export interface ThreadEnding {
  readonly how: 'memory' | 'error' | 'exit' | 'stalled';
  /** What it threw. */
  readonly error?: unknown;
}

/** What a thread has to say. */
export interface ThreadEvents {
  readonly onMessage: (message: unknown) => void;
  /** Called once, when the thread has ended, however it did; after its last message. */
  readonly onEnd: (ending: ThreadEnding) => void;
}

/** A thread as the one that started it sees it. */
export interface Thread {
  post(message: unknown, transfer: readonly ArrayBuffer[]): void;
  /**
   * Ends it wherever it is.
   * @returns (resolves when it has ended) what is to be called when all that are being ended have
   */
  end(): Promise<EndQuiet>;
}

/** Gives the process back what it did without while threads ended. */
export type EndQuiet = () => void;

/** Room for new objects: Node's own takes 45 MiB more of every worker and wins no time here. */
const YOUNG_MEGABYTES = 12;

/** Starts a thread. Does not throw: a thread that cannot be started ends. */
export function startThread(start: ThreadStart, { onMessage, onEnd }: ThreadEvents): Thread {
  const { file = new URL('./worker-entry.js', import.meta.url), data, heapMegabytes } = start;
  let worker: Worker;
  try {
    worker = new Worker(file, {
      workerData: data,
      resourceLimits: {
        maxYoungGenerationSizeMb: YOUNG_MEGABYTES,
        maxOldGenerationSizeMb: heapMegabytes,
      },
      // nothing that a thread prints may reach the records
      stdout: true,
      stderr: true,
    });
  } catch (error) {
    queueMicrotask(() => onEnd(describe(error)));
    return { post: () => undefined, end: () => Promise.resolve(() => undefined) };
  }
  let ending: ThreadEnding = { how: 'exit' };
  worker.on('message', onMessage);
  worker.on('error', (error) => (ending = describe(error)));
  worker.on('exit', () => onEnd(ending));
  return {
    post: (message, transfer) => worker.postMessage(message, [...transfer]),
    end: async () => {
      markAtOnce(true);
      await worker.terminate();
      return () => markAtOnce(false);
    },
  };
}

/**
 * Node 20 takes a thread off its books before the compiler of that thread has stopped in the
 * background; when that compiler then allocates and asks for a step of incremental marking, the
 * process is aborted, with all its output written: one run of fifteen on a busy machine. Without
 * such steps nobody asks. The setting is one of the whole process, so it lasts no longer than the
 * endings do.
 */
function markAtOnce(isOn: boolean): void {
  setFlagsFromString(isOn ? '--no-incremental-marking' : '--incremental-marking');
}

function describe(error: unknown): ThreadEnding {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return { how: code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : 'error', error };
}

/** Processor cores this process may use. */
export function countCores(): number {
  return availableParallelism();
}

/** What the starter of this thread handed over, and how to speak with it. */
export interface Parent {
  readonly data: unknown;
  send(message: unknown, transfer: readonly ArrayBuffer[]): void;
  hear(listen: (message: unknown) => void): void;
}

/** The one that started this thread. */
export function findParent(): Parent {
  const port = parentPort;
  if (port === null) throw new Error('this program runs as a worker thread');
  return {
    data: workerData,
    send: (message, transfer) => port.postMessage(message, [...transfer]),
    hear: (listen) => void port.on('message', listen),
  };
}
