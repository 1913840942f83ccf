// What the annotations of a function of numbers say of its parameters and result.
import ts from 'typescript';

/**
 * @typedef {import('./number-modules.mjs').NumberFunction} NumberFunction
 * @typedef {import('./number-scope.mjs').Binding} Binding
 * @typedef {import('../packages/simulator/src/wasm/instructions.ts').Signature} Signature
 */

/** Functions of at most so many nodes of syntax, without loops, are written where they are called. */
const MOST_INLINED = 240;

/** @type {Readonly<Record<string, string>>} what the annotation of a parameter or result makes of it */
export const ANNOTATED = { number: 'd', Whole: 'i', boolean: 'b', void: '' };

/** @param {NumberFunction} wanted @param {number} place @param {string} types @param {number} local @returns {Binding} */
export function bindingOf({ node }, place, types, local) {
  const annotation = node.parameters[place]?.type?.getText() ?? '';
  if (annotation.endsWith('Array'))
    return { kind: 'array', element: annotation, local, address: 0 };
  if (annotation === 'boolean') return { kind: 'local', type: 'b', local };
  return { kind: 'local', type: types[place] === 'i' ? 'i' : 'd', local };
}

/** @param {NumberFunction} wanted @returns {Signature} */
export function signatureOf({ node }) {
  const types = node.parameters.map(({ type }) => {
    const text = type?.getText() ?? '';
    if (text.endsWith('Array') || text === 'boolean') return 'i';
    return ANNOTATED[text] ?? 'd';
  });
  const result = ANNOTATED[node.type?.getText() ?? 'void'] ?? 'd';
  return `${types.join('')}>${result.replace('b', 'i')}`;
}

/** @param {NumberFunction} wanted */
export function isInlined({ node }) {
  let nodes = 0;
  let hasLoop = false;
  /** @param {ts.Node} at */
  const count = (at) => {
    nodes += 1;
    hasLoop ||= ts.isIterationStatement(at, false);
    ts.forEachChild(at, count);
  };
  if (node.body !== undefined) count(node.body);
  return !hasLoop && nodes <= MOST_INLINED;
}
