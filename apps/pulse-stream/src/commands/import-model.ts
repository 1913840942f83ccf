import { decodeText, importModel, verifyModel, writeSeries } from '@pulse-stream/model-import';
import type {
  ComparedColumn,
  Refusal,
  SeriesTable,
  Verification,
} from '@pulse-stream/model-import';
import { Refused } from '@pulse-stream/model-import/internal';
import { compileModel } from '@pulse-stream/simulator';
import { reviewStep } from '@pulse-stream/simulator/internal';
import { PulseError } from '@pulse-stream/worldstate';
import type { CommandContext } from '../settings/command-context.ts';
import type { DataFolder } from '../run/data-folder.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { plural } from '../terminal/plural.ts';
import { refuseIdleForce, refuseTableName } from '../settings/output-plan.ts';
import { isOn, textOf } from '../settings/settings.ts';
import { writeText } from '../terminal/write-text.ts';
import { writeTogether } from '../output/write-whole.ts';

type ImportedModel = Extract<ReturnType<typeof importModel>, { kind: 'model' }>;

/** Largest model file and largest table that are read. */
const MODEL_BYTES = 10_000_000;
const TABLE_BYTES = 100_000_000;

async function readFile(path: string, most: number): Promise<string> {
  const { readBounded } = await import('../settings/dataset-files.ts');
  let bytes: Uint8Array | null;
  try {
    bytes = readBounded(path, most);
  } catch (cause) {
    throw new PulseError('input-unreadable', `${path}: the file cannot be read`, { cause });
  }
  if (bytes === null)
    throw new PulseError('option-invalid', `${path}: is larger than ${most} bytes`);
  return decodeText(bytes);
}

/** `file:line: construct: message (way out)`. */
function describeRefusal({ file, line, construct, message, way }: Refusal): string {
  return `${file}:${line}: ${construct}: ${message} (${way})`;
}

function describeColumn({ column, name, difference, fails, isSingle }: ComparedColumn): string {
  if (name === null) return `ABSENT ${column}: the model has no such name`;
  const size = difference === 0 ? '0' : difference.toExponential(1);
  const why = isSingle ? ' (as much as single precision explains)' : '';
  return fails === null
    ? `PASS   ${column}: ${size}${why}`
    : `FAIL   ${column}: at time ${fails.time} the table has ${fails.expected}, the model ${shortNumber(fails.got)}; largest relative difference ${size}`;
}

/** A number to the digits that a table may have. */
const shortNumber = (value: number): string => String(Number(value.toPrecision(9)));

/** A line per column and one of them all. */
function describeVerification(
  { columns, passed, failure }: Verification,
  table: string,
  written: string,
): string {
  const failed = columns.filter(({ fails }) => fails !== null).length;
  const compared = columns.filter(({ name }) => name !== null).length;
  const absent = columns.length - compared;
  const counts = `${plural(compared, 'column')} compared, ${failed} differ, ${absent} not in the model`;
  return [
    ...columns.map(describeColumn),
    `${passed ? 'PASS' : 'FAIL'}: ${table}: ${failure ?? counts}${passed ? '' : `; ${written} was written all the same`}`,
    '',
  ].join('\n');
}

async function verify(imported: ImportedModel, table: string): Promise<Verification> {
  const text = await readFile(table, TABLE_BYTES);
  try {
    return verifyModel(imported, text);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { construct, message, way } = error;
    throw new PulseError('dataset-invalid', `${table}: ${construct}: ${message} (${way})`, {
      cause: error,
    });
  }
}

/**
 * Where the numbers of its series go: beside the model.
 * @throws PulseError `option-invalid` where there is no place beside it, or one that was read from
 */
function seriesPath(output: string | undefined, folder: DataFolder | null): string {
  if (output === undefined || output === '-')
    throw new PulseError(
      'option-invalid',
      'the model has series: their numbers go into a file beside it (give -o FILE)',
    );
  const path = `${output.replace(/\.[^./\\]*$/, '')}-data.csv`;
  if (folder?.hasRead(path) === true)
    throw new PulseError(
      'option-invalid',
      `${path} would be overwritten: it was read (give another -o)`,
    );
  return path;
}

/** What the model's own run takes, as flags. */
function describeRun(turns: number, data: SeriesTable | null, path: string | null): string {
  const observations = data === null || path === null ? '' : ` --observations ${data.name}=${path}`;
  return `its own run has ${plural(turns, 'turn')}: --turns ${turns}${observations}`;
}

/**
 * What half of the step would change over the file's own run, as records of that run say it; null: little.
 * The step came with the file, so its owner has seen its error as the model: what matters is whose it is.
 */
function describeStep({ model, turns }: ImportedModel): string | null {
  const { coarse } = reviewStep(compileModel(model), { turns });
  if (coarse === null) return null;
  const way = coarse.hint === undefined ? '' : `; for less of it, ${coarse.hint}`;
  return `${coarse.message}; the step is that of the file, so the program it comes from has the same error (keep it to have the same numbers${way})`;
}

async function openFolder(context: CommandContext): Promise<DataFolder | null> {
  const folder = textOf(context.settings, 'data');
  if (folder === undefined) return null;
  const { openDataFolder } = await import('../run/data-folder.ts');
  return openDataFolder(folder, textOf(context.settings, 'verify'));
}

/**
 * `pulse-stream model import FILE`: a model of Vensim or XMILE as a model file.
 * @throws PulseError `model-invalid` with a line per refusal; `dataset-invalid` for a table that is none
 */
export async function importFile(file: string, context: CommandContext): Promise<number> {
  const { settings, terminal, messages } = context;
  refuseTableName('model import', settings);
  refuseIdleForce('model', settings);
  const folder = await openFolder(context);
  const text = await readFile(file, MODEL_BYTES);
  const imported = importModel(text, { file, data: folder ?? undefined });
  if (imported.kind === 'refused')
    throw new PulseError('model-invalid', imported.refusals.map(describeRefusal).join('\n'));
  const table = textOf(settings, 'verify');
  const verification = table === undefined ? null : await verify(imported, table);
  const output = textOf(settings, 'output');
  const { turns, data, yaml } = imported;
  const series =
    data === null ? null : { path: seriesPath(output, folder), text: writeSeries(data) };
  if (output === undefined) await writeText(terminal.stdout, yaml);
  else
    await writeTogether(
      [...(series === null ? [] : [series]), { path: output, text: yaml }],
      context,
    );
  if (!isOn(settings, 'quiet')) {
    messages.say('imported', `${file}: ${describeRun(turns, data, series?.path ?? null)}`, {
      file,
      turns,
      ...(data === null || series === null ? {} : { observations: { [data.name]: series.path } }),
    });
    const step = describeStep(imported);
    if (step !== null) messages.say('warning', `${file}: warning: ${step}`, { file });
  }
  if (verification === null || table === undefined) return EXIT.ok;
  // with -o standard output is free; else it is the model
  const report = output === undefined ? terminal.stderr : terminal.stdout;
  await writeText(report, describeVerification(verification, table, output ?? 'the model'));
  return verification.passed ? EXIT.ok : EXIT.someFailed;
}
