import { z } from 'zod';

/** An expression (MODEL.md §2). Expressions are checked when the model is compiled. */
export const Expression = z.string().min(1).max(4000);
/** The same, or a number. */
export const NumberOrExpression = z.union([z.number(), Expression]);
