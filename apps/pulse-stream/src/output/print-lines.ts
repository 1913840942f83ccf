/** Objects as NDJSON, numbers rounded to so many significant digits. */
export function printLines(lines: readonly object[], digits: number): string {
  const round = (_key: string, value: unknown): unknown =>
    typeof value === 'number' && !Number.isInteger(value)
      ? Number(value.toPrecision(digits))
      : value;
  return lines.map((line) => `${JSON.stringify(line, round)}\n`).join('');
}
