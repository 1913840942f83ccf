/** The first place where a text stops being JSON. */
export interface JsonFault {
  /** Index into the text. */
  readonly offset: number;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** Deepest nesting of a model file; far more than any model has. */
export const MODEL_DEPTH = 64;

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// oxlint-disable-next-line no-control-regex -- control characters are what JSON forbids
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /true|false|null/y;

/**
 * Finds what is wrong with the syntax of a JSON text, in words of our own and with its place, which
 * the JavaScript engine does not give.
 * @returns null when the text is one JSON value
 */
export function findJsonFault(text: string): JsonFault | null {
  return new FaultFinder(text).find();
}

/** Reads a text from its beginning, as far as it is JSON. */
class FaultFinder {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  find(): JsonFault | null {
    this.#skip();
    const found = this.#value(1);
    if (found !== null) return found;
    this.#skip();
    if (this.#at >= this.#text.length) return null;
    return this.#fault('something follows the end of the JSON value');
  }

  #value(depth: number): JsonFault | null {
    if (this.#isNext('{')) return this.#list(depth, '}', () => this.#member(depth + 1));
    if (this.#isNext('[')) return this.#list(depth, ']', () => this.#value(depth + 1));
    if (this.#isNext('"'))
      return this.#match(STRING)
        ? null
        : this.#fault('this text has no end, or holds a line break or an unknown escape');
    return this.#match(WORD) || this.#match(NUMBER) ? null : this.#missing('a value');
  }

  #member(depth: number): JsonFault | null {
    if (!this.#match(STRING)) return this.#missing('a name in double quotes');
    this.#skip();
    if (!this.#take(':')) return this.#missing('":"');
    this.#skip();
    return this.#value(depth);
  }

  #list(depth: number, closer: string, item: () => JsonFault | null): JsonFault | null {
    if (depth > MODEL_DEPTH) return this.#fault(`nested more than ${MODEL_DEPTH} deep`);
    this.#at++;
    this.#skip();
    if (this.#take(closer)) return null;
    for (;;) {
      const found = item();
      if (found !== null) return found;
      this.#skip();
      if (this.#take(closer)) return null;
      if (!this.#take(',')) return this.#missing(`"," or "${closer}"`);
      this.#skip();
      if (this.#isNext(closer)) return this.#fault(`a comma before "${closer}" is one too many`);
    }
  }

  #isNext(character: string): boolean {
    return this.#text[this.#at] === character;
  }

  /** Goes past a character, if it is the next. */
  #take(character: string): boolean {
    if (!this.#isNext(character)) return false;
    this.#at++;
    return true;
  }

  #match(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }

  #skip(): void {
    this.#match(SPACE);
  }

  #fault(message: string, hint?: string): JsonFault {
    return { offset: this.#at, message, hint };
  }

  #missing(what: string): JsonFault {
    const rest = this.#text.slice(this.#at, this.#at + 2);
    if (rest === '') return this.#fault(`the file ends where ${what} is missing`);
    if (rest === '//' || rest === '/*' || rest.startsWith('#'))
      return this.#fault('JSON has no comments', 'name the file .yaml to use # comments');
    return this.#fault(`${what} is missing before ${JSON.stringify(rest[0])}`);
  }
}
