import { FUNCTIONS } from './functions.ts';
import { OPERATIONS } from './operations.ts';
import { CHOICES } from './operators.ts';
import { SHORTHANDS } from './shorthands.ts';

/** Whatever is written as a function: `name(…)`. */
export const CALLS = { ...FUNCTIONS, ...CHOICES, ...SHORTHANDS };

/** All of the language that is no name and no number. */
export const LANGUAGE = { ...OPERATIONS, ...SHORTHANDS };
