import { printDigest, RunReview } from '@pulse-stream/review';
import { openOutput } from '@pulse-stream/sinks';
import { isFileOutput } from '@pulse-stream/sinks/internal';
import { PulseError, type RecordSink } from '@pulse-stream/worldstate';
import type { CommandContext } from '../settings/command-context.ts';
import { planOutputs } from '../settings/output-plan.ts';
import { isOn, textOf } from '../settings/settings.ts';
import { reviewFiles } from '../review/review-files.ts';
import type { RunTarget } from './run-target.ts';

/** @throws PulseError `option-invalid` where records do not say what a digest needs */
function readPlace({ settings }: CommandContext): string {
  const path = textOf(settings, 'digest') ?? '-';
  if (textOf(settings, 'record') === 'slim' || settings.has('fields'))
    throw new PulseError(
      'option-invalid',
      `--digest ${path}: it is made of whole records, not of parts (--record slim, --fields)`,
    );
  return path;
}

/** The file in which all records of the run are at its end; null: they pass by. */
async function recordFile({ settings, terminal }: CommandContext): Promise<string | null> {
  const isFile = (path: string): Promise<boolean> => isFileOutput(path, terminal.fileSystem);
  const plans = await planOutputs('run', settings, isFile);
  return plans.find((plan) => plan.format === 'ndjson' && plan.isFile)?.path ?? null;
}

/** Records that are also folded as they pass. */
function watch(records: RecordSink, fold: RunReview): RecordSink {
  const decoder = new TextDecoder();
  return {
    isDoneAfterWrite: records.isDoneAfterWrite === true,
    async write(bytes) {
      await records.write(bytes);
      for (const line of decoder.decode(bytes).split('\n'))
        if (line !== '') fold.add(JSON.parse(line));
    },
    close: () => records.close(),
  };
}

/**
 * A run that also writes what it says as a whole, when its records are written. Records in a file are
 * read again, so that those of the part before a stop are in it.
 * @param open opens the run; null: its output is complete already, and only the digest is made
 * @throws PulseError `option-invalid`, `output-exists`, and as opening does
 */
export async function withDigest(
  context: CommandContext,
  signal: AbortSignal,
  open: () => Promise<RunTarget | null>,
): Promise<RunTarget | null> {
  const { settings, terminal } = context;
  const { fileSystem, stdout } = terminal;
  const path = readPlace(context);
  const file = await recordFile(context);
  if (file === null && isOn(settings, 'resume'))
    throw new PulseError(
      'option-invalid',
      `--digest ${path} with --resume needs the records in a file of their own (-o FILE.jsonl)`,
    );
  // a run that goes on is the one that would have written it
  const force = isOn(settings, 'force') || isOn(settings, 'resume');
  const sink = await openOutput(path, { force, fileSystem, stdout });
  const passing = new RunReview();
  const write = async (): Promise<void> => {
    const fold = file === null ? passing : await reviewFiles([file], context, { signal });
    await sink.write(new TextEncoder().encode(printDigest(fold.report())));
    await sink.close();
  };
  try {
    const target = await open();
    if (target === null) {
      await write();
      return null;
    }
    let isWritten = false;
    let isLost = false;
    return {
      ...target,
      records: file === null ? watch(target.records, passing) : target.records,
      async close() {
        await target.close();
        isWritten = true;
        await write();
      },
      async leave(failed) {
        isLost = true;
        await sink.abort();
        // records that were closed stay
        return isWritten ? false : await target.leave(failed);
      },
      remarks: () => [
        ...target.remarks(),
        ...(isLost ? [`${path} was not written: the run ended before its end`] : []),
      ],
    };
  } catch (error) {
    await sink.abort();
    throw error;
  }
}
