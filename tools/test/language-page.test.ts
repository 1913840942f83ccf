import { runBatch } from '@pulse-stream/pipeline';
import type { OutputRecord } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { LANGUAGE } from '../../packages/simulator/src/language/calls.ts';
import { CLOCK } from '../../packages/simulator/src/language/clock.ts';
import { CONSTANTS } from '../../packages/simulator/src/language/constants.ts';
import { CONDITIONS, isIn, namesIn } from '../../packages/simulator/src/language/operations.ts';
import { DELAYS } from '../../packages/simulator/src/language/delays.ts';
import { readBlocks } from '../doc-examples.mjs';
import { readText } from '../workspace.mjs';

interface Row {
  readonly written: string;
  readonly description: string;
}

interface Example extends Row {
  readonly example: string;
  readonly value: string;
}

const page = readText('docs/language.md');

/** written, description, `example` is `value`. */
const ROW = /^\| (.+?) +\| (.+?) +\| `([^`]+)` is `([^`]+)` +\|$/gm;

/** The rows of the table of one section. */
function examplesOf(heading: string): Example[] {
  const [section = ''] = page.slice(page.indexOf(`## ${heading}\n`) + 3).split('\n## ');
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  const found = [...section.matchAll(ROW)].map(
    ([, written = '', description = '', example = '', value = '']) => ({
      written: written.replaceAll('`', ''),
      description,
      example,
      value,
    }),
  );
  // but for the head and the line under it
  expect(found, heading).toHaveLength(rows.length - 2);
  return found;
}

const told = (heading: string): Row[] =>
  examplesOf(heading).map(({ written, description }) => ({ written, description }));

/** What the page tells of what can be written: operators by how tightly they hold, then functions. */
function describeLanguage(): (Row & { readonly isCondition: boolean })[] {
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

test('the page lists all that can be written, as the tables of the language describe it', () => {
  expect(told('Operators and functions')).toEqual(
    describeLanguage().map(({ written, description }) => ({ written, description })),
  );
});

test('the page lists every name that is read from the clock, and the constants', () => {
  const rows = { ...CONSTANTS, ...CLOCK };
  const [turn, ...others] = told('Names of the language');
  expect(turn?.written).toBe('turn');
  expect(others).toEqual(
    namesIn(rows).map((name) => ({ written: name, description: rows[name].description })),
  );
});

test('the page lists every delay', () => {
  expect(told('Delays')).toEqual(
    Object.values(DELAYS).map(({ usage, description }) => ({ written: usage, description })),
  );
});

test('every example is, in the world of the page, what the page says', async () => {
  const sections = ['Operators and functions', 'Names of the model', 'Names of the language'];
  const examples = [...sections, 'Delays'].flatMap(examplesOf);
  expect(examples.length).toBeGreaterThan(60);
  const conditions = new Set(
    describeLanguage().flatMap(({ isCondition, written }) => (isCondition ? [written] : [])),
  );
  const isCondition = ({ written }: Example): boolean => conditions.has(written);
  const world = parse(
    readBlocks(page).find(({ directives }) => directives.get('file') === 'words.yaml')?.text ?? '',
  );
  const values = examples.map((one, index) => [
    `example_${index}`,
    isCondition(one) ? `if(${one.example}, 1, 0)` : one.example,
  ]);
  const model = { ...world, values: { ...world.values, ...Object.fromEntries(values) } };
  const records: OutputRecord[] = [];
  const config = { turns: 4, series: { rain: [3, 4, 5, 6, 7] } };
  for await (const record of runBatch([config], { model })) records.push(record);
  const [record] = records;
  if (record?.kind !== 'result') throw new Error(JSON.stringify(record));
  const computed = examples.map((one, index) => {
    const value = record.final_state.values?.[`example_${index}`];
    return `${one.example} is ${isCondition(one) ? value === 1 : value}`;
  });
  expect(computed).toEqual(examples.map(({ example, value }) => `${example} is ${value}`));
});
