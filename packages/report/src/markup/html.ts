/** Markup that may stand in a page as it is. Only `html` makes it. */
class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}
export type { Markup };

/** What may stand in a template: a text or number is escaped, markup is not; null and false are nothing. */
export type Content = Markup | string | number | null | false | readonly Content[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** What no page may hold, and what would reverse or hide the text around it. */
const HIDDEN = /(?![\t\n])[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const escape = (text: string): string =>
  text
    .replaceAll(HIDDEN, '\u{FFFD}')
    .replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? character);

function render(content: Content): string {
  if (content === null || content === false) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'string') return escape(content);
  if (typeof content === 'number') return String(content);
  return content.map((item) => render(item)).join('');
}

/** Line ends and indents of the source are one space on the page. */
const INDENT = /\s*\n\s*/g;

/**
 * A piece of a page. Every text that is put in is escaped, so that nothing of a record becomes
 * markup; attributes are therefore always written in double quotes.
 */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  const [first = '', ...rest] = parts.map((part) => part.replaceAll(INDENT, ' '));
  return new Markup(
    rest.reduce((text, part, at) => text + render(contents[at] ?? null) + part, first),
  );
}

/**
 * An element whose content reaches the page byte for byte: its hash stands in the policy, or it is
 * packed.
 * @param content a constant of this package, or base64
 */
export function rawElement(tag: 'script' | 'style', attributes: string, content: string): Markup {
  return new Markup(`<${tag}${attributes}>${content}</${tag}>`);
}
