import { hintNearest } from '@pulse-stream/worldstate/internal';
import { CLOCK } from './clock.ts';
import { CALLS } from './calls.ts';
import { DELAYS } from './delays.ts';
import { isIn, namesIn } from './operations.ts';

/** What can be written where a name was not understood. */
interface KnownNames {
  readonly meanings: ReadonlyMap<string, { readonly kind: string }>;
  readonly turn: boolean;
  readonly clock: boolean;
}

/** Nobody meant a name longer than a name can be, and looking for it would take long. */
const LONGEST = 64;

/** Functions of other languages and how to say the same here. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['arctan', 'write atan(x)'],
  ['integer', 'write trunc(x)'],
  ['modulo', 'write mod(x, m)'],
  ['ifelse', 'write if(condition, a, b)'],
  ['if_then_else', 'write if(condition, a, b)'],
  ['logit', 'write ln(x / (1 - x))'],
  ['log', 'the natural logarithm is ln(x)'],
  ['pow', 'write x ^ y'],
  ['ceil', 'write -floor(-x)'],
]);

/** Names of other languages and how to say the same here. */
const NAMES_ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['e', 'write exp(1)'],
  ['t', 'completed turns are read as turn'],
  ['time', 'completed turns are read as turn'],
  ['true', 'a rule without when always applies'],
  ['false', 'leave out what never applies'],
]);

/** What was probably meant by a name that nobody declared. */
export function hintName(name: string, { meanings, turn, clock }: KnownNames): string | undefined {
  if (name.length > LONGEST) return undefined;
  const known = [...meanings.keys(), ...(turn ? ['turn'] : []), ...(clock ? namesIn(CLOCK) : [])];
  return NAMES_ELSEWHERE.get(name.toLowerCase()) ?? hintNearest(name, known);
}

/** What was probably meant by a function that does not exist. */
export function hintFunction(name: string, { meanings }: KnownNames): string | undefined {
  if (name.length > LONGEST) return undefined;
  const tables = [...meanings].flatMap(([known, { kind }]) => (kind === 'table' ? [known] : []));
  if (isIn(DELAYS, name))
    return `a delay is the whole formula of a value: give it one of its own, ${DELAYS[name].usage}`;
  return ELSEWHERE.get(name) ?? hintNearest(name, [...namesIn(CALLS), ...tables]);
}
