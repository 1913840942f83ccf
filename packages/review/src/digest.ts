import { digestSections, type DigestOptions } from './digest-sections.ts';
import type { Review } from './review.ts';

/** Characters that make markup of a text, or that nobody sees. */
const MARKUP = /[\\`*<>|[\]&~]/g;
const HIDDEN = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** A text of a user that stays a text, on one line, in Markdown. */
const escape = (text: string): string =>
  text
    .replaceAll(MARKUP, String.raw`\$&`)
    .replaceAll(HIDDEN, (character) => `\\\\u${character.codePointAt(0)?.toString(16) ?? ''}`);

const row = (cells: readonly string[]): string => `| ${cells.map(escape).join(' | ')} |`;

/**
 * A review as Markdown of two screens: at most 100 lines, whatever the number of records, unless more
 * is asked for. Every number is one of the review.
 */
export function printDigest(review: Review, options: DigestOptions = {}): string {
  const parts = digestSections(review, options).map(({ title, sentences, head, rows }, at) => {
    const lines = [`${at === 0 ? '#' : '##'} ${escape(title)}`];
    if (sentences.length > 0) lines.push('', ...sentences.map(escape));
    if (rows.length > 0)
      lines.push('', row(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(row));
    return lines.join('\n');
  });
  return `${parts.join('\n\n')}\n`;
}
