import type { Mistake } from '../../src/lab/protocol.ts';
import { byId } from '../by-id.ts';
import { element } from './element.ts';

/** Typing is followed, but not letter by letter. */
const PAUSE_MS = 250;
const MOST_MISTAKES = 20;

/** The text of the model with the numbers of its lines, and what is wrong with it. */
export class Editor {
  readonly #text = byId('yaml', HTMLTextAreaElement);
  readonly #gutter = byId('gutter', HTMLPreElement);
  readonly #mistakes = byId('mistakes', HTMLOListElement);
  #timer = 0;
  #wrong: ReadonlySet<number> = new Set();

  /** @param onEdit told of a text when the user pauses */
  constructor(onEdit: (text: string) => void) {
    this.#text.addEventListener('input', () => {
      this.#number();
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => onEdit(this.#text.value), PAUSE_MS);
    });
    this.#text.addEventListener('scroll', () => {
      this.#gutter.scrollTop = this.#text.scrollTop;
    });
  }

  get text(): string {
    return this.#text.value;
  }

  write(text: string): void {
    if (this.#text.value !== text) this.#text.value = text;
    this.#number();
  }

  /** Says what is wrong and what is odd; a click leads to its place. */
  tell(mistakes: readonly Mistake[], warnings: readonly Mistake[] = []): void {
    this.#wrong = new Set(mistakes.flatMap(({ line }) => line ?? []));
    const items = [
      ...mistakes.slice(0, MOST_MISTAKES).map((one) => this.#item(one, 'mistake')),
      ...warnings.slice(0, MOST_MISTAKES).map((one) => this.#item(one, 'warning')),
    ];
    this.#mistakes.replaceChildren(...items);
    this.#number();
  }

  #item({ line, column, message }: Mistake, kind: string): HTMLLIElement {
    const text = kind === 'warning' ? `warning: ${message}` : message;
    if (line === null) return element('li', { class: kind }, text);
    const go = element('button', { type: 'button' }, `line ${line}: ${text}`);
    go.addEventListener('click', () => this.#goTo(line, column ?? 1));
    return element('li', { class: kind }, go);
  }

  #goTo(line: number, column: number): void {
    const lines = this.#text.value.split('\n');
    const start = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
    this.#text.focus();
    this.#text.setSelectionRange(start + column - 1, start + (lines[line - 1]?.length ?? 0));
    this.#text.scrollTop = (this.#text.scrollHeight / lines.length) * Math.max(0, line - 6);
  }

  #number(): void {
    const count = this.#text.value.split('\n').length;
    const parts = Array.from({ length: count }, (_, at) =>
      this.#wrong.has(at + 1) ? element('b', {}, String(at + 1)) : `${at + 1}\n`,
    );
    this.#gutter.replaceChildren(...parts);
    this.#gutter.scrollTop = this.#text.scrollTop;
  }
}
