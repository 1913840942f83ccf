import { PulseError } from '@pulse-stream/worldstate';
import type { Problem } from '@pulse-stream/worldstate/internal';
import { ExpressionError } from '../language/expression-error.ts';
import { writtenAt, type Renaming } from './rename-keys.ts';
import { isWithin, type Path } from './schema-places.ts';

/** What else there is to say about a problem. */
export type ProblemDetail = Omit<Problem, 'path' | 'message'>;

/**
 * A place in a model as people write it: `rules[2].effects[0].add`; a key that is not a plain
 * word is quoted: `slots["a b"]`.
 */
export function formatPath(path: Path): string {
  return path
    .map((key, index) => {
      if (typeof key === 'number') return `[${key}]`;
      const text = String(key);
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(text)) return `[${JSON.stringify(text)}]`;
      return index === 0 ? text : `.${text}`;
    })
    .join('');
}

/** How a model that is looked at differs from what was written. */
export interface MendedPlaces {
  /** What is said of them would be about what nobody wrote. */
  readonly mended: readonly Path[];
  readonly renamings: readonly Renaming[];
}

/** Maps that declare names. */
const DECLARING = new Set(['slots', 'params', 'values', 'tables', 'series']);

/** Collects everything that is wrong with a model, so that a person can mend it in one go. */
export class ModelProblems {
  readonly list: Problem[] = [];
  readonly #mended: readonly Path[];
  readonly #renamings: readonly Renaming[];
  /** false: names were lost, so that one nobody declared says nothing. */
  readonly #knowsNames: boolean;

  constructor({ mended, renamings }: MendedPlaces = { mended: [], renamings: [] }) {
    this.#mended = mended;
    this.#renamings = renamings;
    this.#knowsNames = !mended.some(
      ([part, ...more]) => more.length === 0 && DECLARING.has(String(part)),
    );
  }

  add(path: Path, message: string, detail: ProblemDetail = {}): void {
    if (this.#mended.some((place) => isWithin(place, path))) return;
    this.#note(path, message, detail);
  }

  /** Notes a name that nobody declared, whatever stands beside it: nothing mended names anything. */
  addUnknown(path: Path, name: string, detail: ProblemDetail = {}): void {
    if (this.#knowsNames && name !== '') this.#note(path, `unknown name "${name}"`, detail);
  }

  #note(path: Path, message: string, detail: ProblemDetail): void {
    this.list.push({ path: formatPath(writtenAt(path, this.#renamings)), message, ...detail });
  }

  /**
   * What `compile` returns, or null after noting what is wrong with the expression at `path`: it is
   * as it was written, whatever was mended beside it.
   * @param rule id of the rule it belongs to
   */
  attempt<T>(path: Path, rule: string | undefined, compile: () => T): T | null {
    try {
      return compile();
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      // a table that was lost is an unknown function
      if (this.#knowsNames || !error.message.startsWith('unknown '))
        this.#note(path, error.message, { column: error.column, hint: error.hint, rule });
      return null;
    }
  }

  /**
   * Ends the compilation when anything was noted.
   * @throws PulseError `model-invalid` with all problems; its message names the first
   */
  throwIfAny(name: string): void {
    const [first, ...more] = this.list;
    if (first === undefined) return;
    const column = first.column === undefined ? '' : `column ${first.column}: `;
    const hint = first.hint === undefined ? '' : ` (${first.hint})`;
    const others = more.length === 0 ? '' : `; and ${more.length} more`;
    const where = first.path === '' ? '' : `${first.path}: `;
    throw new PulseError(
      'model-invalid',
      `${name} is not valid: ${where}${column}${first.message}${hint}${others}`,
      { problems: this.list },
    );
  }
}
