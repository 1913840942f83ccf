// Loads modules of numbers written in TypeScript: their syntax trees beside their values, those of
// constants that no other module can see included.
import { dirname, join } from 'node:path';
import { compileFunction } from 'node:vm';
import ts from 'typescript';
import { readText } from './workspace.mjs';

/**
 * @typedef {object} NumberModule
 * @property {string} path
 * @property {ts.SourceFile} source
 * @property {Readonly<Record<string, unknown>>} values by the names they have inside
 *
 * @typedef {ts.FunctionDeclaration | ts.ArrowFunction} FunctionNode
 *
 * @typedef {object} NumberFunction
 * @property {string} name
 * @property {FunctionNode} node
 * @property {NumberModule} module
 */

const OPTIONS = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };

/** Modules that import each other, loaded once. */
export class NumberModules {
  /** @type {Map<string, NumberModule>} */
  #modules = new Map();
  /** @type {Map<unknown, NumberFunction>} */
  #functions = new Map();

  /** @param {(path: string) => string} read the text of a file */
  constructor(read = readText) {
    this.read = read;
  }

  /** The function that a value of a module is; undefined: it is none of these modules. @param {unknown} value */
  functionOf(value) {
    return this.#functions.get(value);
  }

  /** Those loaded so far. */
  all() {
    return [...this.#modules.values()];
  }

  /** @param {string} path relative to the root @returns {NumberModule} */
  load(path) {
    const known = this.#modules.get(path);
    if (known !== undefined) return known;
    const text = this.read(path);
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
    const { outputText } = ts.transpileModule(text, { compilerOptions: OPTIONS });
    const names = [...declarations(source)];
    const show = names.map(({ name }) => `if (!('${name}' in exports)) exports.${name} = ${name};`);
    /** @type {Record<string, unknown>} */
    const values = {};
    /** @param {string} from */
    const load = (from) => this.load(join(dirname(path), from)).values;
    compileFunction([outputText, ...show].join('\n'), ['exports', 'require'])(values, load);
    const module = { path, source, values };
    this.#modules.set(path, module);
    for (const { name, node } of names)
      if (node !== null) this.#functions.set(values[name], { name, node, module });
    for (const { name, from, was } of imports(source)) values[name] = load(from)[was];
    return module;
  }
}

/**
 * The names of a module, with the function each stands for.
 * @param {ts.SourceFile} source
 * @returns {Generator<{name: string, node: FunctionNode | null}>}
 */
function* declarations({ statements }) {
  for (const statement of statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name !== undefined)
      yield { name: statement.name.text, node: statement };
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      const isArrow = initializer !== undefined && ts.isArrowFunction(initializer);
      if (ts.isIdentifier(name)) yield { name: name.text, node: isArrow ? initializer : null };
      else
        for (const element of name.elements)
          if (ts.isBindingElement(element) && ts.isIdentifier(element.name))
            yield { name: element.name.text, node: null };
    }
  }
}

/**
 * The names that a module exports where they are declared.
 * @param {ts.SourceFile} source
 */
export function exportsOf(source) {
  const { statements } = source;
  /** @param {ts.Statement} statement */
  const isShown = (statement) =>
    ts.canHaveModifiers(statement) &&
    ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
  const shown = ts.factory.updateSourceFile(source, statements.filter(isShown));
  return [...declarations(shown)].map(({ name }) => name);
}

/**
 * What a module imports by name.
 * @param {ts.SourceFile} source
 * @returns {Generator<{name: string, from: string, was: string}>}
 */
function* imports({ statements }) {
  for (const statement of statements) {
    if (!ts.isImportDeclaration(statement)) continue;
    const { importClause: clause, moduleSpecifier: from } = statement;
    if (clause === undefined || clause.isTypeOnly || !ts.isStringLiteral(from)) continue;
    const named = clause.namedBindings;
    if (named === undefined || !ts.isNamedImports(named)) continue;
    for (const { name, propertyName, isTypeOnly } of named.elements)
      if (!isTypeOnly) yield { name: name.text, from: from.text, was: (propertyName ?? name).text };
  }
}
