import { ExpressionError } from './expression-error.ts';
import { quote, tokenize, type Token } from './tokens.ts';

/** A word as a message shows it. */
export function show(token: Token): string {
  return token.kind === 'end' ? 'the end' : quote(token.text);
}

/** Hands out the words of an expression, one after the other. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  /** @throws ExpressionError at the first character that cannot belong to an expression */
  constructor(source: string) {
    this.#tokens = tokenize(source);
  }

  /** The next word, which stays the next. */
  peek(): Token {
    return this.#tokens[this.#at] as Token; // the last word is "end" and is never passed
  }

  take(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.#at += 1;
    return token;
  }

  /** Takes the next word if it is this symbol. */
  takes(symbol: string): boolean {
    const { kind, text } = this.peek();
    const isIt = kind === 'symbol' && text === symbol;
    if (isIt) this.#at += 1;
    return isIt;
  }

  /** @throws ExpressionError when the next word is not this symbol */
  expect(symbol: string, because: string): void {
    if (this.takes(symbol)) return;
    const token = this.peek();
    throw new ExpressionError(
      `expected "${symbol}" ${because}, found ${show(token)}`,
      token.column,
    );
  }
}
