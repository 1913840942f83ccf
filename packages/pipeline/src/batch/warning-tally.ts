import type { Warning } from '@pulse-stream/worldstate/internal';
import { z } from 'zod';
import type { BatchOutput } from './batch-output.ts';

/** How many records carry a kind of warning, and the first of them. */
export const WarningCount = z.strictObject({
  type: z.string(),
  records: z.int().min(1),
  first: z.strictObject({
    line: z.int().min(1),
    source: z.string().optional(),
    message: z.string(),
    path: z.string().optional(),
  }),
});
export type WarningCount = z.infer<typeof WarningCount>;

/** Counts the warnings of records by kind. */
export class WarningTally {
  readonly #counts = new Map<string, WarningCount>();

  /** @param start what an earlier part of the run counted */
  constructor(start: readonly WarningCount[] = []) {
    for (const count of start) this.#counts.set(count.type, count);
  }

  add({ warnings, lines }: BatchOutput): void {
    for (const { index, warning } of warnings ?? []) {
      const line = lines[index];
      if (line !== undefined) this.#count(warning, line);
    }
  }

  counts(): WarningCount[] {
    return [...this.#counts.values()];
  }

  #count(
    { type, message, path }: Warning,
    at: { line: number; source?: string | undefined },
  ): void {
    const known = this.#counts.get(type);
    const first = known?.first ?? {
      line: at.line,
      ...(at.source === undefined ? {} : { source: at.source }),
      message,
      ...(path === undefined ? {} : { path }),
    };
    this.#counts.set(type, { type, records: (known?.records ?? 0) + 1, first });
  }
}
