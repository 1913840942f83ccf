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
  let at = 0;
  const match = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  const fault = (message: string, hint?: string): JsonFault => ({ offset: at, message, hint });
  const missing = (what: string): JsonFault => {
    if (at >= text.length) return fault(`the file ends where ${what} is missing`);
    if (text.startsWith('//', at) || text.startsWith('/*', at) || text[at] === '#')
      return fault('JSON has no comments', 'name the file .yaml to use # comments');
    return fault(`${what} is missing before ${JSON.stringify(text[at])}`);
  };
  const skip = (): void => void match(SPACE);

  const list = (depth: number, closer: string, item: () => JsonFault | null): JsonFault | null => {
    if (depth > MODEL_DEPTH) return fault(`nested more than ${MODEL_DEPTH} deep`);
    at++;
    skip();
    if (text[at] === closer) {
      at++;
      return null;
    }
    for (;;) {
      const found = item();
      if (found !== null) return found;
      skip();
      if (text[at] === closer) {
        at++;
        return null;
      }
      if (text[at] !== ',') return missing(`"," or "${closer}"`);
      at++;
      skip();
      if (text[at] === closer) return fault(`a comma before "${closer}" is one too many`);
    }
  };
  const member = (depth: number): JsonFault | null => {
    if (!match(STRING)) return missing('a name in double quotes');
    skip();
    if (text[at] !== ':') return missing('":"');
    at++;
    skip();
    return value(depth);
  };
  const value = (depth: number): JsonFault | null => {
    if (text[at] === '{') return list(depth, '}', () => member(depth + 1));
    if (text[at] === '[') return list(depth, ']', () => value(depth + 1));
    if (text[at] === '"')
      return match(STRING)
        ? null
        : fault('this text has no end, or holds a line break or an unknown escape');
    return match(WORD) || match(NUMBER) ? null : missing('a value');
  };

  skip();
  const found = value(1);
  if (found !== null) return found;
  skip();
  return at < text.length ? fault('something follows the end of the JSON value') : null;
}
