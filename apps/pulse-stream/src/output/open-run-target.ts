import type { World } from '@pulse-stream/pipeline';
import type { RecordSink } from '@pulse-stream/worldstate';
import { openOutput, type OutputSink } from '@pulse-stream/sinks';
import { isResumable } from '@pulse-stream/formats/internal';
import { isFileOutput, openDeadLetters, type AppendedLines } from '@pulse-stream/sinks/internal';
import { PulseError } from '@pulse-stream/worldstate';
import type { CommandContext } from '../settings/command-context.ts';
import { openResumableRun } from './resumable-run.ts';
import { openRunInputs } from '../run/run-inputs.ts';
import { describeUnseen, type RunTarget } from './run-target.ts';
import { isLinesOnly, planOutputs, type OutputPlan } from '../settings/output-plan.ts';
import { isOn, textOf, type Settings } from '../settings/settings.ts';

/** The outputs of a run that are open. */
interface OpenOutputs {
  readonly plan: OutputPlan;
  readonly results: OutputSink;
  readonly failures: OutputSink | null;
}

async function openPlanned(
  plan: OutputPlan,
  { settings, terminal: { fileSystem, stdout } }: CommandContext,
): Promise<OpenOutputs> {
  const options = { force: isOn(settings, 'force'), fileSystem, stdout };
  const results = await openOutput(plan.path, options);
  try {
    const failures = plan.failures === null ? null : await openOutput(plan.failures, options);
    return { plan, results, failures };
  } catch (error) {
    await results.abort();
    throw error;
  }
}

/** Records that are written as they are, or become tables on their way. */
async function joinOutputs(
  outputs: readonly OpenOutputs[],
  { settings }: CommandContext,
): Promise<{ records: RecordSink; finish(): Promise<void>; unseen(): readonly string[] }> {
  const [first] = outputs;
  if (first !== undefined && isLinesOnly(outputs.map(({ plan }) => plan)))
    return { records: first.results, finish: () => Promise.resolve(), unseen: () => [] };
  const { openRecordOutputs } = await import('./record-outputs.ts');
  const begun = outputs.map((output) => ({ ...output, begun: false }));
  const joined = openRecordOutputs(begun, settings);
  return { records: joined, finish: () => joined.finish(), unseen: () => joined.unseen };
}

/** Streams, devices, and files that cannot be gone on with: what a stream was given is written. */
async function openStreamedRun(
  paths: readonly string[],
  plans: readonly OutputPlan[],
  errors: string | undefined,
  context: CommandContext,
  signal: AbortSignal,
): Promise<RunTarget> {
  const { settings, terminal } = context;
  const { fileSystem } = terminal;
  const force = isOn(settings, 'force');
  const inputs = await openRunInputs(paths, context, signal);
  const outputs: OpenOutputs[] = [];
  let letters: OutputSink | null = null;
  const sinks = (): OutputSink[] => [
    ...outputs.flatMap(({ failures }) => (failures === null ? [] : [failures])),
    ...outputs.map(({ results }) => results),
    ...(letters === null ? [] : [letters]),
  ];
  try {
    for (const plan of plans) outputs.push(await openPlanned(plan, context));
    if (errors !== undefined) letters = await openDeadLetters(errors, { force, fileSystem });
    const joined = await joinOutputs(outputs, context);
    const lost: string[] = [];
    return {
      inputs,
      records: joined.records,
      deadLetters: letters,
      resumed: null,
      async close() {
        await joined.finish();
        for (const sink of sinks()) await sink.close();
      },
      async leave(failed) {
        // What a stream was given cannot be taken back; dead letters of it are complete so far.
        for (const { plan, results, failures } of outputs) {
          if (plan.isFile) lost.push(plan.path);
          await failures?.abort();
          await (failed || plan.isFile ? results.abort() : results.close()).catch(() => undefined);
        }
        await (failed ? letters?.abort() : letters?.close())?.catch(() => undefined);
        return false;
      },
      remarks: () => [
        ...sinks().flatMap(({ remarks }) => remarks),
        ...lost.map((path) => `${path} was not written: the run ended before its end`),
        ...describeUnseen(joined.unseen()),
      ],
    };
  } catch (error) {
    await Promise.all(sinks().map((sink) => sink.abort()));
    await Promise.all(inputs.map(({ source }) => source.close()));
    throw error;
  }
}

