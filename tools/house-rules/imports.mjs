// Which packages a file imports, and whether it may.
import ts from 'typescript';
import { lineOf, parse, walk } from './syntax.mjs';

/**
 * Names of the packages a file imports, `node:*` and relative paths left out.
 * @param {string} path
 * @param {string} text
 * @returns {{name: string, line: number}[]}
 */
export function importedPackages(path, text) {
  const source = parse(path, text);
  /** @type {{name: string, line: number}[]} */
  const found = [];
  walk(source.tree, (node) => {
    const specifier = specifierOf(node);
    if (specifier === null || /^(\.|node:)/.test(specifier)) return;
    const [scope = '', name = ''] = specifier.split('/');
    found.push({
      name: scope.startsWith('@') ? `${scope}/${name}` : scope,
      line: lineOf(source, node),
    });
  });
  return found;
}

/**
 * What a node imports: `import … from`, `export … from`, `import(…)`, `typeof import(…)`.
 * @param {ts.Node} node
 * @returns {string | null}
 */
function specifierOf(node) {
  /** @type {ts.Node | undefined} */
  let specifier;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node))
    specifier = node.moduleSpecifier;
  else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    specifier = node.argument.literal;
  else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    [specifier] = node.arguments;
  return specifier !== undefined && ts.isStringLiteralLike(specifier) ? specifier.text : null;
}
