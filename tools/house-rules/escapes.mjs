// House rules on ways round the type checker and the linter.
import ts from 'typescript';
import { findLines, hasComment, lineOf, walk } from './syntax.mjs';
import { isCode, isSource } from './places.mjs';

/** @import { HouseRule, Source } from './syntax.mjs' */

/**
 * The way round the type checker a node is, as written (`as number`, `!`, `any`), or null.
 * @param {ts.Node} node
 */
function escapeOf(node) {
  if (ts.isNonNullExpression(node)) return '!';
  if (ts.isTypeAssertionExpression(node)) return `<${node.type.getText()}>`;
  if (node.kind === ts.SyntaxKind.AnyKeyword) return 'any';
  if (!ts.isAsExpression(node) || ts.isConstTypeReference(node.type)) return null;
  return `as ${node.type.getText()}`;
}

/**
 * True when a comment stands on the line of the node, on the line above it, or above its statement.
 * @param {Source} source
 * @param {ts.Node} node
 */
function hasReason(source, node) {
  const start = lineOf(source, node);
  const end = source.tree.getLineAndCharacterOfPosition(node.end).line + 1;
  /** @type {ts.Node} */
  let statement = node;
  while (!ts.isStatement(statement) || isBranch(statement)) statement = statement.parent;
  const places = [start, start - 1, end, end - 1, lineOf(source, statement) - 1];
  return places.some((line) => hasComment(source, line));
}

/** `if (a) b;`: b starts where the if starts. @param {ts.Node} statement */
const isBranch = ({ parent }) => ts.isIfStatement(parent) || ts.isIterationStatement(parent, false);

/** How far below "here and below" its first escape may stand. */
const NEAR_LINES = 6;

/**
 * True when an earlier comment gives one reason for this escape in the rest of the file: it says
 * "here and below" at such an escape, or names it: "`as number` below: why".
 * @param {Source} source
 * @param {readonly {escape: string, line: number}[]} escapes all of the file
 * @param {string} escape
 * @param {number} line
 */
function isExplainedAbove(source, escapes, escape, line) {
  return source.lines.slice(0, line).some((text, index) => {
    if (!hasComment(source, index + 1)) return false;
    if (text.includes(`\`${escape}\` below: `)) return true;
    const isNear = (/** @type {{escape: string, line: number}} */ other) =>
      other.escape === escape && other.line > index && other.line <= index + 1 + NEAR_LINES;
    return /here and below/i.test(text) && escapes.some(isNear);
  });
}

/** @type {HouseRule} */
const reasonForEscapes = {
  name: 'reason-for-escapes',
  law: '`as`, non-null `!` and `any` have their reason in a comment on the line or above it',
  appliesTo: isSource,
  check(source) {
    /** @type {{escape: string, line: number, explained: boolean}[]} */
    const escapes = [];
    walk(source.tree, (node) => {
      const escape = escapeOf(node);
      if (escape !== null)
        escapes.push({ escape, line: lineOf(source, node), explained: hasReason(source, node) });
    });
    return escapes
      .filter(
        ({ escape, line, explained }) =>
          !explained && !isExplainedAbove(source, escapes, escape, line),
      )
      .map(({ escape, line }) => ({ line, message: `\`${escape}\` without a reason` }));
  },
  bad: [
    { path: 'packages/x/src/a.ts', text: 'const a = b as string;' },
    { path: 'packages/x/src/a.ts', text: 'const a = b!.c;' },
    { path: 'packages/x/src/a.ts', text: 'const a = rows[0]!;' },
    { path: 'packages/x/src/a.ts', text: 'const a = <string>b;' },
    { path: 'packages/x/src/a.ts', text: 'function f(a: any): void {}' },
    { path: 'apps/x/src/a.ts', text: '// far above\n\n\nconst a = b as string;' },
    {
      path: 'packages/x/src/a.ts',
      text: '// why\nconst a = b as string;\n\nconst c = d as string;',
    },
    {
      path: 'packages/x/src/a.ts',
      text: `// why, here and below\nconst a = b as number;${'\n'.repeat(9)}const c = d as string;`,
    },
    { path: 'packages/x/src/a.ts', text: '// `as string` below: why\n\nconst a = b as number;' },
    { path: 'packages/x/src/a.ts', text: 'const a = b as number;\n\n// `as number` below: why' },
  ],
  good: [
    { path: 'packages/x/src/a.ts', text: "const a = ['x'] as const;" },
    { path: 'packages/x/src/a.ts', text: 'const a = rows[0]!; // the loop above ran once' },
    { path: 'packages/x/src/a.ts', text: '// parsed by the schema\nconst a = b as string;' },
    {
      path: 'packages/x/src/a.ts',
      text: '// why, here and below\nconst a = b as number;\n\nconst c = d as number;',
    },
    {
      path: 'packages/x/src/a.ts',
      text: '// `as number` below: why\n\nconst a = b as number;\n\nconst c = d as number;',
    },
    { path: 'packages/x/src/a.ts', text: "import { a as b } from './a.ts';\nexport { b as c };" },
    { path: 'packages/x/src/a.ts', text: '// why\nif (a)\n  b = c as string;' },
    { path: 'packages/x/src/a.ts', text: 'if (!a && b !== c) stop();' },
    { path: 'packages/x/src/a.test.ts', text: 'const a = b as string;' },
  ],
};

/** @type {HouseRule} */
const reasonForDisabling = {
  name: 'reason-for-disabling',
  law: 'a lint rule is disabled only with a reason, the type checker never',
  // the snippets below would be findings
  appliesTo: (path) => isCode(path) && path !== 'tools/house-rules/escapes.mjs',
  check: (source) => [
    ...findLines(source, /\/[/*]\s*oxlint-disable(?!.*--\s*\S)/, 'give the reason after --'),
    ...findLines(source, /\/[/*]\s*eslint-disable/, 'the linter is oxlint'),
    ...findLines(source, /\/[/*]\s*@ts-(ignore|nocheck)/, 'the type checker is not switched off'),
    ...(isSource(source.path)
      ? findLines(source, /\/[/*]\s*@ts-expect-error/, 'only a test may expect a type error')
      : []),
  ],
  bad: [
    { path: 'packages/x/src/a.ts', text: '// oxlint-disable-next-line no-control-regex' },
    { path: 'packages/x/src/a.ts', text: '// eslint-disable-next-line no-console -- why' },
    { path: 'packages/x/src/a.ts', text: '// @ts-ignore' },
    { path: 'tools/a.mjs', text: '// @ts-nocheck' },
    { path: 'packages/x/src/a.ts', text: '// @ts-expect-error -- why' },
  ],
  good: [
    { path: 'packages/x/src/a.ts', text: '// oxlint-disable-next-line no-control-regex -- wanted' },
    { path: 'packages/x/test/a.test.ts', text: '// @ts-expect-error a string is refused' },
  ],
};

/** @type {HouseRule} */
const nothingUnfinished = {
  name: 'nothing-unfinished',
  law: 'what ships is finished',
  appliesTo: isSource,
  check: (source) => findLines(source, /\b(TODO|FIXME|XXX|HACK|not implemented)\b/, 'unfinished'),
  bad: [
    { path: 'packages/x/src/a.ts', text: '// TODO: later' },
    { path: 'packages/x/src/a.ts', text: "throw new Error('not implemented');" },
  ],
  good: [{ path: 'packages/x/src/a.ts', text: '// what is to be done is done' }],
};

export const ESCAPE_RULES = [reasonForEscapes, reasonForDisabling, nothingUnfinished];
