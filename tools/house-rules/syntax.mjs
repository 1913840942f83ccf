// Reading TypeScript for the house rules.
import ts from 'typescript';

/**
 * @typedef {object} Source
 * @property {string} path relative to the workspace root, with `/`
 * @property {string} text
 * @property {readonly string[]} lines
 * @property {ts.SourceFile} tree
 */

/**
 * @typedef {object} Finding
 * @property {number} line 1-based
 * @property {string} message what is wrong
 */

/**
 * @typedef {object} HouseRule
 * @property {string} name
 * @property {string} law what holds where the rule applies
 * @property {(path: string) => boolean} appliesTo
 * @property {(source: Source) => Finding[]} check
 * @property {{path: string, text: string}[]} bad snippets that must give a finding
 * @property {{path: string, text: string}[]} good snippets that must not
 */

/**
 * @param {string} path
 * @param {string} text
 * @returns {Source}
 */
export function parse(path, text) {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  return { path, text, lines: text.split('\n'), tree };
}

/**
 * Calls `visit` for every node, parents first.
 * @param {ts.Node} node
 * @param {(node: ts.Node) => void} visit
 */
export function walk(node, visit) {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/**
 * 1-based line on which a node starts.
 * @param {Source} source
 * @param {ts.Node} node
 */
export function lineOf({ tree }, node) {
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
}

/**
 * A finding at every node that `complaint` says something about.
 * @param {Source} source
 * @param {(node: ts.Node) => string | null} complaint
 * @returns {Finding[]}
 */
export function findNodes(source, complaint) {
  /** @type {Finding[]} */
  const findings = [];
  walk(source.tree, (node) => {
    const message = complaint(node);
    if (message !== null) findings.push({ line: lineOf(source, node), message });
  });
  return findings;
}

/**
 * A finding on every line that matches.
 * @param {Source} source
 * @param {RegExp} pattern
 * @param {string} message
 * @returns {Finding[]}
 */
export function findLines({ lines }, pattern, message) {
  return lines.flatMap((line, index) => {
    const match = pattern.exec(line);
    return match === null ? [] : [{ line: index + 1, message: `${match[0].trim()}: ${message}` }];
  });
}

/**
 * Names the file declares or imports at any level: a use of one of them is not the global.
 * @param {Source} source
 */
export function declaredNames({ tree }) {
  const names = new Set();
  walk(tree, (node) => {
    const named =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isImportSpecifier(node) ||
      ts.isImportClause(node) ||
      ts.isNamespaceImport(node) ||
      ts.isBindingElement(node);
    if (named && node.name !== undefined && ts.isIdentifier(node.name)) names.add(node.name.text);
  });
  return names;
}

/**
 * True when the node reads a variable of this name (not a property, key or type of it).
 * @param {ts.Node} node
 * @returns {node is ts.Identifier}
 */
export function isRead(node) {
  if (!ts.isIdentifier(node)) return false;
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  return (
    !ts.isPropertySignature(parent) &&
    !ts.isMethodSignature(parent) &&
    !ts.isMethodDeclaration(parent) &&
    !ts.isPropertyDeclaration(parent) &&
    !ts.isTypeReferenceNode(parent) &&
    !ts.isQualifiedName(parent) &&
    !ts.isLiteralTypeNode(parent)
  );
}

/** Comments of a line: `// …` or a part of a block comment. */
const COMMENT = /\/\/\s*\S|\/\*|^\s*\*/;

/**
 * True when the line (1-based) carries a comment.
 * @param {Source} source
 * @param {number} line
 */
export function hasComment({ lines }, line) {
  return COMMENT.test(lines[line - 1] ?? '');
}
