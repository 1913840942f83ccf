import { expect, test } from 'vitest';
import { makeLazy } from '../lazy-modules.mjs';

/** What becomes of modules in which zod and node:zlib are dear, by name. */
function lazy(modules: Record<string, string>): Map<string, string> {
  const read = (path: string): string => modules[path] ?? '';
  const dear = new Set(['zod', 'node:zlib']);
  const find = (door: string, name: string) =>
    door === '@pulse-stream/words' ? { file: '/words.ts', own: name } : undefined;
  return makeLazy(Object.keys(modules), dear, find, read);
}

const WORDS = "import { z } from 'zod';\nexport const Name: z.ZodString = z.string().min(1);";

test('a constant made with a dear module is made when it is first used', () => {
  expect(lazy({ '/words.ts': WORDS }).get('/words.ts')).toBe(
    "import { load as load$zod } from 'lazy:zod';\nlet Name$: any; export const Name = (): any => (Name$ ??= load$zod().z.string().min(1));",
  );
});

test('every use of it is a call, in other modules and through the door of a package', () => {
  const other = `import { Name, type Other } from '@pulse-stream/words';
export const List = [Name, 1];
export const check = (x: Name) => Name.parse({ Name, x: x.Name });`;
  expect(lazy({ '/words.ts': WORDS, '/other.ts': other }).get('/other.ts')).toBe(
    `import { Name, type Other } from '@pulse-stream/words';
let List$: any; export const List = (): any => (List$ ??= [Name(), 1]);
export const check = (x: Name) => Name().parse({ Name: Name(), x: x.Name });`,
  );
});

test('what a function makes of a dear module is lazy where it is called at the top level', () => {
  const packed = `import { gzipSync as pack } from 'node:zlib';
function make() { return pack(''); }
const EMPTY = make();
export const size = () => EMPTY.length;`;
  expect(lazy({ '/a.ts': packed }).get('/a.ts')).toContain(
    'let EMPTY$: any; const EMPTY = (): any => (EMPTY$ ??= make());\nexport const size = () => EMPTY().length;',
  );
});

test('modules that use nothing dear stay as they are', () => {
  expect(
    lazy({ '/a.ts': "import { join } from 'node:path'; export const A = join('a');" }),
  ).toEqual(new Map());
});

test('what cannot be made lazy is refused: a whole import, a local name that hides one', () => {
  expect(() => lazy({ '/a.ts': "import * as zlib from 'node:zlib';" })).toThrow(/by names/);
  expect(() => lazy({ '/words.ts': `${WORDS}\nexport const f = (Name: string) => Name;` })).toThrow(
    /a local name hides Name/,
  );
});
