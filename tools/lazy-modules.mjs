// What the bundle of the command does to modules that are dear to load: they are loaded when something
// of them is first used, and so are made the constants that take something of them to make. A run of
// plain lines needs no schema, no hash and no gzip; zod and the schemas of nine packages alone cost
// half of a start.
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** Begins the names of the modules that load another when it is first needed. */
export const LAZY = 'lazy:';

/**
 * @typedef {{at: number, end: number, text: string}} Edit
 * @typedef {{file: string, own: string}} Place where a name is declared, and as what
 * @typedef {(door: string, name: string) => Place | undefined} FindPlace where a name of a package is declared
 */

/**
 * @typedef {object} Source
 * @property {string} path
 * @property {string} text
 * @property {ts.SourceFile} tree
 * @property {ts.ImportDeclaration[]} dear imports of the modules that are to be lazy
 * @property {Map<string, Place>} imports other names that are imported
 * @property {Map<string, string>} lazy names whose value is made when first used → what stands for it
 * @property {Set<string>} makers functions that use such names, so that who calls them is lazy as well
 */

/**
 * Rewrites modules: `import { z } from 'zod'; export const A = z.string();` becomes
 * `import { load as load$zod } from 'lazy:zod'; let A$; export const A = () => (A$ ??= load$zod().z.string())`
 * and every use of `A`, in whichever module, `A()`.
 * @param {readonly string[]} paths of all modules
 * @param {ReadonlySet<string>} dear modules to load when they are first needed
 * @param {FindPlace} findPlace
 * @param {(path: string) => string} read the text of a module
 * @returns {Map<string, string>} path → text of the modules that change
 */
export function makeLazy(paths, dear, findPlace, read) {
  const sources = new Map(
    paths.map((path) => [path, readSource(path, read(path), dear, findPlace)]),
  );
  let found = 1;
  while (found > 0) {
    found = 0;
    for (const source of sources.values()) found += markLazy(source, sources);
  }
  const changed = [...sources.values()].filter(({ lazy }) => lazy.size > 0);
  return new Map(changed.map((source) => [source.path, rewrite(source)]));
}

/** @param {string} module */
const loaderOf = (module) => `load$${module.replaceAll(/\W/g, '_')}`;

/** @param {string} path @param {string} text @param {ReadonlySet<string>} dear @param {FindPlace} findPlace @returns {Source} */
function readSource(path, text, dear, findPlace) {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  /** @type {Source} */
  const source = {
    path,
    text,
    tree,
    dear: [],
    imports: new Map(),
    lazy: new Map(),
    makers: new Set(),
  };
  for (const statement of tree.statements) {
    if (!ts.isImportDeclaration(statement) || statement.importClause?.isTypeOnly === true) continue;
    const { text: from } = /** @type {ts.StringLiteral} */ (statement.moduleSpecifier);
    const names = statement.importClause?.namedBindings;
    if (names === undefined || !ts.isNamedImports(names)) {
      if (dear.has(from))
        throw new Error(`${path}: ${from} is imported by names, so that it can be lazy`);
      continue;
    }
    if (dear.has(from)) source.dear.push(statement);
    for (const { isTypeOnly, name, propertyName } of names.elements) {
      if (isTypeOnly) continue;
      const own = (propertyName ?? name).text;
      if (dear.has(from)) source.lazy.set(name.text, `${loaderOf(from)}().${own}`);
      else if (from.startsWith('.'))
        source.imports.set(name.text, { file: join(dirname(path), from), own });
      else source.imports.set(name.text, findPlace(from, own) ?? { file: from, own });
    }
  }
  return source;
}

/** Constants and functions of the top level. @param {ts.SourceFile} tree */
function* declarations(tree) {
  for (const statement of tree.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name !== undefined)
      yield { name: statement.name.text, made: statement, constant: null };
    if (!ts.isVariableStatement(statement)) continue;
    for (const declaration of statement.declarationList.declarations) {
      const { name, initializer: made } = declaration;
      if (!ts.isIdentifier(name) || made === undefined) continue;
      const constant = ts.isFunctionLike(made) ? null : { statement, declaration, made };
      yield { name: name.text, made, constant };
    }
  }
}

