// House rules on files, names, imports and exports.
import ts from 'typescript';
import { findNodes } from './syntax.mjs';
import { isCode, isSource } from './places.mjs';

/** @import { HouseRule } from './syntax.mjs' */

const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|bench|config|shared))?\.(ts|mjs|cjs|js)$/;
const VAGUE = /^(utils?|helpers?|types?|common|misc|shared)(\.test)?\.(ts|mjs|cjs|js)$/;
const MAX_LINES = 300;

/** @type {HouseRule} */
const fileNames = {
  name: 'file-names',
  law: 'a file is named in kebab-case after the one thing inside',
  appliesTo: isCode,
  check({ path }) {
    const file = path.slice(path.lastIndexOf('/') + 1);
    if (!KEBAB.test(file)) return [{ line: 1, message: `${file} is not kebab-case` }];
    if (VAGUE.test(file)) return [{ line: 1, message: `${file} says nothing about its content` }];
    return [];
  },
  bad: [
    { path: 'packages/x/src/worldState.ts', text: '' },
    { path: 'packages/x/src/world_state.ts', text: '' },
    { path: 'packages/x/src/utils.ts', text: '' },
    { path: 'packages/x/test/helpers.ts', text: '' },
    { path: 'apps/x/src/types.ts', text: '' },
    { path: 'tools/common.mjs', text: '' },
  ],
  good: [
    { path: 'packages/x/src/world-state.ts', text: '' },
    { path: 'packages/x/src/world-state.test.ts', text: '' },
  ],
};

/** @type {HouseRule} */
const fileLength = {
  name: 'file-length',
  law: `a file that people write has at most ${MAX_LINES} lines`,
  appliesTo: isCode,
  check({ lines }) {
    if (lines[0]?.startsWith('// Generated from ')) return [];
    const count = lines.at(-1) === '' ? lines.length - 1 : lines.length;
    return count > MAX_LINES ? [{ line: MAX_LINES + 1, message: `${count} lines` }] : [];
  },
  bad: [{ path: 'packages/x/src/long.ts', text: 'export {};\n'.repeat(MAX_LINES + 1) }],
  good: [{ path: 'packages/x/src/long.ts', text: 'export {};\n'.repeat(MAX_LINES) }],
};

/** @type {HouseRule} */
const namedExports = {
  name: 'named-exports',
  law: 'every export is listed by name: no export *, no default export',
  appliesTo: (path) => isCode(path) && !/(^|\/)vitest\.config\.ts$|\.cjs$/.test(path),
  check: (source) =>
    findNodes(source, (node) => {
      if (ts.isExportDeclaration(node))
        return node.exportClause === undefined || ts.isNamespaceExport(node.exportClause)
          ? 'export *'
          : null;
      if (ts.isExportAssignment(node)) return 'default export';
      if (ts.isExportSpecifier(node) && node.name.text === 'default') return 'default export';
      const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];
      const isDefault = modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
      return isDefault ? 'default export' : null;
    }),
  bad: [
    { path: 'packages/x/src/index.ts', text: "export * from './a.ts';" },
    { path: 'packages/x/src/index.ts', text: "export * as a from './a.ts';" },
    { path: 'packages/x/src/a.ts', text: 'export default 1;' },
    { path: 'packages/x/src/a.ts', text: 'export default function run(): void {}' },
    { path: 'packages/x/src/a.ts', text: 'const a = 1; export { a as default };' },
  ],
  good: [{ path: 'packages/x/src/index.ts', text: "export { a, type B } from './a.ts';" }],
};

/** @type {HouseRule} */
const noModuleState = {
  name: 'no-module-state',
  law: 'a module holds no state: state is a value that is passed',
  appliesTo: isSource,
  check: ({ tree }) =>
    tree.statements.filter(ts.isVariableStatement).flatMap((statement) => {
      const line = tree.getLineAndCharacterOfPosition(statement.getStart(tree)).line + 1;
      if ((statement.declarationList.flags & ts.NodeFlags.Const) === 0)
        return [{ line, message: 'a variable of the module that can be reassigned' }];
      const filledLater = statement.declarationList.declarations.some(
        ({ initializer, type }) =>
          initializer !== undefined &&
          isEmptyContainer(initializer) &&
          !/^readonly/i.test(type?.getText() ?? ''),
      );
      return filledLater
        ? [{ line, message: `a container of the module that is filled later` }]
        : [];
    }),
  bad: [
    { path: 'packages/x/src/a.ts', text: 'let count = 0;' },
    { path: 'packages/x/src/a.ts', text: 'export const cache = new Map<string, number>();' },
    { path: 'packages/x/src/a.ts', text: 'const seen: string[] = [];' },
    { path: 'apps/x/src/a.ts', text: 'const seen: Record<string, number> = {};' },
  ],
  good: [
    { path: 'packages/x/src/a.ts', text: 'const names = new Map([["a", 1]]);' },
    { path: 'packages/x/src/a.ts', text: 'const none: readonly string[] = [];' },
    { path: 'packages/x/src/a.ts', text: 'export function f() { let count = 0; return count; }' },
  ],
};

/** @param {ts.Expression} expression */
function isEmptyContainer(expression) {
  if (ts.isNewExpression(expression)) {
    const made = expression.expression.getText();
    return /^(Weak)?(Map|Set)$|^Array$/.test(made) && (expression.arguments ?? []).length === 0;
  }
  if (ts.isArrayLiteralExpression(expression)) return expression.elements.length === 0;
  return ts.isObjectLiteralExpression(expression) && expression.properties.length === 0;
}

export const MODULE_RULES = [fileNames, fileLength, namedExports, noModuleState];
