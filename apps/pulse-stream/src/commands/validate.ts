import { checkLine, createWorld, type Line } from '@pulse-stream/pipeline';
import { createBatchSource, listProblems, TOLD_PROBLEMS } from '@pulse-stream/pipeline/internal';
import { PulseError, type Failure } from '@pulse-stream/worldstate';
import type { Warning } from '@pulse-stream/worldstate/internal';
import type { CommandContext } from '../settings/command-context.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { openRunInputs } from '../run/run-inputs.ts';
import { describeLine } from '../terminal/line-message.ts';
import { plural } from '../terminal/plural.ts';
import { readPipelineOptions } from '../settings/run-settings.ts';
import { sayGate } from '../run/say-gate.ts';
import { writeText } from '../terminal/write-text.ts';

const describeFailure = ({ line, source }: Line, { type, path, message, hint }: Failure): string =>
  `${describeLine({ line, source, path, message: `${type}: ${message}`, hint })}\n`;

const describeWarning = ({ line, source }: Line, { type, path, message }: Warning): string =>
  `${describeLine({ line, source, path, message: `warning: ${type}: ${message}` })}\n`;

const describeRest = ({ line, source }: Line): string =>
  `${describeLine({ line, source, message: `and more problems: of one line ${TOLD_PROBLEMS} are told` })}\n`;

const NO_PROBLEMS = { problems: [], hasMore: false } as const;

/** `pulse-stream validate FILE…`: everything that can be said without simulating. */
export async function validate(context: CommandContext): Promise<number> {
  const { settings, messages, terminal, words } = context;
  if (words.length === 0)
    throw new PulseError('option-invalid', 'validate needs a file: pulse-stream validate FILE…');
  const world = createWorld(await readPipelineOptions(settings));
  sayGate(world, context);
  const source = createBatchSource(await openRunInputs(words, context));
  let [lines, failed, warnings] = [0, 0, 0];
  try {
    for (let batch = await source.read(); batch !== null; batch = await source.read()) {
      for (const line of batch.lines) {
        const { failure, warnings: ofLine } = checkLine(world, line);
        const {
          problems,
          hasMore,
          warnings: told,
        } = failure === null
          ? { ...NO_PROBLEMS, warnings: ofLine }
          : listProblems(world, line, failure);
        lines += 1;
        failed += failure === null ? 0 : 1;
        for (const problem of problems)
          await writeText(terminal.stdout, describeFailure(line, problem));
        if (hasMore) await writeText(terminal.stdout, describeRest(line));
        warnings += told.length;
        for (const warning of told)
          await writeText(terminal.stdout, describeWarning(line, warning));
      }
    }
  } finally {
    source.close();
    await source.closed();
  }
  messages.say(
    'summary',
    `${plural(lines, 'scenario')}: ${failed} would fail, ${plural(warnings, 'warning')}`,
    {
      lines,
      failed,
      warnings,
    },
  );
  return failed > 0 ? EXIT.someFailed : EXIT.ok;
}
