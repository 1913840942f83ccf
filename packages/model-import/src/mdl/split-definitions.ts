import { Refused } from '../refusal.ts';
import { MOST_VARIABLES, TOO_MANY } from '../source-model.ts';

/** One definition of a Vensim file, taken apart but not understood. */
export interface RawDefinition {
  /** On one line, without remarks in braces. */
  readonly formula: string;
  /** The formula as it was written, line by line. */
  readonly lines: string;
  readonly units: string;
  readonly comment: string;
  readonly group: string | null;
  /** 1-based line of its first word. */
  readonly line: number;
}

/** A macro: definitions that are copied where it is called. */
export interface RawMacro {
  /** What stands behind `:MACRO:`: `NAME(a, b : c)`. */
  readonly head: string;
  readonly definitions: readonly RawDefinition[];
  readonly line: number;
}

export interface SplitFile {
  readonly definitions: readonly RawDefinition[];
  readonly macros: readonly RawMacro[];
}

const SKETCH = /^\\+---\/\/\//;
const MACRO = ':MACRO:';
const MACRO_END = ':END OF MACRO:';
const WAY_MALFORMED = 'save the file from Vensim as text (.mdl) again';

/** Reads a file character by character, so that quotes in remarks and signs in quotes do no harm. */
class Splitter {
  readonly #text: string;
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text.replaceAll(/\r\n?/g, '\n');
  }

  split(): SplitFile {
    const definitions: RawDefinition[] = [];
    const macros: RawMacro[] = [];
    let macro: { head: string; definitions: RawDefinition[]; line: number } | null = null;
    let group: string | null = null;
    let count = 0;
    for (;;) {
      this.#skipBlank();
      if (this.#at >= this.#text.length || SKETCH.test(this.#text.slice(this.#at, this.#at + 16)))
        break;
      const line = this.#line;
      if (this.#takes(MACRO_END)) {
        if (macro === null) throw new Refused(MACRO_END, 'it ends no macro', WAY_MALFORMED, line);
        macros.push(macro);
        macro = null;
      } else if (this.#takes(MACRO)) {
        if (macro !== null) throw new Refused(MACRO, 'a macro holds no macro', WAY_MALFORMED, line);
        macro = { head: this.#takeHead(), definitions: [], line };
      } else {
        const raw = this.#takeDefinition(group, line);
        if (raw.formula.startsWith('****')) group = groupOf(raw.lines);
        else {
          count += 1;
          if (count > MOST_VARIABLES) throw TOO_MANY(line);
          (macro?.definitions ?? definitions).push(raw);
        }
      }
    }
    if (macro !== null) throw new Refused(MACRO, 'the macro has no end', WAY_MALFORMED, macro.line);
    return { definitions, macros };
  }

  #takes(word: string): boolean {
    if (this.#text.slice(this.#at, this.#at + word.length).toUpperCase() !== word) return false;
    this.#at += word.length;
    return true;
  }

  /** Up to the parenthesis that closes the parameters. */
  #takeHead(): string {
    const from = this.#at;
    let [depth, isQuoted] = [0, false];
    while (this.#at < this.#text.length) {
      const character = this.#next();
      if (character === '"') isQuoted = !isQuoted;
      else if (!isQuoted && character === '(') depth += 1;
      else if (!isQuoted && character === ')') {
        depth -= 1;
        if (depth === 0) break;
      }
    }
    return this.#text.slice(from, this.#at).replaceAll(/\s+/g, ' ').trim();
  }

  #next(): string {
    const character = this.#text[this.#at] ?? '';
    this.#at += 1;
    if (character === '\n') this.#line += 1;
    return character;
  }

  /** Space between definitions, and remarks like the encoding of the file. */
  #skipBlank(): void {
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at] ?? '';
      if (character === '{') this.#skipRemark();
      else if (/\s|\uFEFF/.test(character)) this.#next();
      else return;
    }
  }

  #skipRemark(): void {
    const line = this.#line;
    let depth = 0;
    while (this.#at < this.#text.length) {
      const character = this.#next();
      if (character === '{') depth += 1;
      else if (character === '}') depth -= 1;
      if (depth === 0) return;
    }
    throw new Refused('{', 'the remark has no end', 'close it with }', line);
  }

  #takeDefinition(group: string | null, line: number): RawDefinition {
    const lines = this.#takeFormula(line);
    const ended = this.#text[this.#at - 1] === '|';
    const [units, unitsEnded] = ended ? ['', true] : this.#takeText(true, line);
    const [comment] = unitsEnded ? [''] : this.#takeText(false, line);
    return {
      formula: joinLines(lines),
      lines,
      units: joinLines(units),
      comment: joinLines(comment.split('~')[0] ?? ''),
      group,
      line,
    };
  }

  #takeFormula(line: number): string {
    const isGroup = this.#text.startsWith('****', this.#at);
    let [formula, quote] = ['', ''];
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at] ?? '';
      if (character === '{' && quote === '') {
        this.#skipRemark();
        continue;
      }
      this.#next();
      if (quote === '' && (character === '~' || character === '|')) return formula;
      formula += character;
      if (isGroup) continue;
      if (quote !== '' && character === '\\') formula += this.#next();
      else if (character === quote) quote = '';
      else if (quote === '' && (character === '"' || opensText(character, formula)))
        quote = character;
    }
    throw new Refused(
      formula.slice(0, 40),
      quote === '' ? 'the definition has no end' : `the quotation mark ${quote} is not closed`,
      WAY_MALFORMED,
      line,
    );
  }

  /** @returns the text, and whether the definition ended with it */
  #takeText(endsAtTilde: boolean, line: number): [string, boolean] {
    let text = '';
    while (this.#at < this.#text.length) {
      const character = this.#next();
      if (character === '|') return [text, true];
      if (character === '~' && endsAtTilde) return [text, false];
      text += character;
    }
    throw new Refused(text.slice(0, 40), 'the definition has no end', WAY_MALFORMED, line);
  }
}

/** An apostrophe begins a text only where a value may begin: names hold apostrophes. */
const opensText = (character: string, before: string): boolean =>
  character === "'" && /[(,]\s*'$/.test(before);

function groupOf(lines: string): string | null {
  const name = /^[ \t]*\.(.+)$/m.exec(lines)?.[1]?.trim();
  return name === undefined || name === '' ? null : name;
}

/** Lines that a backslash continues, and all others, on one line. */
function joinLines(text: string): string {
  return text
    .replaceAll(/\\[ \t]*\n\s*/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/**
 * The definitions and macros of a Vensim file, up to its sketch.
 * @throws Refused where a definition does not end
 */
export function splitDefinitions(text: string): SplitFile {
  return new Splitter(text).split();
}
