import { CST, Lexer } from 'yaml';

/** A value inside braces that YAML takes apart: `min(x, 3)` ends for it at the comma. */
export interface CutExpression {
  /** Indexes into the text: the first character, and the one after the last. */
  readonly start: number;
  readonly end: number;
  /** The key it is the value of. */
  readonly key: string;
}

const PAIRS: ReadonlyMap<string, string> = new Map([
  ['flow-map-start', '{'],
  ['flow-seq-start', '['],
]);
/** Tokens of the lexer that stand for no characters. */
const MARKS = new Set(['doc-mode', 'flow-error-end', 'scalar']);

/**
 * Where the text that begins at `start` ends as an expression: before a comma or a bracket that is
 * not its own; `start` itself when no expression can be meant.
 */
function endOfExpression(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if ('"\'#{\\'.includes(character)) return start;
    if ('(['.includes(character)) depth += 1;
    else if (',}'.includes(character) && depth === 0)
      return start + text.slice(start, at).trimEnd().length;
    else if (character === '}') return start;
    else if (')]'.includes(character) && --depth < 0)
      return start + text.slice(start, at).trimEnd().length;
  }
  return start;
}

/**
 * Finds the expressions without quotes inside `{ }` that end for YAML at a comma or a bracket of
 * their own, in the order of the text. What stands in quotes or in a comment is none.
 */
export function findCutExpressions(text: string): CutExpression[] {
  const cuts: CutExpression[] = [];
  const open: string[] = [];
  let at = 0;
  let scalar = '';
  let key: string | null = null;
  let done = 0;
  let isPlain = false;
  for (const token of new Lexer().lex(text)) {
    const type: string = isPlain ? 'plain' : (CST.tokenType(token) ?? 'plain');
    isPlain = type === 'scalar';
    if (MARKS.has(type)) continue;
    const opened = PAIRS.get(type);
    if (opened !== undefined) open.push(opened);
    else if (type === 'flow-map-end' || type === 'flow-seq-end') open.pop();
    if (type === 'map-value-ind') key = open.at(-1) === '{' ? scalar : null;
    else if (type === 'plain') {
      if (key !== null && at >= done) {
        const end = endOfExpression(text, at);
        if (end > at + token.length) {
          cuts.push({ start: at, end, key });
          done = end;
        }
      }
      key = null;
      scalar = token;
    } else if (type !== 'space' && type !== 'newline' && type !== 'comment') key = null;
    at += token.length;
  }
  return cuts;
}

/** The text with every one of these expressions in double quotes. */
export function quoteExpressions(text: string, cuts: readonly CutExpression[]): string {
  let at = 0;
  let quoted = '';
  for (const { start, end } of cuts) {
    quoted += `${text.slice(at, start)}"${text.slice(start, end)}"`;
    at = end;
  }
  return quoted + text.slice(at);
}

/** The index in the text as it was of an index into what `quoteExpressions` made of it. */
export function beforeQuoting(cuts: readonly CutExpression[], index: number): number {
  let added = 0;
  for (const { start, end } of cuts) {
    if (index > start + added) added += 1;
    if (index > end + added) added += 1;
  }
  return index - added;
}
