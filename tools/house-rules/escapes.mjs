// House rules on ways round the type checker and the linter.
import ts from 'typescript';
import { findLines, hasComment, lineOf, walk } from './syntax.mjs';
import { isCode, isSource } from './places.mjs';

/** @import { Finding, HouseRule, Source } from './syntax.mjs' */

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

/** @param {string} text */
const escapePattern = (text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * True when a comment stands on the line of the node, on the line above it, or above its statement,
 * or when an earlier line gives one reason for this escape in the rest of the file:
 * "// `as number` below: why".
 * @param {Source} source
 * @param {ts.Node} node
 * @param {string} escape
 */
function hasReason(source, node, escape) {
  const start = lineOf(source, node);
  const end = source.tree.getLineAndCharacterOfPosition(node.end).line + 1;
  /** @type {ts.Node} */
  let statement = node;
  while (!ts.isStatement(statement) && statement.parent !== undefined) statement = statement.parent;
  const places = [start, start - 1, end, end - 1, lineOf(source, statement) - 1];
  const forTheFile = new RegExp(`^\\s*(//|\\*|/\\*\\*).*\`${escapePattern(escape)}\` below: \\S`);
  return (
    places.some((line) => hasComment(source, line)) ||
    source.lines.slice(0, start).some((line) => forTheFile.test(line))
  );
}

/** @type {HouseRule} */
const reasonForEscapes = {
  name: 'reason-for-escapes',
  law: '`as`, non-null `!` and `any` have their reason in a comment on the line or above it',
  appliesTo: isSource,
  check(source) {
    /** @type {Finding[]} */
    const findings = [];
    walk(source.tree, (node) => {
      const escape = escapeOf(node);
      if (escape !== null && !hasReason(source, node, escape))
        findings.push({ line: lineOf(source, node), message: `\`${escape}\` without a reason` });
    });
    return findings;
  },
  bad: [
    { path: 'packages/x/src/a.ts', text: 'const a = b as string;' },
    { path: 'packages/x/src/a.ts', text: 'const a = b!.c;' },
    { path: 'packages/x/src/a.ts', text: 'const a = rows[0]!;' },
    { path: 'packages/x/src/a.ts', text: 'const a = <string>b;' },
    { path: 'packages/x/src/a.ts', text: 'function f(a: any): void {}' },
    { path: 'apps/x/src/a.ts', text: '// far above\n\n\nconst a = b as string;' },
    { path: 'packages/x/src/a.ts', text: '// `as number` below: why\n\n\nconst a = b as string;' },
    { path: 'packages/x/src/a.ts', text: 'const a = b as string;\n\n\n// `as string` below: why' },
  ],
  good: [
    { path: 'packages/x/src/a.ts', text: "const a = ['x'] as const;" },
    { path: 'packages/x/src/a.ts', text: 'const a = rows[0]!; // the loop above ran once' },
    { path: 'packages/x/src/a.ts', text: '// parsed by the schema\nconst a = b as string;' },
    {
      path: 'packages/x/src/a.ts',
      text: '// `as number` below: in range\n\n\nconst a = b[0] as number;',
    },
    { path: 'packages/x/src/a.ts', text: "import { a as b } from './a.ts';\nexport { b as c };" },
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
