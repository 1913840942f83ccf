import type { Line, World } from '@pulse-stream/pipeline';
import { BatchCrew, type BatchOutput } from '@pulse-stream/pipeline/internal';
import { decodeWorld } from '../chunk/world-bytes.ts';
import { computeCarefully, type CarefulOptions } from './careful-process.ts';
import type { Compute, NamedBytes } from './worker.ts';

/** Worlds that are kept: the jobs of a cluster mostly come one after the other. */
const MOST_WORLDS = 3;

interface Known {
  readonly world: World;
  readonly bytes: Uint8Array;
  readonly crew: BatchCrew;
  /** Batches at work. */
  busy: number;
}

/** Worker threads that compute for any job: for each world a crew, made when it is first asked for. */
export class ThreadCompute implements Compute {
  readonly #jobs: number;
  readonly #options: CarefulOptions;
  /** By SHA-256, the one used last comes last. */
  readonly #known = new Map<string, Known>();

  /** @param jobs threads of a crew */
  constructor(jobs: number, options: CarefulOptions) {
    this.#jobs = jobs;
    this.#options = options;
  }

  knows(sha256: string): boolean {
    return this.#known.has(sha256);
  }

  async compute(
    named: NamedBytes,
    lines: readonly Line[],
    isCareful: boolean,
    take: (piece: BatchOutput) => void,
  ): Promise<void> {
    const known = this.#find(named);
    known.busy += 1;
    try {
      if (isCareful) await computeCarefully(known.world, known.bytes, lines, this.#options, take);
      else await known.crew.compute({ lines, blank: 0 }, take);
    } finally {
      known.busy -= 1;
    }
  }

  /** Ends all threads. */
  async close(): Promise<void> {
    await Promise.all([...this.#known.values()].map(({ crew }) => crew.close()));
    this.#known.clear();
  }

  #find({ sha256, bytes }: NamedBytes): Known {
    const found = this.#known.get(sha256) ?? this.#open(bytes);
    this.#known.delete(sha256);
    this.#known.set(sha256, found);
    for (const [key, { crew, busy }] of this.#known) {
      if (this.#known.size <= MOST_WORLDS) break;
      if (busy > 0 || key === sha256) continue;
      this.#known.delete(key);
      void crew.close();
    }
    return found;
  }

  #open(bytes: Uint8Array | null): Known {
    if (bytes === null) throw new Error('a world was asked for that is not there');
    const world = decodeWorld(bytes);
    const { workerFile, heapMegabytes, stallSeconds } = this.#options;
    const crew = new BatchCrew(world, {
      jobs: this.#jobs,
      workerFile,
      workerHeapMegabytes: heapMegabytes,
      workerStallSeconds: stallSeconds,
    });
    return { world, bytes, crew, busy: 0 };
  }
}
