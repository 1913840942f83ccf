import type { FramedLine, Framer } from '@pulse-stream/codec';
import type { ByteSource } from '@pulse-stream/worldstate';
import type { PausedSource } from './credit-gate.ts';
import type { Batch, Line } from './line.ts';

/** One input of a run. */
export interface RunInput {
  /** Printed as `source` in its records; absent: not printed. */
  readonly name?: string | undefined;
  readonly source: ByteSource;
  /** Cuts its bytes into lines; a new one for every source. */
  readonly framer: Framer;
}

/** Where a batch is cut. */
export interface BatchSize {
  readonly maxLines: number;
  readonly maxBytes: number;
}

/** Small enough to flow, large enough that the cost per batch vanishes (PERFORMANCE.md §2). */
export const BATCH_SIZE: BatchSize = { maxLines: 512, maxBytes: 64 * 1024 };

/** Batches of lines, cut from inputs that are read one after the other, only when asked. */
export interface BatchSource extends PausedSource<Batch> {
  readonly bytesRead: number;
  /** Physical lines in the batches handed out so far. */
  readonly handedLines: number;
  /** true once there is nothing left to hand out. */
  readonly exhausted: boolean;
  /** Resolves when every input has been given back. */
  closed(): Promise<void>;
}

/**
 * Cuts inputs into batches. A batch holds what has arrived, at most `size`: it never waits for more
 * lines than there are, so a slow input is answered line by line. Bytes are read only when no whole
 * line is left over from the last read. `read` rejects with whatever a source throws.
 */
export function createBatchSource(
  inputs: readonly RunInput[],
  size: BatchSize = BATCH_SIZE,
): BatchSource {
  return new SequentialBatches(inputs, size);
}

class SequentialBatches implements BatchSource {
  handedLines = 0;
  exhausted = false;
  readonly #inputs: readonly RunInput[];
  readonly #size: BatchSize;
  readonly #closing: Promise<void>[] = [];
  #current = 0;
  #framed: readonly FramedLine[] = [];
  #next = 0;
  /** Name of the input the framed lines are of. */
  #name: string | undefined;
  #batchIndex = 0;

  constructor(inputs: readonly RunInput[], size: BatchSize) {
    this.#inputs = inputs;
    this.#size = size;
  }

  get bytesRead(): number {
    return this.#inputs.reduce((sum, { source }) => sum + source.bytesRead, 0);
  }

  async read(): Promise<Batch | null> {
    while (this.#next >= this.#framed.length) {
      const input = this.#inputs[this.#current];
      if (input === undefined) {
        this.exhausted = true;
        return null;
      }
      this.#framed = await this.#readLines(input);
      this.#next = 0;
      this.#name = input.name;
    }
    return this.#cut();
  }

  close(): void {
    for (const { source } of this.#inputs.slice(this.#current)) this.#closing.push(source.close());
    this.#current = this.#inputs.length;
  }

  async closed(): Promise<void> {
    // An input that cannot be given back has been read all the same.
    await Promise.allSettled(this.#closing);
  }

  /** The lines that the next bytes complete; at the end of the input, what is left of it. */
  async #readLines({ source, framer }: RunInput): Promise<readonly FramedLine[]> {
    const chunk = await source.read();
    if (chunk !== null) return framer.push(chunk);
    this.#closing.push(source.close());
    this.#current += 1;
    return framer.end();
  }

  #cut(): Batch {
    const { maxLines, maxBytes } = this.#size;
    const lines: Line[] = [];
    let blank = 0;
    let bytes = 0;
    while (lines.length + blank < maxLines && bytes < maxBytes) {
      const framed = this.#framed[this.#next];
      if (framed === undefined) break;
      this.#next += 1;
      bytes += framed.bytes.length;
      if (framed.blank) blank += 1;
      else lines.push(this.#number(framed));
    }
    this.handedLines += lines.length + blank;
    return { lines, blank };
  }

  #number(framed: FramedLine): Line {
    const batchIndex = this.#batchIndex;
    this.#batchIndex += 1;
    const { line, bytes } = framed;
    const cut = framed.tooLarge || framed.broken !== null ? framed : undefined;
    return { line, batchIndex, bytes, source: this.#name, cut };
  }
}
