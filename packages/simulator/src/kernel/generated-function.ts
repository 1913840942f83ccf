import { CALLED } from '../language/write-operation.ts';

/**
 * Makes functions of generated texts: indexes, operators and number literals that this package
 * wrote; no name or text of a model or a config is ever part of them.
 * @param constants what the texts read besides the elementary functions, by name
 * @param parameters of every function
 * @param bodies one per function
 * @returns null where the host forbids code from strings
 */
export function makeFunctions(
  constants: Readonly<Record<string, unknown>>,
  parameters: readonly string[],
  bodies: readonly string[],
): readonly ((...values: never[]) => unknown)[] | null {
  const all = { ...CALLED, ...constants };
  // Constants of the enclosing function are constants to the optimising compiler: typed arrays
  // become addresses and their bounds are checked once, when the code is made.
  // The parentheses tell the engine that the function is called at once: it is parsed one time less.
  const functions = bodies.map((body) => `(function (${parameters.join(', ')}) {\n${body}\n})`);
  const text = `"use strict";
const { ${Object.keys(all).join(', ')} } = all;
return [${functions.join(',\n')}];`;
  try {
    // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- made of indexes and numbers
    return new Function('all', text)(all);
  } catch (error) {
    // EvalError: the host was started with --disallow-code-generation-from-strings or has such a
    // policy. RangeError: the text is too deep for the engine's parser.
    if (error instanceof EvalError || error instanceof RangeError) return null;
    throw error;
  }
}
