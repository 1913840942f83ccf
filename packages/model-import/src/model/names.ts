import { LANGUAGE_NAMES } from '@pulse-stream/simulator/internal';
import { FORBIDDEN_NAMES, RESERVED_NAMES } from '@pulse-stream/worldstate/internal';

/** Longest name of the language. */
const LONGEST = 64;

/** Names that would hide one of the language, in any case. */
const TAKEN: ReadonlySet<string> = new Set([
  ...LANGUAGE_NAMES,
  ...FORBIDDEN_NAMES,
  ...RESERVED_NAMES,
]);

/** Gives every variable a name of the language that a person recognises, each once. */
export class Names {
  readonly #byKey = new Map<string, string>();
  readonly #given = new Set<string>();
  /** The number that a base has next: thousands may have the same beginning. */
  readonly #next = new Map<string, number>();

  /** The name of a variable: always the same for the same key. */
  of(key: string, written: string): string {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const name = this.free(written);
    this.#byKey.set(key, name);
    return name;
  }

  /** A name that nothing else has. */
  free(written: string): string {
    const plain = plainName(written);
    const base = TAKEN.has(plain) ? `${plain}_value` : plain;
    let name = base.slice(0, LONGEST);
    for (let count = this.#next.get(name) ?? 2; this.#given.has(name); count += 1) {
      const suffix = `_${count}`;
      this.#next.set(base.slice(0, LONGEST), count + 1);
      name = base.slice(0, LONGEST - suffix.length) + suffix;
    }
    this.#given.add(name);
    return name;
  }
}

/** Letters, digits and underscores that begin with a letter. */
function plainName(written: string): string {
  const ascii = written
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{ASCII}]/gu, (character) => `_u${character.codePointAt(0)?.toString(16)}_`)
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  return /^[a-z]/.test(ascii) ? ascii : ascii === '' ? 'v' : `v_${ascii}`;
}
