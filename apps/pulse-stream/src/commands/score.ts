import { ForecastScorer, type ScoreReport } from '@pulse-stream/verify';
import { readGroupKeys, type ScoreSummary } from '@pulse-stream/verify/internal';
import { PulseError } from '@pulse-stream/worldstate';
import type { CommandContext } from '../settings/command-context.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { DEFAULT_MODEL, openModel } from '../catalog/model-catalog.ts';
import { plural } from '../terminal/plural.ts';
import { attend } from '../run/attend.ts';
import { readRecordFiles } from '../records/record-files.ts';
import { writeWhole } from '../output/write-whole.ts';
import { loadDatasets } from '../settings/run-settings.ts';
import { printScores } from '../score/score-lines.ts';
import { describeUnverified } from '../score/score-reasons.ts';
import { printScoreTable } from '../score/score-table.ts';
import { isOn, numberOf, textOf, textsOf, type Settings } from '../settings/settings.ts';

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
  context: CommandContext,
  take: (bytes: Uint8Array | null) => void,
  signal: AbortSignal,
): Promise<void> {
  for await (const { line } of readRecordFiles(paths, context, signal))
    take(line.tooLarge ? null : line.bytes);
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
  const { settings } = context;
  const paths = readPlaces(context);
  const datasets = await loadDatasets(settings);
  const model = await openModel(textOf(settings, 'model') ?? DEFAULT_MODEL);
  const by = textsOf(settings, 'by');
  const scorer = new ForecastScorer({
    datasets,
    model,
    by: by.length === 0 ? undefined : readGroupKeys(by),
    scale: scaleOf(settings),
  });
  const others = textOf(settings, 'relative-to');
  return await attend(context, async ({ stop }) => {
    if (others !== undefined) await readOthers(others, context, scorer, stop);
    await readRecords(paths, context, (line) => scorer.addLine(line), stop);
    return await tellScores(scorer.report(), context);
  });
}

const scaleOf = (settings: Settings): 'natural' | 'log' =>
  textOf(settings, 'scale') === 'log' ? 'log' : 'natural';

async function tellScores(report: ScoreReport, context: CommandContext): Promise<number> {
  const { settings, messages } = context;
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
      : printScoreTable(report, numberOf(settings, 'precision') ?? TABLE_DIGITS, scaleOf(settings));
  await writeWhole(textOf(settings, 'output') ?? '-', text, context);
  if (!isOn(settings, 'quiet'))
    messages.say(
      'summary',
      `${plural(records, 'record')}: ${verified} verified, ${records - verified} not${describePile(report.summary)}`,
      { records, verified, unverified, datasets: report.summary.datasets },
    );
  return EXIT.ok;
}
