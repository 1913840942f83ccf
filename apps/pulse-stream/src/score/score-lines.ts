import type { ScoreReport } from '@pulse-stream/verify';

/** The lines of `score --format ndjson`: scores, events, and a summary at the end. */
export function printScores({ scores, events, summary }: ScoreReport, digits: number): string {
  const round = (_key: string, value: unknown): unknown =>
    typeof value === 'number' && !Number.isInteger(value)
      ? Number(value.toPrecision(digits))
      : value;
  const lines = [...scores, ...events, { kind: 'score-summary', ...summary }];
  return lines.map((line) => `${JSON.stringify(line, round)}\n`).join('');
}
