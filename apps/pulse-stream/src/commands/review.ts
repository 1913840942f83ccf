import { printDigest, type Review } from '@pulse-stream/review';
import { printReviewTable } from '../review/review-table.ts';
import { attend } from '../run/attend.ts';
import { printLines } from '../output/print-lines.ts';
import { recordPlaces } from '../records/record-places.ts';
import { reviewFiles } from '../review/review-files.ts';
import { writeTogether } from '../output/write-whole.ts';
import type { CommandContext } from '../settings/command-context.ts';
import { isOn, numberOf, textOf } from '../settings/settings.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { plural } from '../terminal/plural.ts';

/** Significant digits for programs. */
const DIGITS = 6;

/** `pulse-stream review out.jsonl`: the run as a whole. */
export async function review(context: CommandContext): Promise<number> {
  const { settings, messages } = context;
  const paths = recordPlaces('review', context);
  const top = numberOf(settings, 'top');
  const digits = numberOf(settings, 'precision');
  return await attend(context, async ({ stop }) => {
    const fold = await reviewFiles(paths, context, { top, signal: stop });
    const found = fold.report();
    const isLines = textOf(settings, 'format') === 'ndjson';
    const digest = textOf(settings, 'digest');
    await writeTogether(
      [
        ...(digest === undefined
          ? []
          : [{ path: digest, text: printDigest(found, { top, digits }) }]),
        {
          path: textOf(settings, 'output') ?? '-',
          text: isLines
            ? printLines([found], digits ?? DIGITS)
            : printReviewTable(found, { top, digits }),
        },
      ],
      context,
    );
    if (!isOn(settings, 'quiet') && isLines)
      messages.say('summary', describeCounts(found), { ...found.records });
    return EXIT.ok;
  });
}

function describeCounts({ records, contradictions }: Review): string {
  const { total, complete, gated, failed } = records;
  return `${plural(total, 'record')}: ${complete} complete, ${gated} gated, ${failed} failed; ${plural(contradictions.cells, 'contradiction')}`;
}
