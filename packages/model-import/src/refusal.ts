/** Something of a file that cannot be brought over, and what its owner can do. */
export interface Refusal {
  readonly file: string;
  /** 1-based; 1 for the file as a whole. */
  readonly line: number;
  /** What it is, in the words of the file: a function, a variable, a tag. */
  readonly construct: string;
  readonly message: string;
  /** What to do about it. */
  readonly way: string;
}

/** A refusal whose place is known to who throws it, or to who catches it. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly construct: string;
  readonly way: string;
  readonly line: number | null;

  constructor(construct: string, message: string, way: string, line: number | null = null) {
    super(message);
    this.construct = construct;
    this.way = way;
    this.line = line;
  }
}

/** What is done about something that this program does not know. */
export const REPLACE = 'replace it by what it stands for, or remove it, and import again';

/** Longest quotation of a file, and longest message, which may hold some. */
const LONGEST = 80;
const LONGEST_MESSAGE = 400;

/** Text of a file as it may be quoted: one line, not long, nothing a terminal obeys. */
export function quote(text: string, longest = LONGEST): string {
  // only so much is looked at: a file may be one line of megabytes
  const line = text
    .slice(0, 4 * longest)
    .replaceAll(/[\s\p{C}]+/gu, ' ')
    .trim();
  return line.length > longest ? `${line.slice(0, longest - 3)}...` : line;
}

/** Most that is said of one file: whoever mends that imports again. */
const MOST = 100;

/** Enough is wrong with a file: nothing more of it is read. */
export class Enough extends Error {
  override readonly name = 'Enough';
}

/** Collects what is wrong with one file. */
export class Refusals {
  readonly list: Refusal[] = [];
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /**
   * @param place the line of what was worked on, where the refusal does not say its own
   * @throws Enough
   */
  add(place: number | null, { construct, message, way, line: own }: Refused): void {
    const line = own ?? place ?? 1;
    const refusal = {
      file: this.#file,
      line,
      construct: quote(construct),
      message: quote(message, LONGEST_MESSAGE),
      way,
    };
    const isKnown = this.list.some(
      (other) => other.line === line && other.construct === refusal.construct,
    );
    if (isKnown) return;
    this.list.push(refusal);
    if (this.list.length < MOST) return;
    this.list.push({
      ...refusal,
      construct: `after ${MOST} refusals`,
      message: 'the file is read no further',
      way: 'mend what is said, and import again',
    });
    throw new Enough();
  }

  /** Does some work; what it refuses stands at this line, or at that of what is refused. @returns null: refused */
  attempt<Result>(
    line: number | null | ((refused: Refused) => number | null),
    work: () => Result,
  ): Result | null {
    try {
      return work();
    } catch (error) {
      const refused =
        error instanceof RangeError
          ? new Refused('nesting', 'it is nested too deeply', 'split it')
          : error;
      if (!(refused instanceof Refused)) throw error;
      this.add(typeof line === 'function' ? line(refused) : line, refused);
      return null;
    }
  }
}