/**
 * Marks what is made of what is marked already.
 * @param {Source} source
 * @param {ReadonlyMap<string, Source>} sources
 * @returns {number} how much was new
 */
function markLazy({ tree, imports, lazy, makers }, sources) {
  const before = lazy.size + makers.size;
  for (const [name, { file, own }] of imports) {
    const from = sources.get(file);
    if (from?.lazy.has(own) === true) lazy.set(name, `${name}()`);
    if (from?.makers.has(own) === true) makers.add(name);
  }
  for (const { name, made, constant } of declarations(tree)) {
    const names = references(made, constant !== null).map(({ text }) => text);
    if (!names.some((text) => lazy.has(text) || makers.has(text))) continue;
    if (constant === null) makers.add(name);
    else lazy.set(name, `${name}()`);
  }
  return lazy.size + makers.size - before;
}

/**
 * Identifiers that stand for a value where they are.
 * @param {ts.Node} root
 * @param {boolean} [atOnce] leave out what functions inside will look at later
 * @returns {ts.Identifier[]}
 */
function references(root, atOnce = false) {
  /** @type {ts.Identifier[]} */
  const found = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node))
      return;
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (atOnce && ts.isFunctionLike(node)) return;
    if (ts.isIdentifier(node)) found.push(node);
    ts.forEachChild(node, (child) => {
      if (!isName(node, child)) visit(child);
    });
  };
  visit(root);
  return found;
}

/** Whether a child only names its parent or a part of it. @param {ts.Node} parent @param {ts.Node} child */
function isName(parent, child) {
  if (!ts.isIdentifier(child) || ts.isShorthandPropertyAssignment(parent)) return false;
  return (
    ('name' in parent && parent.name === child) ||
    ('propertyName' in parent && parent.propertyName === child)
  );
}

/** @param {Source} source */
function rewrite({ text, tree, dear, lazy }) {
  /** @type {Edit[]} */
  const edits = [];
  refuseHiding(tree, lazy);
  for (const statement of dear) {
    const { text: from } = /** @type {ts.StringLiteral} */ (statement.moduleSpecifier);
    const loader = `import { load as ${loaderOf(from)} } from '${LAZY}${from}';`;
    edits.push({ at: statement.getStart(), end: statement.end, text: loader });
  }
  for (const node of references(tree)) {
    const instead = lazy.get(node.text);
    if (instead === undefined) continue;
    const key = ts.isShorthandPropertyAssignment(node.parent) ? `${node.text}: ` : '';
    edits.push({ at: node.getStart(), end: node.end, text: `${key}${instead}` });
  }
  for (const { name, constant } of declarations(tree)) {
    if (constant === null || !lazy.has(name)) continue;
    const { statement, declaration, made } = constant;
    const [first, begin] = [statement.getStart(), declaration.getStart()];
    edits.push({ at: first, end: first, text: `let ${name}$: any; ` });
    // a declared type would be that of the function
    edits.push({ at: begin, end: made.getStart(), text: `${name} = (): any => (${name}$ ??= ` });
    edits.push({ at: made.end, end: made.end, text: ')' });
  }
  let out = text;
  for (const { at, end, text: put } of edits.toSorted((a, b) => b.at - a.at || b.end - a.end))
    out = out.slice(0, at) + put + out.slice(end);
  return out;
}

/**
 * A local name that hides a lazy one would be taken for it.
 * @param {ts.SourceFile} tree
 * @param {ReadonlyMap<string, string>} lazy
 */
function refuseHiding(tree, lazy) {
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isTypeNode(node)) return;
    const isLocal =
      (ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node)) &&
      ts.isIdentifier(node.name) &&
      lazy.has(node.name.text) &&
      node.parent.parent.parent !== tree;
    if (isLocal) throw new Error(`${tree.fileName}: a local name hides ${node.name.getText()}`);
    ts.forEachChild(node, visit);
  };
  visit(tree);
}
