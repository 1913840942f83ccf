/** Something of a file that cannot be brought over, and what its owner can do. */
export interface Refusal {
  readonly file: string;
  /** 1-based; null: it is the file as a whole. */
  readonly line: number | null;
  /** What it is, in the words of the file: a function, a variable, a tag. */
  readonly construct: string;
  readonly message: string;
  /** What to do about it. */
  readonly way: string;
}

/** A refusal that does not know its place yet. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly construct: string;
  readonly way: string;

  constructor(construct: string, message: string, way: string) {
    super(message);
    this.construct = construct;
    this.way = way;
  }
}

/** What is done about something that this program does not know. */
export const REPLACE = 'replace it by what it stands for, or remove it, and import again';

/** Text of a file as it may be quoted: one line, not long, nothing a terminal obeys. */
export function quote(text: string): string {
  const line = text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 77)}...` : line;
}

/** Collects everything that is wrong with one file. */
export class Refusals {
  readonly list: Refusal[] = [];
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  add(line: number | null, { construct, message, way }: Refused): void {
    const refusal = { file: this.#file, line, construct: quote(construct), message, way };
    const isKnown = this.list.some(
      (other) => other.line === line && other.construct === refusal.construct,
    );
    if (!isKnown) this.list.push(refusal);
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
