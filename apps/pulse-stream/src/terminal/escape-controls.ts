/**
 * Characters that move the cursor, change the title or turn the direction of a text: C0 but tab and
 * line feed, delete, C1, separators of lines, bidirectional marks.
 */
const CONTROLS = /(?![\t\n])[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
const DIGITS = 4;

/** A text that does nothing to a terminal but appear on it; JSON reads its escapes back. */
export function escapeControls(text: string): string {
  return text.replaceAll(
    CONTROLS,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(DIGITS, '0')}`,
  );
}

/** The same of a text that is to stay in its place on a line. */
export const escapeCell = (text: string): string =>
  escapeControls(text).replaceAll('\t', '\\t').replaceAll('\n', '\\n');
