import { leftOut } from './left-out.ts';
import { Named } from './named.ts';
import type { ReadFailure, ReadResult } from './read-record.ts';
import type { FailureLine, WarningLine } from './review.ts';

/** Codes and kinds that are told; there are fewer in what is written today. */
const MOST_KINDS = 200;

type Counted<Line> = { -readonly [Key in keyof Line]: Line[Key] };

/** What went wrong in a run: failures by code, warnings by kind, each with the first one. */
export class TroubleTally {
  readonly #failures = new Named<Counted<FailureLine>>(MOST_KINDS);
  readonly #warnings = new Named<Counted<WarningLine>>(MOST_KINDS);

  /** What had no room. */
  leftOut(): readonly string[] {
    const why = `of a kind beyond the first ${MOST_KINDS}`;
    return [
      ...leftOut(this.#failures.refused, ['failure', 'failures'], why),
      ...leftOut(this.#warnings.refused, ['warning', 'warnings'], why),
    ];
  }

  addFailure({ type, scenario, message, path, hint }: ReadFailure): void {
    const open = () => ({ type, count: 0, first: scenario, message, path, hint });
    const line = this.#failures.get(type, open);
    if (line !== undefined) line.count += 1;
  }

  addWarnings({ scenario, warnings }: ReadResult): void {
    const seen = new Set<string>();
    for (const { type, message } of warnings) {
      const open = () => ({ type, count: 0, results: 0, first: scenario, message });
      const line = this.#warnings.get(type, open);
      if (line === undefined) continue;
      line.count += 1;
      if (!seen.has(type)) line.results += 1;
      seen.add(type);
    }
  }

  /** The most frequent first. */
  failures(): readonly FailureLine[] {
    return this.#failures.entries
      .map(([, line]) => ({ ...line }))
      .toSorted((a, b) => b.count - a.count);
  }

  /** Those of most results first. */
  warnings(): readonly WarningLine[] {
    return this.#warnings.entries
      .map(([, line]) => ({ ...line }))
      .toSorted((a, b) => b.results - a.results);
  }
}
