import { gzipSync } from 'node:zlib';
import type { Scenario, ScenarioPath } from '../gather/scenario.ts';
import type { Column } from '../panels/columns.ts';

/** What the script of the page reads: the table by column, and a path by scenario. */
export interface PageData {
  readonly columns: readonly Column[];
  /** By row: turns, middle, low, high of the first target, four digits each. */
  readonly paths: readonly (readonly (readonly number[] | null)[] | null)[];
}

const DIGITS = 4;
const shorten = (values: readonly number[] | null): number[] | null =>
  values?.map((value) => Number(value.toPrecision(DIGITS))) ?? null;

const pathOf = (path: ScenarioPath | null): PageData['paths'][number] =>
  path === null ? null : [path.turns, shorten(path.middle), shorten(path.low), shorten(path.high)];

/** JSON, gzip, base64. */
function packData({ columns, paths }: PageData): string {
  return gzipSync(JSON.stringify({ columns, paths }), { level: 9 }).toString('base64');
}

const cut = ({ columns, paths }: PageData, rows: number): PageData => ({
  columns: columns.map((column) => ({ ...column, values: column.values.slice(0, rows) })),
  paths: paths.slice(0, rows),
});

/** Data that fits, and as it is packed. */
export interface Packed {
  readonly columns: readonly Column[];
  readonly base64: string;
}

function fit(data: PageData, bytes: number): Packed {
  const rows = data.columns[0]?.values.length ?? 0;
  const base64 = packData(data);
  if (base64.length <= bytes || rows === 0) return { columns: data.columns, base64 };
  return fit(cut(data, Math.floor(rows / 2)), bytes);
}

/**
 * As many rows as fit: all, or half of them, or half of those.
 * @param bytes the room there is
 */
export function fitData(
  columns: readonly Column[],
  scenarios: readonly Scenario[],
  bytes: number,
): Packed {
  return fit({ columns, paths: scenarios.map(({ path }) => pathOf(path)) }, bytes);
}
