import type { RunDiff } from '@pulse-stream/experiment/internal';
import { compileExpression } from '@pulse-stream/simulator';
import { ExpressionError } from '@pulse-stream/simulator/internal';
import { PulseError } from '@pulse-stream/worldstate';
import { compareRuns } from '../experiment/compare-runs.ts';
import { describeDiff, printDiffTable } from '../experiment/diff-table.ts';
import { writeWhole } from '../run/write-whole.ts';
import type { CommandContext } from '../settings/command-context.ts';
import { isOn, numberOf, textOf, type Settings } from '../settings/settings.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { catchSignals } from '../terminal/signals.ts';

/** Changes that are told unasked: to people, and to programs. */
const MOST_LINES = { table: 20, ndjson: 100_000 };
const DIGITS = 6;
const TABLE_DIGITS = 3;
/** What a condition may read. */
const OPERANDS = ['shift', 'moved', 'came', 'went', 'appeared', 'healed'];

function readPlaces([before, after, ...more]: readonly string[]): readonly [string, string] {
  if (before === undefined || after === undefined || more.length > 0)
    throw new PulseError(
      'option-invalid',
      'diff needs the records of two runs: pulse-stream diff before.jsonl after.jsonl',
    );
  if (before === '-' && after === '-')
    throw new PulseError('option-invalid', 'diff reads one run from standard input, not both');
  return [before, after];
}

type Condition = (compared: RunDiff) => boolean;

/** `shift > 3`, `moved > 0 or appeared > 0`. @throws PulseError `option-invalid` */
function readCondition(settings: Settings): Condition | null {
  const text = textOf(settings, 'fail-if');
  if (text === undefined) return null;
  try {
    const compiled = compileExpression(text, {
      names: OPERANDS,
      lags: false,
      kind: 'boolean',
      turn: false,
    });
    return (compared) => {
      const operands = compared.operands();
      return compiled.evaluate((name) => operands.get(name) ?? 0);
    };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const hint = error.hint ?? `it may read ${OPERANDS.join(', ')}`;
    throw new PulseError(
      'option-invalid',
      `--fail-if: column ${error.column}: ${error.message} (${hint})`,
      { cause: error },
    );
  }
}

function printLines(
  { lines, cells, summary }: ReturnType<RunDiff['report']>,
  digits: number,
): string {
  const round = (_key: string, value: unknown): unknown =>
    typeof value === 'number' && !Number.isInteger(value)
      ? Number(value.toPrecision(digits))
      : value;
  const all = [...lines, ...cells, summary];
  return all.map((line) => `${JSON.stringify(line, round)}\n`).join('');
}

/** `pulse-stream diff before.jsonl after.jsonl`: which scenarios came, went, moved, and how far. */
export async function diff(context: CommandContext): Promise<number> {
  const { settings, messages, terminal, words } = context;
  const places = readPlaces(words);
  const condition = readCondition(settings);
  const format = textOf(settings, 'format') === 'ndjson' ? 'ndjson' : 'table';
  const most = numberOf(settings, 'top') ?? MOST_LINES[format];
  const signals = catchSignals();
  try {
    const compared = await compareRuns(places, terminal, { most, signal: signals.stop });
    const report = compared.report();
    const digits = numberOf(settings, 'precision');
    const text =
      format === 'ndjson'
        ? printLines(report, digits ?? DIGITS)
        : printDiffTable(report, digits ?? TABLE_DIGITS);
    await writeWhole(textOf(settings, 'output') ?? '-', text, context);
    const fails = condition?.(compared) === true;
    if (!isOn(settings, 'quiet') && (fails || format === 'ndjson'))
      messages.say(
        'summary',
        `${describeDiff(report.summary)}${fails ? `; --fail-if ${textOf(settings, 'fail-if') ?? ''}` : ''}`,
        { ...report.summary, failed: fails },
      );
    return fails ? EXIT.gated : EXIT.ok;
  } catch (error) {
    const signal = signals.caught();
    if (signal !== null && error instanceof PulseError && error.code === 'aborted') return signal;
    throw error;
  } finally {
    signals.release();
  }
}
