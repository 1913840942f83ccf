import { decodeText, importModel, verifyModel } from '@pulse-stream/model-import';
import type { ComparedColumn, Refusal, Verification } from '@pulse-stream/model-import';
import { Refused } from '@pulse-stream/model-import/internal';
import { PulseError } from '@pulse-stream/worldstate';
import type { CommandContext } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { plural } from '../plural.ts';
import { isOn, textOf } from '../settings.ts';
import { writeText } from '../write-text.ts';
import { writeWhole } from '../write-whole.ts';

/** Largest model file and largest table that are read. */
const MODEL_BYTES = 10_000_000;
const TABLE_BYTES = 100_000_000;

async function readFile(path: string, most: number): Promise<string> {
  const { readBounded } = await import('../dataset-files.ts');
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
  return `${file}${line === null ? '' : `:${line}`}: ${construct}: ${message} (${way})`;
}

function describeColumn({ column, name, difference, failsAt, isSingle }: ComparedColumn): string {
  if (name === null) return `ABSENT ${column}: the model has no such name`;
  const size = difference === 0 ? '0' : difference.toExponential(1);
  const why = isSingle ? ' (as much as single precision explains)' : '';
  return failsAt === null
    ? `PASS   ${column}: ${size}${why}`
    : `FAIL   ${column}: ${size}, first at ${failsAt}`;
}

/** A line per column and one of them all. */
function describeVerification({ columns, passed, failure }: Verification, table: string): string {
  const failed = columns.filter(({ failsAt }) => failsAt !== null).length;
  const compared = columns.filter(({ name }) => name !== null).length;
  const absent = columns.length - compared;
  const counts = `${plural(compared, 'column')} compared, ${failed} differ, ${absent} not in the model`;
  return [
    ...columns.map(describeColumn),
    `${passed ? 'PASS' : 'FAIL'}: ${table}: ${failure ?? counts}`,
    '',
  ].join('\n');
}

async function verify(
  imported: Extract<ReturnType<typeof importModel>, { kind: 'model' }>,
  table: string,
): Promise<Verification> {
  const text = await readFile(table, TABLE_BYTES);
  try {
    return verifyModel(imported.model, text, imported.turns);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { construct, message, way } = error;
    throw new PulseError('dataset-invalid', `${table}: ${construct}: ${message} (${way})`, {
      cause: error,
    });
  }
}

/**
 * `pulse-stream model import FILE`: a model of Vensim or XMILE as a model file.
 * @throws PulseError `model-invalid` with a line per refusal; `dataset-invalid` for a table that is none
 */
export async function importFile(file: string, context: CommandContext): Promise<number> {
  const { settings, terminal, messages } = context;
  const imported = importModel(await readFile(file, MODEL_BYTES), { file });
  if (imported.kind === 'refused')
    throw new PulseError('model-invalid', imported.refusals.map(describeRefusal).join('\n'));
  const table = textOf(settings, 'verify');
  const verification = table === undefined ? null : await verify(imported, table);
  const output = textOf(settings, 'output');
  if (output === undefined) await writeText(terminal.stdout, imported.yaml);
  else await writeWhole(output, imported.yaml, context);
  if (!isOn(settings, 'quiet'))
    messages.say(
      'imported',
      `${file}: its own run has ${plural(imported.turns, 'turn')}: --turns ${imported.turns}`,
      { file, turns: imported.turns },
    );
  if (verification === null || table === undefined) return EXIT.ok;
  // with -o standard output is free; else it is the model
  const report = output === undefined ? terminal.stderr : terminal.stdout;
  await writeText(report, describeVerification(verification, table));
  return verification.passed ? EXIT.ok : EXIT.someFailed;
}
