import type { Cell, Column } from './table-data.ts';

/** Rows that meet a filter, or why it cannot be read. */
export type Filtered =
  | { readonly rows: readonly number[]; readonly problem: null }
  | { readonly rows: null; readonly problem: string };

type Test = (row: number) => boolean;

const CLAUSE = /^(.*?)\s*(<=|>=|!=|=|<|>)\s*(.*)$/;
const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

/** A column by its name, or by a part of it that no other has: `beta` for `params.beta`. */
function findColumn(name: string, columns: readonly Column[]): Column | null {
  const wanted = name.toLowerCase();
  const exact = columns.find((column) => column.name.toLowerCase() === wanted);
  if (exact !== undefined) return exact;
  const ends = columns.filter((column) => {
    const own = column.name.toLowerCase();
    return own.endsWith(`.${wanted}`) || own.startsWith(`${wanted}@`);
  });
  return ends.length === 1 ? (ends[0] ?? null) : null;
}

function textTest(values: readonly Cell[], operator: string, wanted: string): Test | null {
  if (operator !== '=' && operator !== '!=') return null;
  const text = wanted.toLowerCase();
  return (row) => (String(values[row] ?? '').toLowerCase() === text) === (operator === '=');
}

function readClause(text: string, columns: readonly Column[]): Test | string {
  const [, name = '', operator = '', wanted = ''] = CLAUSE.exec(text) ?? [];
  if (operator === '') {
    const part = text.toLowerCase();
    const shown = columns.filter((column) => column.shown);
    return (row) =>
      shown.some(({ values }) =>
        String(values[row] ?? '')
          .toLowerCase()
          .includes(part),
      );
  }
  const column = findColumn(name, columns);
  if (column === null) return `no column "${name}"`;
  if (wanted === '') return `"${text}" compares with nothing`;
  const { values } = column;
  const number = Number(wanted);
  const holds = COMPARE[operator];
  if (!Number.isNaN(number) && holds !== undefined && values.some((one) => typeof one === 'number'))
    return (row) => {
      const value = values[row];
      return typeof value === 'number' && holds(value, number);
    };
  return textTest(values, operator, wanted) ?? `${column.name} is compared with a number`;
}

/** Reads `beta > 0.3 and status = gated`, or a text that some cell of a row holds. */
export function filterRows(text: string, columns: readonly Column[]): Filtered {
  const count = columns[0]?.values.length ?? 0;
  const all = Array.from({ length: count }, (_, row) => row);
  const clauses = text.trim() === '' ? [] : text.trim().split(/\s+and\s+/i);
  const tests: Test[] = [];
  for (const clause of clauses) {
    const test = readClause(clause, columns);
    if (typeof test === 'string') return { rows: null, problem: test };
    tests.push(test);
  }
  return { rows: all.filter((row) => tests.every((test) => test(row))), problem: null };
}
