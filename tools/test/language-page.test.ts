import { expect, test } from 'vitest';
import { namesIn, OPERATIONS } from '../../packages/simulator/src/language/operations.ts';
import { readText } from '../workspace.mjs';

/** What the page tells of an operation: operators by how tightly they hold, then functions. */
function describeLanguage(): string[] {
  const rows = namesIn(OPERATIONS).map((op) => {
    const { syntax, description } = OPERATIONS[op];
    if (syntax.form === 'function') return { binding: 9, written: syntax.usage, description };
    const { sign, binding, form } = syntax;
    const written = form === 'between' ? `x ${sign} y` : sign === '-' ? '-x' : `${sign} x`;
    return { binding, written, description };
  });
  return rows
    .toSorted((a, b) => a.binding - b.binding)
    .map(({ written, description }) => `\`${written}\` ${description}`);
}

test('the page on models lists every operation of the language, as its table describes it', () => {
  const page = readText('docs/architecture.md');
  const told = [...page.slice(page.indexOf('### Expressions')).matchAll(ROW)];
  expect(told.map(([, written, description]) => `${written} ${description}`)).toEqual(
    describeLanguage(),
  );
});

const ROW = /^\| (`[^`]+`) +\| (.+?) +\|$/gm;
