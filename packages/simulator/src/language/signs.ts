import { namesIn, NUMBERS, OPERATIONS } from './operations.ts';
import { NEGATIONS } from './operators.ts';

export const MINUS = NUMBERS.negate.syntax;
export const NOT = NEGATIONS.not.syntax;

/** The operations written between their operands, by sign. */
export const BETWEEN = new Map(
  namesIn(OPERATIONS).flatMap((op) => {
    const { syntax } = OPERATIONS[op];
    return syntax.form === 'between' ? [[syntax.sign, { op, ...syntax }] as const] : [];
  }),
);
export type Between = NonNullable<ReturnType<typeof BETWEEN.get>>;

/** A word of the language that cannot be a name. */
export const isKeyword = (text: string): boolean => BETWEEN.has(text) || text === NOT.sign;
