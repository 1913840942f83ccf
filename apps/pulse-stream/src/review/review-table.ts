import type { DigestOptions, Review } from '@pulse-stream/review';
import { digestSections } from '@pulse-stream/review/internal';
import { alignRows } from '../terminal/align-rows.ts';
import { escapeCell } from '../terminal/escape-controls.ts';

/** What `review` says to people: the parts of a digest, as aligned tables. */
export function printReviewTable(review: Review, options: DigestOptions): string {
  const parts = digestSections(review, options).map(({ title, sentences, head, rows }) => [
    title,
    ...sentences.map((sentence) => `  ${escapeCell(sentence)}`),
    ...(rows.length === 0
      ? []
      : alignRows(
          head,
          rows.map((row) => row.map(escapeCell)),
        ).map((line) => `  ${line}`)),
  ]);
  return parts.map((part) => `${part.join('\n')}\n`).join('\n');
}