/** Dead letters that go to a device beside an output that is a file. */
async function withLetters(target: RunTarget, path: string): Promise<RunTarget> {
  const letters = await openDeadLetters(path);
  return {
    ...target,
    deadLetters: letters,
    close: async () => {
      await letters.close();
      await target.close();
    },
    leave: async (failed) => {
      await letters.abort();
      return await target.leave(failed);
    },
  };
}

/**
 * Opens what a run reads and writes. A file can be continued by `--resume`; a stream cannot.
 * @returns null when `--resume` finds the output complete
 * @throws PulseError `option-invalid`, and as opening does
 */
export async function openRunTarget(
  paths: readonly string[],
  world: World,
  context: CommandContext,
  signal: AbortSignal,
): Promise<RunTarget | null> {
  const open = () => openRemembered(paths, world, context, signal);
  if (!context.settings.has('digest')) return await open();
  const { withDigest } = await import('./digest-target.ts');
  return await withDigest(context, signal, open);
}

async function openRemembered(
  paths: readonly string[],
  world: World,
  context: CommandContext,
  signal: AbortSignal,
): Promise<RunTarget | null> {
  if (!context.settings.has('memory')) return await openFiles(paths, world, context, signal, null);
  // what it takes to read records again is most of a short run
  const { openMemory, withMemory } = await import('./memory-target.ts');
  const memory = await openMemory(context);
  try {
    const target = await openFiles(paths, world, context, signal, memory);
    if (target !== null && memory !== null) return withMemory(target, memory, world);
    await memory?.close();
    return target;
  } catch (error) {
    await memory?.close().catch(() => undefined);
    throw error;
  }
}

async function openFiles(
  paths: readonly string[],
  world: World,
  context: CommandContext,
  signal: AbortSignal,
  memory: AppendedLines | null,
): Promise<RunTarget | null> {
  const { settings, terminal } = context;
  const errors = textOf(settings, 'errors');
  const isFile = (path: string): Promise<boolean> => isFileOutput(path, terminal.fileSystem);
  const plans = await planOutputs('run', settings, isFile);
  await refuseTables(plans, settings);
  const obstacle = findObstacle(plans);
  if (obstacle !== null) {
    if (isOn(settings, 'resume')) throw new PulseError('option-invalid', `--resume ${obstacle}`);
    return await openStreamedRun(paths, plans, errors, context, signal);
  }
  const isLetterFile = errors !== undefined && (await isFile(errors));
  const places = { paths, plans, errors: isLetterFile ? errors : undefined };
  const target = await openResumableRun(places, world, context, signal, memory);
  return target === null || errors === undefined || isLetterFile
    ? target
    : await withLetters(target, errors);
}

/**
 * Refuses tables that cannot be made before any file is touched.
 * @throws PulseError `option-invalid`
 */
async function refuseTables(plans: readonly OutputPlan[], settings: Settings): Promise<void> {
  if (isLinesOnly(plans)) return;
  const { openTable } = await import('./record-outputs.ts');
  openTable('csv', settings);
}

/** Why a run cannot be continued by what it wrote; null: it can. */
function findObstacle(plans: readonly OutputPlan[]): string | null {
  if (plans.some((plan) => !plan.isFile))
    return 'needs -o FILE: a stream that was written cannot be continued';
  const sealed = plans.find(({ format }) => format !== 'ndjson' && !isResumable(format));
  return sealed === undefined
    ? null
    : `cannot continue ${sealed.path}: a Parquet file says at its end what is in it (ndjson and csv can be continued; export makes Parquet of them)`;
}
