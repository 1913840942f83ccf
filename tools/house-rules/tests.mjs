// House rules on tests.
import ts from 'typescript';
import { findNodes } from './syntax.mjs';
import { isTest } from './places.mjs';

/** @import { HouseRule } from './syntax.mjs' */

const path = 'packages/x/src/a.test.ts';
const appliesTo = (/** @type {string} */ file) =>
  (isTest(file) || /^tools\/test\/[^/]+\.test\.ts$/.test(file)) && file.endsWith('.test.ts');

/**
 * The word a call starts with: `test` for test(…), test.each(…)(…), it.skip(…).
 * @param {ts.CallExpression} call
 */
function rootOf(call) {
  /** @type {ts.Expression} */
  let callee = call.expression;
  while (ts.isPropertyAccessExpression(callee) || ts.isCallExpression(callee))
    callee = callee.expression;
  return ts.isIdentifier(callee) ? callee.text : '';
}

/** @param {ts.Node} node @returns {node is ts.CallExpression} */
const isTestCall = (node) => ts.isCallExpression(node) && /^(test|it)$/.test(rootOf(node));

/** @type {HouseRule} */
const namesAreLaws = {
  name: 'test-names-are-laws',
  law: 'a test is named after the law it shows, never "should"',
  appliesTo,
  check: (source) =>
    findNodes(source, (node) => {
      if (!isTestCall(node)) return null;
      const [title] = node.arguments;
      const text = title !== undefined && ts.isStringLiteralLike(title) ? title.text : '';
      return /\bshould\b/i.test(text) ? `"${text}"` : null;
    }),
  bad: [{ path, text: "test('it should clamp', () => {});" }],
  good: [{ path, text: "test('a value out of bounds is clamped', () => {});" }],
};

/** @type {HouseRule} */
const nothingSkipped = {
  name: 'no-skipped-tests',
  law: 'no test is skipped, focused or postponed',
  appliesTo,
  check: (source) =>
    findNodes(source, (node) =>
      ts.isPropertyAccessExpression(node) &&
      /^(skip|only|todo|fails)$/.test(node.name.text) &&
      /^(test|it|describe|suite)\b/.test(node.expression.getText())
        ? `.${node.name.text}`
        : null,
    ),
  bad: [
    { path, text: "test.skip('a', () => {});" },
    { path, text: "describe.only('a', () => {});" },
    { path, text: "it.todo('a');" },
  ],
  good: [{ path, text: "test.each([1])('a %d', () => {}); items.skip(1);" }],
};

/** @type {HouseRule} */
const noEarlyReturn = {
  name: 'no-early-return',
  law: 'a test never returns early: what it did not look at would count as shown',
  appliesTo,
  check: (source) =>
    findNodes(source, (node) => {
      if (!ts.isReturnStatement(node)) return null;
      /** @type {ts.Node} */
      let owner = node.parent;
      while (owner !== undefined && !ts.isFunctionLike(owner)) owner = owner.parent;
      return owner !== undefined && isTestCall(owner.parent) ? 'return inside a test' : null;
    }),
  bad: [{ path, text: "test('a', () => { if (!built) return; expect(1).toBe(1); });" }],
  good: [
    { path, text: "test('a', () => { const f = () => { return 1; }; expect(f()).toBe(1); });" },
  ],
};

/** @type {HouseRule} */
const flatDescribe = {
  name: 'one-describe-level',
  law: 'at most one level of describe',
  appliesTo,
  check: (source) =>
    findNodes(source, (node) => {
      if (!ts.isCallExpression(node) || rootOf(node) !== 'describe') return null;
      /** @type {ts.Node} */
      let inner = node;
      for (let outer = node.parent; outer !== undefined; inner = outer, outer = outer.parent)
        if (
          ts.isCallExpression(outer) &&
          outer.expression !== inner && // the first call of describe.each(…)(…)
          rootOf(outer) === 'describe' &&
          ts.isFunctionLike(outer.arguments.at(-1) ?? outer)
        )
          return 'describe inside describe';
      return null;
    }),
  bad: [{ path, text: "describe('a', () => { describe('b', () => {}); });" }],
  good: [
    { path, text: "describe('a', () => { test('b', () => {}); }); describe('c', () => {});" },
    { path, text: "describe.each([1])('a %s', () => { test('b', () => {}); });" },
  ],
};

export const TEST_RULES = [namesAreLaws, nothingSkipped, noEarlyReturn, flatDescribe];
