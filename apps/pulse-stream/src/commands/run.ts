import { createWorld, runPipeline, type RunSummary } from '@pulse-stream/pipeline';
import { openDeadLetters, openOutput, type OutputSink } from '@pulse-stream/sinks';
import { PulseError } from '@pulse-stream/worldstate';
import type { CommandContext } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { createProgressLine } from '../progress-line.ts';
import { openRunInputs, type OpenedInput } from '../run-inputs.ts';
import { readPipelineOptions } from '../run-settings.ts';
import { isOn, numberOf, textOf } from '../settings.ts';
import { nameFailures } from '../name-failures.ts';
import { catchSignals } from '../signals.ts';
import { describeSummary } from '../summary-text.ts';

/** Standard input when nothing is named and something is piped in. */
function inputPaths({ terminal, words }: CommandContext): readonly string[] {
  if (words.length > 0) return words;
  if (terminal.stdin.isTTY !== true) return ['-'];
  throw new PulseError(
    'option-invalid',
    'no input: name a file of scenarios or pipe them in (see pulse-stream help, or try pulse-stream demo)',
  );
}

function totalSize(inputs: readonly OpenedInput[]): number | null {
  let total = 0;
  for (const { source } of inputs) {
    if (source.size === null) return null;
    total += source.size;
  }
  return total;
}

function exitCodeOf({ gated, failed }: RunSummary): number {
  if (gated > 0) return EXIT.gated;
  return failed > 0 ? EXIT.someFailed : EXIT.ok;
}

/** `pulse-stream run`: scenarios in, one record per line out. */
export async function run(context: CommandContext): Promise<number> {
  const { terminal, messages, settings } = context;
  const paths = inputPaths(context);
  const world = createWorld(await readPipelineOptions(settings));
  const signals = catchSignals();
  const sinks: OutputSink[] = [];
  const inputs: OpenedInput[] = [];
  const started = terminal.now();
  try {
    inputs.push(...(await openRunInputs(paths, context, signals.stop)));
    const force = isOn(settings, 'force');
    const output = textOf(settings, 'output') ?? '-';
    const sink = await openOutput(output, { force });
    sinks.push(sink);
    const errors = textOf(settings, 'errors');
    const deadLetters = errors === undefined ? null : await openDeadLetters(errors, { force });
    if (deadLetters !== null) sinks.push(deadLetters);
    const progress = createProgressLine(terminal, wantsProgress(context), totalSize(inputs));
    const summary = await runPipeline({
      inputs,
      sink,
      deadLetters: isOn(settings, 'verbose')
        ? nameFailures(messages, deadLetters)
        : (deadLetters ?? undefined),
      options: world,
      credits: numberOf(settings, 'credits'),
      signal: signals.stop,
      abandon: signals.abandon,
      onProgress: ({ records, failed, bytesIn, scenario }) =>
        progress.update({
          records,
          failed,
          bytesIn,
          scenario: scenario === null ? null : scenario.done / scenario.total,
        }),
    }).finally(() => progress.clear());
    const signal = signals.caught();
    if (signal === null) for (const open of sinks) await open.close();
    else for (const open of sinks) await (output === '-' ? open.close() : open.abort());
    const quiet = isOn(settings, 'quiet');
    for (const remark of quiet ? [] : sinks.flatMap(({ remarks }) => remarks))
      messages.say('warning', remark);
    if (!quiet)
      messages.say(
        'summary',
        describeSummary(summary, { paths, output, elapsedMs: terminal.now() - started }, messages),
        { ...summary },
      );
    return signal ?? exitCodeOf(summary);
  } catch (error) {
    await Promise.all(sinks.map((sink) => sink.abort()));
    await Promise.all(inputs.map(({ source }) => source.close()));
    const signal = signals.caught();
    if (signal !== null && error instanceof PulseError && error.code === 'aborted') return signal;
    throw error;
  } finally {
    signals.release();
  }
}

function wantsProgress({ settings, terminal }: CommandContext): boolean {
  const when = textOf(settings, 'progress') ?? 'auto';
  return (
    when === 'always' ||
    (when === 'auto' && terminal.stderr.isTTY === true && !isOn(settings, 'quiet'))
  );
}
