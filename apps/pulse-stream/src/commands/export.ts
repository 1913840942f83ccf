import { isFailure, PulseError } from '@pulse-stream/worldstate';
import { openOutput, type OutputSink } from '@pulse-stream/sinks';
import { isFileOutput, openDeadLetters } from '@pulse-stream/sinks/internal';
import type { CommandContext } from '../settings/command-context.ts';
import { planOutputs, type OutputPlan } from '../settings/output-plan.ts';
import { isOn, textOf } from '../settings/settings.ts';
import { attend } from '../run/attend.ts';
import { readExported } from '../run/read-exported.ts';
import { openTable, writeTable } from '../run/record-outputs.ts';
import { describeUnseen } from '../run/run-target.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { plural } from '../terminal/plural.ts';

/** Records between two writes. */
const RECORDS_AT_ONCE = 64;

/** The one output of an export, which is a table. */
async function readPlan(context: CommandContext): Promise<OutputPlan> {
  const { settings, terminal } = context;
  const isFile = (path: string): Promise<boolean> => isFileOutput(path, terminal.fileSystem);
  const [plan] = await planOutputs('export', settings, isFile);
  if (plan === undefined || plan.format === 'ndjson')
    throw new PulseError(
      'option-invalid',
      'export needs a format: -o FILE.csv, -o FILE.parquet, or --to csv|parquet',
    );
  return plan;
}

function readPath({ words, terminal }: CommandContext): string {
  const [path, ...more] = words;
  if (more.length > 0)
    throw new PulseError('option-invalid', 'export takes one output of a run at a time');
  if (path !== undefined) return path;
  if (terminal.stdin.isTTY !== true) return '-';
  throw new PulseError(
    'option-invalid',
    'export needs records: pulse-stream export out.jsonl -o out.parquet',
  );
}

/** What was exported. */
interface Exported {
  readonly results: number;
  readonly failures: number;
  readonly unseen: readonly string[];
}

/** The files of an export, which appear together or not at all. */
async function withSinks(
  plan: OutputPlan,
  { settings, terminal: { fileSystem, stdout } }: CommandContext,
  work: (sinks: readonly [OutputSink, OutputSink | null, OutputSink | null]) => Promise<Exported>,
): Promise<Exported> {
  const options = { force: isOn(settings, 'force'), fileSystem, stdout };
  const errors = textOf(settings, 'errors');
  const open: OutputSink[] = [];
  const opened = async (sink: Promise<OutputSink>): Promise<OutputSink> => {
    open.push(await sink);
    return await sink;
  };
  try {
    const { failures: path } = plan;
    const failures = path === null ? null : await opened(openOutput(path, options));
    const letters = errors === undefined ? null : await opened(openDeadLetters(errors, options));
    const results = await opened(openOutput(plan.path, options));
    const exported = await work([results, failures, letters]);
    for (const sink of open) await sink.close();
    return exported;
  } catch (error) {
    for (const sink of open) await sink.abort();
    throw error;
  }
}

/**
 * `pulse-stream export OUT.jsonl -o FILE`: what `run` would have written with that format, made of
 * the records that it wrote.
 */
export async function exportRecords(context: CommandContext): Promise<number> {
  const { settings } = context;
  const [path, plan] = [readPath(context), await readPlan(context)];
  const table = openTable(plan.format === 'parquet' ? 'parquet' : 'csv', settings);
  const counts = { results: 0, failures: 0 };
  return await attend(context, async ({ stop }) => {
    const exported = await withSinks(plan, context, async ([results, failures, letters]) => {
      for await (const { record, bytes } of readExported(path, context, stop, NEEDS)) {
        table.add(record);
        counts[isFailure(record) ? 'failures' : 'results'] += 1;
        if (isFailure(record)) await letters?.write(Buffer.concat([bytes, LINE_END]));
        if ((counts.results + counts.failures) % RECORDS_AT_ONCE === 0)
          await writeTable(table.take(), { results, failures });
      }
      await writeTable(table.end(), { results, failures });
      return { ...counts, unseen: table.unseen };
    });
    if (!isOn(settings, 'quiet')) sayExported(exported, plan, context);
    return EXIT.ok;
  });
}

/** What whole records are for. */
const NEEDS = 'tables are made of';
const LINE_END = Uint8Array.of(0x0a);

function sayExported(
  { results, failures, unseen }: Exported,
  plan: OutputPlan,
  { messages, settings }: CommandContext,
): void {
  if (results > 0)
    for (const remark of describeUnseen(unseen))
      messages.say('warning', messages.paint('yellow', remark));
  const where = plan.failures ?? textOf(settings, 'errors') ?? '';
  messages.say(
    'summary',
    `${plural(results, 'result')} in ${plan.path === '-' ? 'the table' : plan.path}, ${plural(failures, 'failure')} in ${where}`,
    { results, failures },
  );
}
