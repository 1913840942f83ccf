import type { ScoreReport } from '@pulse-stream/verify';
import { printLines } from '../output/print-lines.ts';

/** The lines of `score --format ndjson`: scores, events, and a summary at the end. */
export const printScores = ({ scores, events, summary }: ScoreReport, digits: number): string =>
  printLines([...scores, ...events, { kind: 'score-summary', ...summary }], digits);
