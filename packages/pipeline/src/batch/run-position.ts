import { FAILURE_CODES } from '@pulse-stream/worldstate';
import { z } from 'zod';
import { WarningCount } from './warning-tally.ts';

const Count = z.int().min(0);

/**
 * Where a run stands: the place between two lines up to which every record has been accepted, and
 * the counts of the summary up to there. A run that is given it goes on exactly there.
 */
export const RunPosition = z.strictObject({
  /** Index of the input that is being read. */
  input: Count,
  /** Bytes of that input before the place (unpacked). */
  offset: Count,
  /** Physical lines (elements, in a JSON array) of that input before the place. */
  line: Count,
  /** The same over all inputs. */
  lines: Count,
  complete: Count,
  gated: Count,
  /** Failures by type. */
  byCode: z.partialRecord(z.enum(FAILURE_CODES), Count),
  /** Warnings by kind; absent: none. */
  warnings: z.array(WarningCount).optional(),
  /** Line of the last record; null before the first. */
  last: z.strictObject({ line: Count, source: z.string().optional() }).nullable(),
});
export type RunPosition = z.infer<typeof RunPosition>;

/** Records written before the position. */
export function countRecords({ complete, gated, byCode }: RunPosition): number {
  return Object.values(byCode).reduce((sum, count) => sum + count, complete + gated);
}
