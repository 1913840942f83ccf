import { ForecastScorer } from '@pulse-stream/verify';
import { readGroupKeys, type ScoreSummary } from '@pulse-stream/verify/internal';
import { openInput, openOutput } from '@pulse-stream/sinks';
import { PulseError } from '@pulse-stream/worldstate';
import type { CommandContext } from '../settings/command-context.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { DEFAULT_MODEL, openModel } from '../catalog/model-catalog.ts';
import { plural } from '../terminal/plural.ts';
import { readRecordLines } from '../run/record-lines.ts';
import { loadDatasets } from '../settings/run-settings.ts';
import { printScores } from '../score/score-lines.ts';
import { describeUnverified } from '../score/score-reasons.ts';
import { printScoreTable } from '../score/score-table.ts';
import { isOn, listOf, numberOf, textOf } from '../settings/settings.ts';
import { catchSignals } from '../terminal/signals.ts';

/** Significant digits of scores: for programs, and for people, whom more would not help. */
const DIGITS = 6;
const TABLE_DIGITS = 4;

function readPlaces({ words, terminal, settings }: CommandContext): readonly string[] {
  const usage = 'pulse-stream score out.jsonl --observations later.csv';
  if (!settings.has('observations'))
    throw new PulseError('option-invalid', `score needs what came true: ${usage}`);
  if (words.length > 0) return words;
  if (terminal.stdin.isTTY !== true) return ['-'];
  throw new PulseError('option-invalid', `score needs records: ${usage}`);
}

/** Hands every line of the files on, one at a time; null: it is too long. */
async function readRecords(
  paths: readonly string[],
  { terminal: { fileSystem, stdin } }: CommandContext,
  take: (bytes: Uint8Array | null) => void,
  signal: AbortSignal,
): Promise<void> {
  for (const path of paths) {
    const source = openInput(path, { fileSystem, stdin, signal });
    try {
      for await (const { bytes, blank, tooLarge } of readRecordLines(source)) {
        if (!blank) take(tooLarge ? null : bytes);
      }
    } finally {
      await source.close();
    }
  }
}

/** Forecasts to compare with; none of them would be compared in silence. */
async function readOthers(
  path: string,
  context: CommandContext,
  scorer: ForecastScorer,
  signal: AbortSignal,
): Promise<void> {
  await readRecords([path], context, (line) => scorer.addOtherLine(line), signal);
  if (scorer.others === 0)
    throw new PulseError(
      'dataset-invalid',
      `--relative-to ${path}: none of its forecasts could be verified: pulse-stream score ${path} says why`,
    );
}

/** What of the pile was there before, and which observations stood for which dataset. */
function describePile({ unverified, datasets }: ScoreSummary): string {
  const { duplicate = 0 } = unverified;
  const named = Object.entries(datasets).filter(([name]) => name !== '');
  const list = named.map(([name, count]) => `${name} ${count}`).join(', ');
  return [
    duplicate === 0 ? '' : ` (${duplicate} of them there before, counted once)`,
    list === '' ? '' : `; by dataset: ${list}`,
  ].join('');
}

/**
 * `pulse-stream score out.jsonl… --observations FILE`: verifies forecasts against observations that
 * arrived after they were issued.
 */
export async function score(context: CommandContext): Promise<number> {
  const { settings, messages, terminal } = context;
  const paths = readPlaces(context);
  const datasets = await loadDatasets(settings);
  const model = await openModel(textOf(settings, 'model') ?? DEFAULT_MODEL);
  const by = listOf(settings, 'by');
  const scorer = new ForecastScorer({
    datasets,
    model,
    by: by === undefined ? undefined : readGroupKeys(by),
    scale: textOf(settings, 'scale') === 'log' ? 'log' : 'natural',
  });
  const others = textOf(settings, 'relative-to');
  const signals = catchSignals();
  try {
    if (others !== undefined) await readOthers(others, context, scorer, signals.stop);
    await readRecords(paths, context, (line) => scorer.addLine(line), signals.stop);
  } catch (error) {
    const signal = signals.caught();
    if (signal !== null && error instanceof PulseError && error.code === 'aborted') return signal;
    throw error;
  } finally {
    signals.release();
  }
  const report = scorer.report();
  const { records, verified, unverified, cells, events } = report.summary;
  const reasons = describeUnverified(report);
  if (cells.verified + events.verified === 0)
    throw new PulseError(
      'dataset-invalid',
      [`nothing could be verified of ${plural(records, 'record')}`, ...reasons].join('\n  '),
    );
  const text =
    textOf(settings, 'format') === 'ndjson'
      ? printScores(report, numberOf(settings, 'precision') ?? DIGITS)
      : printScoreTable(report, numberOf(settings, 'precision') ?? TABLE_DIGITS);
  const { fileSystem, stdout } = terminal;
  const output = textOf(settings, 'output') ?? '-';
  const sink = await openOutput(output, { force: isOn(settings, 'force'), fileSystem, stdout });
  try {
    await sink.write(new TextEncoder().encode(text));
    await sink.close();
  } catch (error) {
    await sink.abort();
    throw error;
  }
  if (!isOn(settings, 'quiet'))
    messages.say(
      'summary',
      `${plural(records, 'record')}: ${verified} verified, ${records - verified} not${describePile(report.summary)}`,
      { records, verified, unverified, datasets: report.summary.datasets },
    );
  return EXIT.ok;
}
