import { FUNCTIONS } from './functions.ts';
import { ARITHMETIC, CHOICES, COMPARISONS, JUNCTIONS, NEGATIONS } from './operators.ts';

/** Every operation whose value is a number. */
export const NUMBERS = { ...ARITHMETIC, ...FUNCTIONS };

/** Every operation whose value is true or false. */
export const CONDITIONS = { ...COMPARISONS, ...JUNCTIONS, ...NEGATIONS };

/** Every operation of the language, the rows of six tables. */
export const OPERATIONS = { ...NUMBERS, ...CHOICES, ...CONDITIONS };

/** Whether a name is one of a table's. */
export function isIn<T extends object>(table: T, name: string): name is keyof T & string {
  return Object.hasOwn(table, name);
}

/** The names of a table, in order. */
export function namesIn<T extends object>(table: T): (keyof T & string)[] {
  return Object.keys(table) as (keyof T & string)[]; // a table has no other keys
}
