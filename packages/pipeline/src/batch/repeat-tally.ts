import type { Line } from './line.ts';

/** Lines that say again what an earlier line said. */
export interface Repeats {
  /** Lines that are byte for byte an earlier one: the same config, hence the same numbers. */
  readonly lines: number;
  /** Lines of another text with the id of an earlier one and no seed: they draw the same numbers. */
  readonly ids: number;
  /** false: not every line was compared with every earlier one, so there may be more. */
  readonly isExact: boolean;
}

/** So many lines are remembered: a thousand cost a run a millisecond or two. */
const REMEMBERED_LINES = 1000;
/** Longer lines are not: together they would fill the memory. */
const REMEMBERED_BYTES = 4096;

/** Where no line was repeated so far, one in so many is compared with its neighbour. */
const SAMPLED = 32;

/**
 * Counts repeated lines in bounded memory and next to no time: the first lines are compared with
 * each other, later ones with the line before them, and only some of them as long as nothing was
 * repeated. What is counted depends on the lines, never on how they come.
 */
export class RepeatTally {
  #lines = 0;
  #ids = 0;
  #seen = 0;
  #isExact: boolean;
  /** The last line so far. */
  #last: Uint8Array | null = null;
  readonly #texts = new Set<string>();
  readonly #known = new Set<string>();
  readonly #decoder = new TextDecoder();

  /** @param isWhole false: the run began in the middle of its input */
  constructor(isWhole: boolean) {
    this.#isExact = isWhole;
  }

  /** Counts lines that follow those before, in input order. */
  add(lines: readonly Line[]): void {
    for (let index = 0; index < lines.length; index += 1) {
      const first = lines[index] as Line; // in range
      if (this.#seen >= REMEMBERED_LINES && this.#lines === 0) {
        this.#isExact = false;
        index += SAMPLED - 1 - (first.batchIndex % SAMPLED);
      }
      const line = lines[index];
      const before = index === 0 ? this.#last : bytesOf(lines[index - 1]);
      if (line !== undefined) this.#compare(line, before);
    }
    // a copy: the memory of a line may be used again
    if (lines.length > 0) this.#last = bytesOf(lines.at(-1))?.slice() ?? null;
  }

  #compare({ bytes, cut }: Line, before: Uint8Array | null): void {
    if (cut !== undefined) return; // nothing of it is at hand
    if (before !== null && areEqual(before, bytes)) this.#lines += 1;
    else if (this.#seen >= REMEMBERED_LINES || bytes.length > REMEMBERED_BYTES)
      this.#isExact = false;
    else this.#remember(this.#decoder.decode(bytes));
  }

  counts(): Repeats {
    return { lines: this.#lines, ids: this.#ids, isExact: this.#isExact };
  }

  #remember(text: string): void {
    this.#seen += 1;
    if (this.#texts.has(text)) {
      this.#lines += 1;
      return;
    }
    this.#texts.add(text);
    const id = readId(text);
    if (id === null) return;
    if (this.#known.has(id)) this.#ids += 1;
    this.#known.add(id);
  }
}

const bytesOf = (line: Line | undefined): Uint8Array | null =>
  line === undefined || line.cut !== undefined ? null : line.bytes;

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
}

/** The id of a config that has no seed; null: there is none, or the line is no config. */
function readId(text: string): string | null {
  if (!text.includes('"id"')) return null;
  try {
    const config: unknown = JSON.parse(text);
    if (typeof config !== 'object' || config === null || Object.hasOwn(config, 'seed')) return null;
    const id: unknown = Reflect.get(config, 'id');
    return typeof id === 'string' ? id : null;
  } catch {
    return null; // its record says what is wrong with the line
  }
}
