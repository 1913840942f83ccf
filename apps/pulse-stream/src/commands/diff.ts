import type { RunDiff } from '@pulse-stream/experiment/internal';
import { compileExpression } from '@pulse-stream/simulator';
import { ExpressionError } from '@pulse-stream/simulator/internal';
import { PulseError } from '@pulse-stream/worldstate';
import { compareRuns } from '../experiment/compare-runs.ts';
import { describeDiff, printDiffTable } from '../experiment/diff-table.ts';
import { attend } from '../run/attend.ts';
import { printLines } from '../output/print-lines.ts';
import { writeWhole } from '../output/write-whole.ts';
import type { CommandContext } from '../settings/command-context.ts';
import { isOn, numberOf, textOf, type Settings } from '../settings/settings.ts';
import { EXIT } from '../terminal/exit-codes.ts';

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

/** `pulse-stream diff before.jsonl after.jsonl`: which scenarios came, went, moved, and how far. */
export async function diff(context: CommandContext): Promise<number> {
  const { settings, messages, words } = context;
  const places = readPlaces(words);
  const condition = readCondition(settings);
  const format = textOf(settings, 'format') === 'ndjson' ? 'ndjson' : 'table';
  const most = numberOf(settings, 'top') ?? MOST_LINES[format];
  return await attend(context, async ({ stop }) => {
    const compared = await compareRuns(places, context, { most, signal: stop });
    const report = compared.report();
    const { lines, cells, summary } = report;
    const digits = numberOf(settings, 'precision');
    const text =
      format === 'ndjson'
        ? printLines([...lines, ...cells, summary], digits ?? DIGITS)
        : printDiffTable(report, digits ?? TABLE_DIGITS);
    await writeWhole(textOf(settings, 'output') ?? '-', text, context);
    const fails = condition?.(compared) === true;
    if (!isOn(settings, 'quiet') && (fails || format === 'ndjson'))
      messages.say(
        'summary',
        `${describeDiff(summary)}${fails ? `; --fail-if ${textOf(settings, 'fail-if') ?? ''}` : ''}`,
        { ...summary, failed: fails },
      );
    return fails ? EXIT.gated : EXIT.ok;
  });
}
