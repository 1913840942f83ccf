// The public door of every package: `node tools/doors.mjs` compares it with tools/test/golden/doors.json,
// `--write` accepts a change.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { parse } from './house-rules/syntax.mjs';
import { PROJECTS, readJson, readText, ROOT } from './workspace.mjs';

export const GOLDEN = 'tools/test/golden/doors.json';

/**
 * Names a door exports, sorted; a name that is only a type is written `type Name`.
 * @param {string} text of an index.ts
 * @throws Error when an export does not list its names
 */
export function namesOf(text) {
  const { tree } = parse('index.ts', text);
  const names = tree.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || statement.exportClause === undefined)
      throw new Error(`a door lists the names it exports: ${statement.getText()}`);
    if (!ts.isNamedExports(statement.exportClause))
      throw new Error(`a door lists the names it exports: ${statement.getText()}`);
    return statement.exportClause.elements.map((element) => {
      const onlyType = statement.isTypeOnly || element.isTypeOnly;
      return onlyType ? `type ${element.name.text}` : element.name.text;
    });
  });
  return names.toSorted();
}

/**
 * A door of every package, by package name.
 * @param {'index' | 'internal'} [door] the public one, or what only the other packages need
 * @returns {Record<string, string[]>}
 */
export function readDoors(door = 'index') {
  const packages = PROJECTS.filter((folder) => folder.startsWith('packages/'));
  return Object.fromEntries(
    packages.map((folder) => [
      readJson(`${folder}/package.json`).name,
      namesOf(readText(`${folder}/src/${door}.ts`)),
    ]),
  );
}

if (process.argv[1] === import.meta.filename) {
  const doors = readDoors();
  const accepted = process.argv.includes('--write') ? {} : readJson(GOLDEN);
  for (const [name, door] of Object.entries(doors)) {
    const before = new Set(accepted[name] ?? []);
    for (const entry of door) if (!before.delete(entry)) console.log(`+ ${name} ${entry}`);
    for (const entry of before) console.log(`- ${name} ${entry}`);
  }
  if (process.argv.includes('--write'))
    writeFileSync(join(ROOT, GOLDEN), `${JSON.stringify(doors, null, 2)}\n`);
}
