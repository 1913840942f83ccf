import { DELAYS, type DelayName } from '../language/delays.ts';
import { ExpressionError } from '../language/expression-error.ts';
import { parseNumber, type NameTable } from '../language/parse-expression.ts';
import type { NumberTree } from '../language/tree.ts';

/** A formula that is a call of a delay. */
export interface DelayCall {
  readonly name: DelayName;
  readonly operands: readonly NumberTree[];
}

const CALL = /^\s*([A-Za-z_][A-Za-z0-9_]*)\s*\((.*)\)\s*$/s;

/**
 * The delay that a formula is.
 * @returns null: it is an ordinary formula
 * @throws ExpressionError what is wrong with an argument, or with their number
 */
export function readDelayCall(source: string, names: NameTable): DelayCall | null {
  const called = CALL.exec(source);
  const name = called?.[1] ?? '';
  if (called === null || !isDelay(name)) return null;
  const from = source.indexOf('(') + 1;
  const parts = splitArguments(source.slice(from, source.lastIndexOf(')')));
  if (parts === null) return null;
  const { usage, operands } = DELAYS[name];
  if (parts.length < operands[0] || parts.length > operands[1])
    throw new ExpressionError(
      `${name} got ${parts.length} value${parts.length === 1 ? '' : 's'}`,
      1,
      `it is used as ${usage}`,
    );
  let column = from;
  const trees = parts.map((part) => {
    // spaces in front keep the columns of messages those of the formula
    const tree = parseNumber(' '.repeat(column) + part, names);
    column += part.length + 1;
    return tree;
  });
  return { name, operands: trees };
}

const isDelay = (name: string): name is DelayName => Object.hasOwn(DELAYS, name);

/** The texts between the commas outside of all parentheses; null: the parentheses do not match. */
function splitArguments(text: string): string[] | null {
  const parts: string[] = [];
  let [depth, from] = [0, 0];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '(' || character === '[') depth += 1;
    else if (character === ')' || character === ']') depth -= 1;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
    if (depth < 0) return null;
  }
  return depth === 0 ? [...parts, text.slice(from)] : null;
}
