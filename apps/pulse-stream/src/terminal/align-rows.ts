/** What a cell without a number says. */
export const NOTHING = '-';

/** Lines of a table; columns that say nothing on every row are left out. The first is of names. */
export function alignRows(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const columns = [...head.keys()].filter((at) => rows.some((row) => row[at] !== NOTHING));
  const width = (at: number) =>
    rows.reduce((most, row) => Math.max(most, row[at]?.length ?? 0), head[at]?.length ?? 0);
  return [head, ...rows].map((row) =>
    columns
      .map((at) => (at === 0 ? row[at]?.padEnd(width(at)) : row[at]?.padStart(width(at))))
      .join('  ')
      .trimEnd(),
  );
}
