import type { FailureRecord } from '@pulse-stream/worldstate';
import { nameOf } from './scenario.ts';

/** One failure, as the record tells it. */
export interface Failure {
  readonly name: string;
  readonly line: number;
  readonly source: string | null;
  readonly stage: string;
  readonly message: string;
  readonly path: string | null;
  readonly hint: string | null;
}

/** Failures of one code: how many, and the first of them. */
export interface FailureKind {
  readonly code: string;
  readonly count: number;
  readonly first: readonly Failure[];
}

/** Of each code. */
const MOST_TOLD = 5;
/** A message may hold what the line held. */
const MOST_CHARACTERS = 500;

const cut = (text: string): string =>
  text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}\u2026` : text;

/** Failures by code. */
export class FailureTally {
  readonly #kinds = new Map<string, { count: number; first: Failure[] }>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(record: FailureRecord): void {
    const { line, source, error } = record;
    this.#count += 1;
    const kind = this.#kinds.get(error.type) ?? { count: 0, first: [] };
    this.#kinds.set(error.type, kind);
    kind.count += 1;
    if (kind.first.length === MOST_TOLD) return;
    kind.first.push({
      name: nameOf(record),
      line,
      source: source ?? null,
      stage: error.stage,
      message: cut(error.message),
      path: error.path === undefined ? null : cut(error.path),
      hint: error.hint === undefined ? null : cut(error.hint),
    });
  }

  /** Most frequent first. */
  kinds(): readonly FailureKind[] {
    return [...this.#kinds]
      .map(([code, kind]) => ({ code, ...kind }))
      .toSorted((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
  }
}
