// House rules on comments and on what tracked text may say.
import ts from 'typescript';
import { findLines, findNodes } from './syntax.mjs';
import { isCode } from './places.mjs';

/** @import { HouseRule } from './syntax.mjs' */

/** @type {HouseRule} */
const documentedParameters = {
  name: 'documented-parameters-exist',
  law: 'a @param names a parameter of the function it stands above',
  appliesTo: isCode,
  check: (source) =>
    findNodes(source, (node) => {
      if (!ts.isFunctionLike(node)) return null;
      const names = node.parameters.flatMap(({ name }) =>
        ts.isIdentifier(name) ? [name.text] : [],
      );
      const destructured = names.length < node.parameters.length;
      const wrong = ts
        .getJSDocTags(node)
        .filter(ts.isJSDocParameterTag)
        .map((tag) => tag.name.getText().split('.')[0] ?? '')
        .filter((name) => !names.includes(name) && !(destructured && name !== ''));
      return wrong.length > 0 ? `@param ${wrong.join(', ')} is no parameter` : null;
    }),
  bad: [
    {
      path: 'packages/x/src/a.ts',
      text: '/** @param queryFn it */\nexport function f(streamFn: string): void {}',
    },
    { path: 'tools/a.mjs', text: '/** @param {string} a */\nexport const f = (b) => b;' },
  ],
  good: [
    {
      path: 'packages/x/src/a.ts',
      text: '/** @param name it */\nexport function f(name: string): void {}',
    },
    {
      path: 'packages/x/src/a.ts',
      text: '/** @param o it */\nexport function f({ a }: A): void {}',
    },
  ],
};

const isText = (/** @type {string} */ path) =>
  /\.(ts|mjs|cjs|js|json|jsonc|jsonl|ndjson|yaml|yml|md|csv|txt)$|(^|\/)\.[a-z]+rc\.json$|^\.ci\//.test(
    path,
  );

/** @type {HouseRule} */
const noMachinePaths = {
  name: 'no-machine-paths',
  law: 'nothing in the project depends on where it lies on one machine',
  appliesTo: isText,
  check: (source) =>
    findLines(
      source,
      /(^|[\s"'`(=:])\/([w]ork|[f]arm|[r]oot|[h]ome\/\w+|[U]sers\/\w+)\/[\w.]/,
      'a path of one machine',
    ),
  bad: ['work', 'root', 'home/me', 'Users/me'].map((place) => ({
    path: 'docs/a.md',
    text: `see /${place}/project`,
  })),
  good: [{ path: 'docs/a.md', text: 'see framework/project and https://host/home/page' }],
};

/** So that the snippets are no findings themselves. */
const SHARED = ['sha', 'red'].join('');

/** @type {HouseRule} */
const noSharedFolder = {
  name: 'no-shared-folder',
  law: 'the project builds and passes its tests without files from outside; only tools/bench may read them',
  appliesTo: (path) => isText(path) && !path.startsWith('tools/bench/'),
  check: (source) =>
    findLines(source, /(^|[\s"'`(./])[s]hared\/\w/, 'a folder outside the project'),
  bad: [
    {
      path: 'packages/x/test/a.test.ts',
      text: `read('../${SHARED}/golden/turns.jsonl')`,
    },
    { path: 'docs/a.md', text: `copied from /${SHARED}/data` },
  ],
  good: [
    { path: 'docs/a.md', text: 'a shared folder' },
    { path: 'tools/bench/a.mjs', text: `read('../${SHARED}/data')` },
  ],
};

export const DOCUMENTATION_RULES = [documentedParameters, noMachinePaths, noSharedFolder];
