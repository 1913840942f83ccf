import { hintNearest } from '@pulse-stream/worldstate/internal';
import { FUNCTIONS } from './functions.ts';
import { namesIn } from './operations.ts';

/** Functions of other languages and how to say the same here. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['log', 'the natural logarithm is ln(x)'],
  ['log10', 'write ln(x) / ln(10)'],
  ['pow', 'write x ^ y'],
  ['round', 'write floor(x + 0.5)'],
  ['ceil', 'write -floor(-x)'],
  ['mod', 'write x - y * floor(x / y)'],
  ['if', 'an expression has no branches; use when of a rule'],
]);

/** Names of other languages and how to say the same here. */
const NAMES_ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['pi', 'write 3.141592653589793'],
  ['e', 'write exp(1)'],
  ['t', 'completed turns are read as turn'],
  ['time', 'completed turns are read as turn'],
  ['true', 'a rule without when always applies'],
  ['false', 'leave out what never applies'],
]);

/** What was probably meant by a name that other languages have. */
export function hintName(name: string): string | undefined {
  return NAMES_ELSEWHERE.get(name.toLowerCase());
}

/** What was probably meant by a function that does not exist. */
export function hintFunction(name: string): string | undefined {
  if (name.length > 64) return undefined;
  return ELSEWHERE.get(name) ?? hintNearest(name, namesIn(FUNCTIONS));
}
