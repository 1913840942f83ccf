import { RunReview, type ReviewOptions } from '@pulse-stream/review';
import type { CommandContext } from '../settings/command-context.ts';
import { parseRecord } from '../records/parse-record.ts';
import { readRecordFiles } from '../records/record-files.ts';

/**
 * Folds the outputs of runs into one review.
 * @param signal stops reading
 * @throws PulseError `input-unreadable`, `option-invalid` for short records, `aborted`
 */
export async function reviewFiles(
  paths: readonly string[],
  context: Pick<CommandContext, 'terminal'>,
  { signal, ...options }: ReviewOptions & { readonly signal: AbortSignal },
): Promise<RunReview> {
  const fold = new RunReview(options);
  for await (const { path, line } of readRecordFiles(paths, context, signal))
    fold.add(parseRecord(path, line));
  return fold;
}
