// The house rules that no linter has: each says where it applies, what it finds and what proves it.
import { DOCUMENTATION_RULES } from './documentation.mjs';
import { ESCAPE_RULES } from './escapes.mjs';
import { MODULE_RULES } from './modules.mjs';
import { PURITY_RULES } from './purity.mjs';
import { parse } from './syntax.mjs';
import { TEST_RULES } from './tests.mjs';

/** @import { HouseRule } from './syntax.mjs' */

/** @type {readonly HouseRule[]} */
export const HOUSE_RULES = [
  ...MODULE_RULES,
  ...ESCAPE_RULES,
  ...PURITY_RULES,
  ...TEST_RULES,
  ...DOCUMENTATION_RULES,
];

/**
 * Findings of one rule in one file, as `path:line message`.
 * @param {HouseRule} rule
 * @param {string} path relative to the root
 * @param {string} text
 */
export function apply(rule, path, text) {
  if (!rule.appliesTo(path)) return [];
  return rule.check(parse(path, text)).map(({ line, message }) => `${path}:${line} ${message}`);
}
