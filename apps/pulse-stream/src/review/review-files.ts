import { RunReview, type ReviewOptions } from '@pulse-stream/review';
import { readExported } from '../records/read-exported.ts';
import type { CommandContext } from '../settings/command-context.ts';

/** What whole records are for. */
const NEEDS = 'a review is made of';

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
  for (const path of paths)
    for await (const { record } of readExported(path, context, signal, NEEDS)) fold.add(record);
  return fold;
}
