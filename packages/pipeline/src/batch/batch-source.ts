import type { FramedLine, Framer } from '@pulse-stream/codec';
import type { ByteSource } from '@pulse-stream/worldstate';
import type { PausedSource } from './credit-gate.ts';
import type { Batch, InputPlace, Line } from './line.ts';
import { countRecords, type RunPosition } from './run-position.ts';

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
  /** Guessed costs are cut too, so that the work can be spread. */
  readonly weighing?: LineWeighing | undefined;
  /**
   * A batch waits until it is full or its input ends, and holds at most `maxBytes` unless it is one
   * line: so its borders follow from the bytes of the input alone, however they arrive.
   */
  readonly isWhole?: boolean | undefined;
}

/** How batches are cut by what their lines will cost. */
export interface LineWeighing {
  /** Cost of a line in member-turns. */
  readonly weigh: (bytes: Uint8Array) => number;
  readonly maxWeight: number;
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
  /** Bytes of the inputs before a place, as `bytesRead` counts them; of a packed one, its share. */
  bytesBefore(place: Pick<InputPlace, 'input' | 'offset'> | undefined): number;
  /** Physical lines of the inputs before this one. */
  linesBefore(input: number): number;
  /** Resolves when every input has been given back. */
  closed(): Promise<void>;
}

/** A batch that is being cut. */
interface Cutting {
  readonly lines: Line[];
  blank: number;
  bytes: number;
  weight: number;
  last: FramedLine | undefined;
}

/**
 * Cuts inputs into batches. A batch holds what has arrived, at most `size`: unless it is to be
 * whole it never waits for more lines than there are, so a slow input is answered line by line.
 * Bytes are read only when no whole line is left over from the last read. `read` rejects with
 * whatever a source throws.
 * @param start where an earlier run stopped; the input it names begins there, those before are not read
 */
export function createBatchSource(
  inputs: readonly RunInput[],
  size: BatchSize = BATCH_SIZE,
  start?: RunPosition,
): BatchSource {
  return new SequentialBatches(inputs, size, start);
}

class SequentialBatches implements BatchSource {
  handedLines = 0;
  exhausted = false;
  readonly #inputs: readonly RunInput[];
  readonly #size: BatchSize;
  readonly #closing: Promise<void>[] = [];
  #closed = false;
  #current = 0;
  #framed: readonly FramedLine[] = [];
  #next = 0;
  /** Name of the input the framed lines are of. */
  #name: string | undefined;
  #batchIndex = 0;
  /** Index of the input the framed lines are of. */
  #input = 0;
  /** Bytes of each input that its framer was given (unpacked). */
  readonly #given: number[] = [];
  /** Lines handed out before the first of each input. */
  readonly #linesBefore: number[] = [];

  constructor(inputs: readonly RunInput[], size: BatchSize, start: RunPosition | undefined) {
    this.#inputs = inputs;
    this.#size = size;
    if (start === undefined) return;
    this.#current = start.input;
    this.#input = start.input;
    this.#linesBefore[start.input] = start.lines - start.line;
    this.#given[start.input] = start.offset;
    this.#batchIndex = countRecords(start);
    this.handedLines = start.lines;
  }

  get bytesRead(): number {
    return this.#inputs.reduce((sum, { source }) => sum + source.bytesRead, 0);
  }

  async read(): Promise<Batch | null> {
    const cutting: Cutting = { lines: [], blank: 0, bytes: 0, weight: 0, last: undefined };
    for (;;) {
      while (this.#next >= this.#framed.length) {
        // no batch goes from one input on into the next
        if (cutting.last !== undefined && this.#current !== this.#input) return this.#end(cutting);
        const input = this.#inputs[this.#current];
        if (input === undefined) {
          // what was closed before its end says that it ends too
          this.exhausted ||= !this.#closed;
          return null;
        }
        this.#input = this.#current;
        this.#linesBefore[this.#input] ??= this.handedLines;
        this.#framed = await this.#readLines(input);
        this.#next = 0;
        this.#name = input.name;
      }
      const isFull = this.#cut(cutting);
      if (isFull || this.#size.isWhole !== true) return this.#end(cutting);
    }
  }

  bytesBefore(place: Pick<InputPlace, 'input' | 'offset'> | undefined): number {
    if (place === undefined) return 0;
    let bytes = 0;
    for (const [index, { source }] of this.#inputs.slice(0, place.input + 1).entries()) {
      const given = this.#given[index] ?? 0;
      const share = index < place.input || given === 0 ? 1 : Math.min(1, place.offset / given);
      bytes += source.bytesRead * share;
    }
    return bytes;
  }

  linesBefore(input: number): number {
    return this.#linesBefore[input] ?? 0;
  }

  close(): void {
    this.#closed = true;
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
    if (chunk !== null) {
      this.#given[this.#input] = (this.#given[this.#input] ?? 0) + chunk.length;
      return framer.push(chunk);
    }
    this.#closing.push(source.close());
    this.#current += 1;
    return framer.end();
  }

  /** Takes framed lines as long as there are some and the batch has room. @returns whether it is full */
  #cut(cutting: Cutting): boolean {
    const { maxLines, maxBytes, weighing, isWhole } = this.#size;
    const { weigh, maxWeight = Infinity } = weighing ?? {};
    const { lines } = cutting;
    for (;;) {
      if (lines.length + cutting.blank >= maxLines) return true;
      if (cutting.bytes >= maxBytes || cutting.weight >= maxWeight) return true;
      const framed = this.#framed[this.#next];
      if (framed === undefined) return false;
      const { length } = framed.bytes;
      if (isWhole === true && lines.length > 0 && cutting.bytes + length > maxBytes) return true;
      this.#next += 1;
      cutting.last = framed;
      cutting.bytes += length;
      if (framed.blank) {
        cutting.blank += 1;
        continue;
      }
      lines.push(this.#number(framed));
      cutting.weight += weigh?.(framed.bytes) ?? 0;
    }
  }

  #end({ lines, blank, weight, last }: Cutting): Batch {
    this.handedLines += lines.length + blank;
    // Not empty: a cut ends after a framed line.
    const end = { input: this.#input, offset: last?.end ?? 0, line: last?.line ?? 0 };
    return { lines, blank, weight, end };
  }

  #number(framed: FramedLine): Line {
    const batchIndex = this.#batchIndex;
    this.#batchIndex += 1;
    const { line, bytes, end } = framed;
    const cut = framed.tooLarge || framed.broken !== null ? framed : undefined;
    return { line, batchIndex, bytes, source: this.#name, input: this.#input, end, cut };
  }
}
