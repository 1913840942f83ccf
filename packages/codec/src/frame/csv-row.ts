import type { ConfigPath } from '@pulse-stream/worldstate/internal';
import { TEXT_KEYS } from '../config/accept.ts';

const NUMBER = /^([+-]?)(\d*)(\.\d*)?([eE][+-]?\d+)?$/;
/** Digits that a double always holds. */
const SAFE_DIGITS = 15;

/**
 * The cells of a row as RFC 4180 writes them, blanks around them left out.
 * @returns null: a quote stands where none may be, or is not closed
 */
export function splitCells(row: string): string[] | null {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    while (row[at] === ' ' || row[at] === '\t') at += 1;
    let cell = '';
    if (row[at] === '"') {
      const end = closingQuote(row, at + 1);
      if (end < 0) return null;
      cell = row.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
      while (row[at] === ' ' || row[at] === '\t') at += 1;
      if (at < row.length && row[at] !== ',') return null;
    } else {
      const comma = row.indexOf(',', at);
      const end = comma < 0 ? row.length : comma;
      cell = row.slice(at, end).trim();
      if (cell.includes('"')) return null;
      at = end;
    }
    cells.push(cell);
    if (at >= row.length) return cells;
    at += 1;
  }
}

/** Index of the quote that closes a cell; −1: none does. */
function closingQuote(row: string, from: number): number {
  for (let at = row.indexOf('"', from); at >= 0; at = row.indexOf('"', at + 2))
    if (row[at + 1] !== '"') return at;
  return -1;
}

/** A number as JSON writes it; null: the cell is none, or one that a double does not hold. */
function numberText(cell: string): string | null {
  const [, sign = '', whole = '', fraction = '', exponent = ''] = NUMBER.exec(cell) ?? [];
  const places = fraction.slice(1);
  if (whole === '' && places === '') return null;
  // 007 is a label
  if (whole.length > 1 && whole.startsWith('0')) return null;
  const value = Number(cell);
  const isExact = whole.length <= SAFE_DIGITS || Number.isSafeInteger(value);
  if (!isExact || !Number.isFinite(value)) return null;
  const tail = places === '' ? '' : `.${places}`;
  return `${sign === '-' ? '-' : ''}${whole === '' ? '0' : whole}${tail}${exponent}`;
}

/** What a cell is in a scenario, as JSON: a number, true or false, an object or array, or a text. */
export function cellToJson(path: ConfigPath, cell: string): string {
  if (path.length === 1 && TEXT_KEYS.has(path[0])) return JSON.stringify(cell);
  if (cell === 'true' || cell === 'false') return cell;
  if (/^[[{]/.test(cell) && isJson(cell)) return cell.replaceAll(/[\r\n]+/g, ' ');
  return numberText(cell) ?? JSON.stringify(cell);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A part of a scenario: parts by key, or by place in an array; a text is JSON. */
type Node = Map<string | number, Node | string>;

/**
 * A scenario from the cells of a row.
 * @param texts JSON of each place; null: the cell is empty, and the key absent
 */
export function rowToJson(paths: readonly ConfigPath[], texts: readonly (string | null)[]): string {
  const root: Node = new Map();
  for (const [index, path] of paths.entries()) {
    const text = texts[index];
    if (text === null || text === undefined) continue;
    let node = root;
    for (const key of path.slice(0, -1)) {
      const inner = node.get(key);
      const next: Node = inner instanceof Map ? inner : new Map();
      node.set(key, next);
      node = next;
    }
    node.set(path.at(-1) ?? '', text);
  }
  return print(root);
}

/** Keys whose arrays are one place a turn: one left out would move those after it. */
const OF_TURNS: ReadonlySet<unknown> = new Set(['observations', 'series']);

/** @param hasGaps whether a place of an array that nobody gave is null; else it is left out */
function print(node: Node | string, hasGaps = false): string {
  if (typeof node === 'string') return node;
  const places = [...node.keys()]
    .filter((key) => typeof key === 'number')
    .toSorted((a, b) => a - b);
  // a row that gives a place by number and another by key is refused for what both say
  if (places.length < node.size || places.length === 0)
    return `{${[...node].map(([key, inner]) => `${JSON.stringify(String(key))}:${print(inner, hasGaps || OF_TURNS.has(key))}`).join(',')}}`;
  const items = hasGaps
    ? Array.from({ length: (places.at(-1) ?? 0) + 1 }, (_, place) => place)
    : places;
  return `[${items.map((place) => print(node.get(place) ?? 'null', hasGaps)).join(',')}]`;
}
