import { expect, test } from 'vitest';
import { CLOCK } from '../../packages/simulator/src/language/clock.ts';
import { CONSTANTS } from '../../packages/simulator/src/language/constants.ts';
import {
  evaluateCondition,
  evaluateNumber,
  readParams,
} from '../../packages/simulator/src/language/evaluate.ts';
import { LANGUAGE } from '../../packages/simulator/src/language/calls.ts';
import { CONDITIONS, isIn, namesIn } from '../../packages/simulator/src/language/operations.ts';
import {
  parseCondition,
  parseNumber,
  type NameTable,
} from '../../packages/simulator/src/language/parse-expression.ts';
import { readText } from '../workspace.mjs';

interface Told {
  readonly written: string;
  readonly description: string;
}

/** What the page tells of what can be written: operators by how tightly they hold, then functions. */
function describeLanguage(): (Told & { readonly isCondition: boolean })[] {
  const rows = namesIn(LANGUAGE).map((op) => {
    const { syntax, description } = LANGUAGE[op];
    const isCondition = isIn(CONDITIONS, op);
    if (syntax.form === 'function')
      return { binding: 9, written: syntax.usage, description, isCondition };
    const { sign, binding, form } = syntax;
    const written = form === 'between' ? `x ${sign} y` : sign === '-' ? '-x' : `${sign} x`;
    return { binding, written, description, isCondition };
  });
  return rows.toSorted((a, b) => a.binding - b.binding);
}

const page = readText('docs/architecture.md');
const section = page.slice(page.indexOf('### Expressions'));

test('the page on models lists all that can be written, as its tables describe it', () => {
  const told = [...section.matchAll(ROW)].map(([, written = '', description = '']) => ({
    written,
    description,
  }));
  expect(told).toEqual(
    describeLanguage().map(({ written, description }) => ({ written, description })),
  );
});

test('every example of the page gives what it says', () => {
  const names: NameTable = { meanings: new Map(), turn: false, clock: true, noLags: 'none' };
  const clock = { time: 4, dt: 1, step_start: 4, calendar: () => NaN };
  const at = { ...readParams(), clock };
  const rows = describeLanguage();
  for (const [, written, , example = '', value = ''] of section.matchAll(ROW)) {
    const { isCondition } = rows.find((row) => row.written === written) ?? {};
    const found =
      isCondition === true
        ? evaluateCondition(parseCondition(example, names), at)
        : evaluateNumber(parseNumber(example, names), at);
    expect([example, String(found)]).toEqual([example, value]);
  }
  expect(rows.length).toBeGreaterThan(40);
});

test('the page on models lists the names of the language', () => {
  const told = [...section.matchAll(NAME)].map(([, name, description]) => [name, description]);
  const rows = { ...CONSTANTS, ...CLOCK };
  expect(told).toEqual(namesIn(rows).map((name) => [name, rows[name].description]));
});

/** `written`, description, `example` is `value`. */
const ROW = /^\| `([^`]+)` +\| (.+?) +\| `([^`]+)` is `([^`]+)` +\|$/gm;
/** `name`, description. */
const NAME = /^\| `([^`]+)` +\| ([^|]+?) +\|$/gm;
