import { fork, type ChildProcess } from 'node:child_process';
import type { Line, World } from '@pulse-stream/pipeline';
import { failLine, type BatchOutput } from '@pulse-stream/pipeline/internal';
import { encodeLines } from '../chunk/chunk-order.ts';

/** How the process of a suspect is started. */
export interface CarefulOptions {
  /** Program of the process; absent: `careful-entry.js` beside this file. */
  readonly carefulFile?: string | undefined;
  /** Program of its worker thread, for bundlers. */
  readonly workerFile?: URL | string | undefined;
  /** Most heap of it, MiB. */
  readonly heapMegabytes: number;
  /** It is ended when it shows no progress for so long. */
  readonly stallSeconds: number;
}

/** What such a process is given. */
export interface CarefulStart {
  readonly world: Uint8Array;
  readonly lines: Uint8Array;
  readonly workerFile: string | undefined;
  readonly heapMegabytes: number;
  readonly stallSeconds: number;
}

/** What it says of one line after the other. */
export type CarefulAnswer = Pick<BatchOutput, 'bytes' | 'outcomes' | 'warnings'>;

/** Beside the stall of a thread, which the process sees itself. */
const GRACE_SECONDS = 30;

/**
 * Computes lines that may have cost workers, scenario by scenario in a process of its own. One that
 * the process does not survive becomes a failure record `worker-crashed`, and the next process goes
 * on behind it.
 * @param take called with the output of one line after the other
 */
export async function computeCarefully(
  world: World,
  worldBytes: Uint8Array,
  lines: readonly Line[],
  options: CarefulOptions,
  take: (piece: BatchOutput) => void,
): Promise<void> {
  let done = 0;
  while (done < lines.length) {
    const how = await runOnce(worldBytes, lines.slice(done), options, (answer) => {
      const line = lines[done];
      if (line === undefined) return;
      take({ ...answer, lines: [line], blank: 0 });
      done += 1;
    });
    const suspect = lines[done];
    if (suspect === undefined) continue;
    take(failLine(world, suspect, { how }));
    done += 1;
  }
}

/** Resolves when the process has ended. */
function runOnce(
  world: Uint8Array,
  lines: readonly Line[],
  { carefulFile, workerFile, heapMegabytes, stallSeconds }: CarefulOptions,
  take: (answer: CarefulAnswer) => void,
): Promise<'exit' | 'stalled'> {
  return new Promise((resolve) => {
    const child: ChildProcess = fork(
      carefulFile ?? new URL('./careful-entry.js', import.meta.url),
      [],
      {
        serialization: 'advanced',
        execArgv: [`--max-old-space-size=${heapMegabytes}`],
        // it needs to know nothing of this machine
        env: {},
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      },
    );
    let how: 'exit' | 'stalled' = 'exit';
    const watch = setTimeout(
      () => {
        how = 'stalled';
        child.kill('SIGKILL');
      },
      (stallSeconds + GRACE_SECONDS) * 1000,
    );
    child.on('message', (answer) => {
      watch.refresh();
      take(answer as CarefulAnswer); // what the program of the process sends
    });
    // it could not be started, or sent to: its end says the rest
    child.on('error', () => child.kill('SIGKILL'));
    child.on('close', () => {
      clearTimeout(watch);
      resolve(how);
    });
    const start: CarefulStart = {
      world,
      lines: encodeLines(lines),
      workerFile: workerFile === undefined ? undefined : String(workerFile),
      heapMegabytes,
      stallSeconds,
    };
    child.send(start);
  });
}
