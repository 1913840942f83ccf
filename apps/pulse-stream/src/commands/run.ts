import { createWorld, runPipeline, type RunSummary, type World } from '@pulse-stream/pipeline';
import type { DriverSession } from '@pulse-stream/jetstream';
import { isFileOutput } from '@pulse-stream/sinks/internal';
import { PulseError } from '@pulse-stream/worldstate';
import { refuseWithoutEngine } from '../cluster/cluster-address.ts';
import type { CommandContext } from '../settings/command-context.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { createProgressLine, type ProgressLine } from '../run/progress-line.ts';
import { dryRun } from './dry-run.ts';
import { readMaxErrors } from '../flags/max-errors.ts';
import { resumeCommand } from '../output/resume-command.ts';
import type { OpenedInput } from '../run/run-inputs.ts';
import { planOutputs } from '../settings/output-plan.ts';
import { readPipelineOptions } from '../settings/run-settings.ts';
import { isOn, numberOf, textOf, textsOf } from '../settings/settings.ts';
import { nameFailures } from '../run/name-failures.ts';
import { sayGate } from '../run/say-gate.ts';
import { openRunTarget } from '../output/open-run-target.ts';
import type { RunTarget } from '../output/run-target.ts';
import { catchSignals, type Signals } from '../terminal/signals.ts';
import { describeSummary, describeWarnings } from '../run/summary-text.ts';
import { explainUnnamed, UnnamedHistories } from '../history/unnamed-histories.ts';
import type { Messages } from '../terminal/terminal.ts';

