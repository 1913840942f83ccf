import { isFailure, PulseError } from '@pulse-stream/worldstate';
import { openOutput } from '@pulse-stream/sinks';
import { isFileOutput, openDeadLetters } from '@pulse-stream/sinks/internal';
import { TABLE_FORMATS } from '@pulse-stream/formats/internal';
import type { TableFormat } from '@pulse-stream/formats';
import { extname } from 'node:path';
import type { CommandContext } from '../settings/command-context.ts';
import { isToHub, planOutputs, type OutputPlan } from '../settings/output-plan.ts';
import { isOn, textOf } from '../settings/settings.ts';
import { attend } from '../run/attend.ts';
import { readExported } from '../records/read-exported.ts';
import { openTable, writeTable } from '../output/record-outputs.ts';
import { describeUnseen } from '../output/run-target.ts';
import { withSinks } from '../output/with-sinks.ts';
import { exportSubmission } from './export-submission.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { plural } from '../terminal/plural.ts';

/** Records between two writes. */
const RECORDS_AT_ONCE = 64;

type TablePlan = OutputPlan & { readonly format: TableFormat };

/** The one output of an export, which is a table. */
async function readPlan(context: CommandContext): Promise<TablePlan> {
  const { settings, terminal } = context;
  const isFile = (path: string): Promise<boolean> => isFileOutput(path, terminal.fileSystem);
  const [plan] = await planOutputs('export', settings, isFile);
  if (plan === undefined || plan.format === 'ndjson') return refuseFormat(plan?.path ?? '-');
  return { ...plan, format: plan.format };
}

/** @param path whose name says no format */
function refuseFormat(path: string): never {
  const given = path === '-' ? '' : `${path}: `;
  const suffix = extname(path);
  const none = suffix === '' ? '' : ` (${suffix} is none)`;
  throw new PulseError(
    'option-invalid',
    `${given}export needs a format${none}: ${TABLE_FORMATS.map((format) => `-o FILE.${format}`).join(', ')}, or --to ${TABLE_FORMATS.join('|')}|hubverse`,
  );
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

/**
 * `pulse-stream export OUT.jsonl -o FILE`: what `run` would have written with that format, made of
 * the records that it wrote.
 */
export async function exportRecords(context: CommandContext): Promise<number> {
  const { settings, terminal } = context;
  const path = readPath(context);
  if (isToHub(settings)) return await exportSubmission(path, context);
  const plan = await readPlan(context);
  const table = openTable(plan.format, settings);
  const counts = { results: 0, failures: 0 };
  return await attend(context, async ({ stop }) => {
    const exported = await withSinks(async (keep) => {
      const { fileSystem, stdout } = terminal;
      const options = { force: isOn(settings, 'force'), fileSystem, stdout };
      const errors = textOf(settings, 'errors');
      const failures =
        plan.failures === null ? null : await keep(openOutput(plan.failures, options));
      const letters = errors === undefined ? null : await keep(openDeadLetters(errors, options));
      const results = await keep(openOutput(plan.path, options));
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