/** Standard input when nothing is named and something is piped in. */
function inputPaths({ terminal, words }: CommandContext): readonly string[] {
  if (words.length > 0) return words;
  if (terminal.stdin.isTTY !== true) return ['-'];
  throw new PulseError(
    'option-invalid',
    'no input: name a file of scenarios or pipe them in (see pulse-stream help run, or try pulse-stream demo)',
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

function exitCodeOf({ gated, failed, stopped }: RunSummary): number {
  if (stopped === 'max-errors') return EXIT.tooManyErrors;
  if (gated > 0) return EXIT.gated;
  return failed > 0 ? EXIT.someFailed : EXIT.ok;
}

/** `pulse-stream run`: scenarios in, one record per line out. */
export async function run(given: CommandContext): Promise<number> {
  const { settings, terminal } = given;
  const progress = wantsProgress(given) ? createProgressLine(terminal) : null;
  const messages = progress === null ? given.messages : clearBefore(progress, given.messages);
  const context = { ...given, messages };
  refuseWithoutEngine(settings);
  const paths = inputPaths(context);
  const world = createWorld(await readPipelineOptions(settings));
  const signals = catchSignals();
  sayGate(world, context);
  try {
    if (isOn(settings, 'dry-run')) return await dryRun(world, paths, context, signals.stop);
    const engine = await openEngineOf(paths, world, context);
    let isDone = true;
    try {
      const target = await openRunTarget(paths, world, context, signals.stop);
      if (target !== null) {
        isDone = false;
        const code = await runTarget(target, {
          paths,
          world,
          context,
          signals,
          engine,
          progress,
        });
        isDone = signals.caught() === null && code !== EXIT.tooManyErrors;
        return code;
      }
    } finally {
      await engine?.close(isDone);
    }
    if (!isOn(settings, 'quiet'))
      context.messages.say(
        'summary',
        `${textsOf(settings, 'output').join(', ')} is complete already`,
      );
    return EXIT.ok;
  } catch (error) {
    const signal = signals.caught();
    if (signal === null || !(error instanceof PulseError) || error.code !== 'aborted') throw error;
    // stopped while it found its place: what was there before is there still
    if (isOn(settings, 'resume') && !isOn(settings, 'quiet'))
      context.messages.say('resume', `next: ${resumeCommand(context.argv)}`);
    return signal;
  } finally {
    signals.release();
  }
}

/** Messages that no progress line is in the way of. */
function clearBefore(progress: ProgressLine, messages: Messages): Messages {
  return {
    ...messages,
    say(...message) {
      progress.clear();
      messages.say(...message);
    },
  };
}

/** The cluster that computes; null: this machine does. Its client is loaded only then. */
async function openEngineOf(
  paths: readonly string[],
  world: World,
  context: CommandContext,
): Promise<DriverSession | null> {
  if (!context.settings.has('engine')) return null;
  const { openEngine } = await import('../cluster/open-engine.ts');
  return await openEngine(world, paths, context);
}

/** The file the record lines are written to; null: a stream, or tables only. */
async function recordFile({ settings, terminal }: CommandContext): Promise<string | null> {
  const isFile = (path: string): Promise<boolean> => isFileOutput(path, terminal.fileSystem);
  const plans = await planOutputs('run', settings, isFile);
  const lines = plans.find(({ path, format }) => format === 'ndjson' && path !== '-');
  return lines?.path ?? null;
}

interface OpenedRun {
  readonly paths: readonly string[];
  readonly world: World;
  readonly context: CommandContext;
  readonly signals: Signals;
  readonly engine: DriverSession | null;
  /** null: nobody wants it. */
  readonly progress: ProgressLine | null;
}

async function runTarget(target: RunTarget, opened: OpenedRun): Promise<number> {
  const { paths, world, context, signals } = opened;
  const { terminal, messages, settings, argv } = context;
  const quiet = isOn(settings, 'quiet');
  const started = terminal.now();
  try {
    // what drives the model need not be named
    const driving = new Set(world.compiled.series.map(({ dataset }) => dataset));
    const histories = new UnnamedHistories(
      [...world.datasets.keys()].filter((name) => !driving.has(name)),
    );
    const inputs = target.inputs.map((input) => histories.watch(input));
    const summary = await runRecords({ ...target, inputs }, opened);
    const signal = signals.caught();
    const early = signal !== null || summary.stopped !== undefined;
    const resumable = early && (await target.leave(false));
    if (!early) await target.close();
    for (const remark of quiet ? [] : target.remarks()) messages.say('warning', remark);
    for (const [index, told] of (quiet ? [] : describeWarnings(summary)).entries())
      messages.say('warning', messages.paint('yellow', told), { ...summary.warnings[index] });
    // what was not read, in this run or in an earlier part of it, may name them
    if (!quiet && !early && target.resumed === null)
      for (const name of histories.names)
        messages.say('warning', messages.paint('yellow', explainUnnamed(name)), { dataset: name });
    const place = {
      paths,
      output: await recordFile(context),
      elapsedMs: terminal.now() - started,
      resumed: target.resumed,
      continuation: resumable ? resumeCommand(argv) : null,
    };
    if (!quiet)
      messages.say('summary', describeSummary(summary, place, settings, messages), {
        ...summary,
        ...(target.resumed === null ? {} : { resumed: target.resumed }),
      });
    return signal ?? exitCodeOf(summary);
  } catch (error) {
    const resumable = await target.leave(true);
    await Promise.all(target.inputs.map(({ source }) => source.close()));
    if (resumable && !quiet) messages.say('resume', `next: ${resumeCommand(argv)}`);
    throw error;
  }
}

async function runRecords(
  target: RunTarget,
  { world, context, signals, engine, progress }: OpenedRun,
): Promise<RunSummary> {
  const { messages, settings } = context;
  const { inputs, records, deadLetters } = target;
  progress?.begin({ bytes: totalSize(inputs), resumed: target.start !== undefined });
  return await runPipeline({
    inputs,
    sink: records,
    deadLetters: isOn(settings, 'quiet')
      ? (deadLetters ?? undefined)
      : nameFailures(messages, isOn(settings, 'verbose'), deadLetters),
    options: world,
    credits: engine?.credits ?? numberOf(settings, 'credits'),
    force: engine?.force,
    batchSize: engine?.batchSize,
    jobs: numberOf(settings, 'jobs') ?? 'auto',
    workerHeapMegabytes: numberOf(settings, 'worker-heap-mb'),
    workerStallSeconds: numberOf(settings, 'worker-stall-seconds'),
    maxErrors: readMaxErrors(textOf(settings, 'max-errors') ?? '') ?? undefined,
    signal: signals.stop,
    abandon: signals.abandon,
    start: target.start,
    onAccepted: target.onAccepted,
    onProgress:
      progress === null
        ? undefined
        : ({ records: done, failed, bytesDone, scenario }) =>
            progress.update({
              records: done,
              failed,
              bytesDone,
              scenario: scenario === null ? null : scenario.done / scenario.total,
            }),
  }).finally(() => progress?.clear());
}

function wantsProgress({ settings, terminal }: CommandContext): boolean {
  const when = textOf(settings, 'progress') ?? 'auto';
  return (
    when === 'always' ||
    (when === 'auto' && terminal.stderr.isTTY === true && !isOn(settings, 'quiet'))
  );
}
