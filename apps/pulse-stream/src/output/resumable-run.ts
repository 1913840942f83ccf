import type { World } from '@pulse-stream/pipeline';
import type { RunPosition } from '@pulse-stream/pipeline/internal';
import {
  claimRunOutput,
  openResumableInput,
  printInput,
  type InputPrint,
  type ResumableInput,
  type SealedPlace,
  type AppendedLines,
  type RunOutput,
} from '@pulse-stream/sinks/internal';
import type { CommandContext } from '../settings/command-context.ts';
import type { OpenedInput } from '../run/run-inputs.ts';
import {
  compareRuns,
  describeInput,
  identifyRun,
  refuseResume,
  type RunPlace,
  type RunState,
} from './run-state.ts';
import { describeUnseen, type RunTarget } from './run-target.ts';
import type { RecordOutputs } from './record-outputs.ts';
import { isLinesOnly, type OutputPlan } from '../settings/output-plan.ts';
import { isOn, numberOf, textOf, textsOf, type Settings } from '../settings/settings.ts';

/** What a run that can be continued reads and writes. */
export interface ResumablePlaces {
  readonly paths: readonly string[];
  readonly plans: readonly OutputPlan[];
  /** A file for dead letters. */
  readonly errors: string | undefined;
}

/** An input that an earlier run has answered already. */
function answered(print: InputPrint | null): OpenedInput {
  const size = print?.size ?? 0;
  return {
    source: {
      size,
      bytesRead: size,
      read: () => Promise.resolve(null),
      close: () => Promise.resolve(),
    },
    framer: { push: () => [], end: () => [] },
  };
}

/** An input of a run, with what its checkpoints say of it. */
interface OpenPlace extends Pick<ResumableInput, 'pass' | 'sealAt' | 'sealEnd'> {
  readonly input: OpenedInput;
}

interface Opening {
  readonly context: CommandContext;
  readonly signal: AbortSignal;
}

async function openPlace(
  path: string,
  start: SealedPlace | undefined,
  { context: { terminal, settings }, signal }: Opening,
): Promise<OpenPlace> {
  const { fileSystem, stdin } = terminal;
  const maxLineBytes = numberOf(settings, 'max-line-bytes');
  const opened = await openResumableInput(path, { stdin, fileSystem, signal, maxLineBytes, start });
  return { ...opened, input: { source: opened.source, framer: opened.framer } };
}

/**
 * Reads an input that has been answered already and compares it with its seal.
 * @throws PulseError `resume-refused`
 */
async function checkAnswered(output: string, path: string, seal: string, opening: Opening) {
  const { input, sealEnd } = await openPlace(path, undefined, opening);
  try {
    while ((await input.source.read()) !== null);
  } finally {
    await input.source.close();
  }
  if (sealEnd() !== seal) refuseResume(output, `the content of ${describeInput(path)} differs`);
}

type Prints = readonly { readonly path: string; readonly print: InputPrint | null }[];

/** The inputs of a run, opened where it goes on. */
async function openPlaces(
  output: string,
  prints: Prints,
  before: RunPlace | null,
  opening: Opening,
): Promise<OpenPlace[]> {
  const { position: at = null, seals = [] } = before ?? {};
  const places: OpenPlace[] = [];
  try {
    for (const [index, { path, print }] of prints.entries()) {
      const first = at?.input ?? 0;
      const seal = seals[index] ?? '';
      const start = at === null || index > first ? undefined : { ...at, seal };
      let place: OpenPlace;
      if (index < first) {
        await checkAnswered(output, path, seal, opening);
        const [pass, sealAt, sealEnd] = [() => undefined, () => seal, () => seal];
        place = { input: answered(print), pass, sealAt, sealEnd };
      } else place = await openPlace(path, start, opening);
      const named = prints.length > 1 ? { name: path } : {};
      places.push({ ...place, input: { ...place.input, ...named } });
    }
    return places;
  } catch (error) {
    await Promise.all(places.map(({ input }) => input.source.close()));
    throw error;
  }
}

/** The seals of every input up to a place (null: the end of all); null when one cannot be made. */
function sealPlaces(places: readonly OpenPlace[], at: RunPosition | null): string[] | null {
  const seals: string[] = [];
  for (const [index, { sealAt, sealEnd }] of places.entries()) {
    if (at !== null && index > at.input) break;
    const seal = at?.input === index ? sealAt(at.offset) : sealEnd();
    if (seal === null) return null;
    seals.push(seal);
  }
  return seals;
}

/** A run has an output; for the compiler, which does not know. */
const NO_PLAN: OutputPlan = { path: '-', format: 'ndjson', isFile: false, failures: null };

/** What of the options changes the bytes of tables, and where every output is. */
const describeTables = (plans: readonly OutputPlan[], settings: Settings): unknown => ({
  outputs: plans.map(({ path, format }) => [path, format]),
  inputs: textsOf(settings, 'inputs'),
  switches: ['wide', 'escape-formulas'].map((name) => isOn(settings, name)),
});

/** The files of a run as one sink of record lines. */
async function joinFiles(
  plans: readonly OutputPlan[],
  files: Pick<RunOutput<never>, 'sinkOf'>,
  settings: Settings,
): Promise<RecordOutputs> {
  const { openRecordOutputs } = await import('./record-outputs.ts');
  const outputs = plans.map((plan) => {
    const results = files.sinkOf(plan.path);
    const failures = plan.failures === null ? null : files.sinkOf(plan.failures);
    return { plan, results, failures, begun: results.isBegun };
  });
  return openRecordOutputs(outputs, settings);
}

type Claim = Awaited<ReturnType<typeof claimRunOutput>>;

/** The one output of a run, which holds its records, and those beside it. */
async function claimOutputs(
  { plans, errors }: ResumablePlaces,
  { settings, terminal: { fileSystem, now } }: CommandContext,
): Promise<Claim> {
  const [{ path: output, format } = NO_PLAN, ...others] = plans;
  return claimRunOutput({
    output,
    errors,
    beside: plans.flatMap(({ failures }) => failures ?? []),
    others: others.map(({ path }) => path),
    lines: format === 'ndjson',
    force: isOn(settings, 'force'),
    resume: isOn(settings, 'resume'),
    now,
    fileSystem,
  });
}

/** What makes a run this one: world, inputs, and what changes the bytes of its outputs. */
function identify({ plans }: ResumablePlaces, prints: Prints, world: World, settings: Settings) {
  const packed = plans.some(({ path }) => /\.gz$/i.test(path));
  const tables = isLinesOnly(plans) ? undefined : describeTables(plans, settings);
  return identifyRun(world, packed, prints, textOf(settings, 'memory'), tables);
}

/**
 * Opens inputs and output files of a run that can be continued, and finds where to go on.
 * @param memory belongs to the records: it is made durable before every checkpoint; null: none
 * @returns null when the output is complete already, and is that of this very run
 * @throws PulseError as opening does; `resume-refused` naming what differs
 * @see RELIABILITY.md §3
 */
export async function openResumableRun(
  run: ResumablePlaces,
  world: World,
  context: CommandContext,
  signal: AbortSignal,
  memory: AppendedLines | null,
): Promise<RunTarget | null> {
  const { terminal, settings } = context;
  const opening = { context, signal };
  const prints: { path: string; print: InputPrint | null }[] = [];
  for (const path of run.paths)
    prints.push({ path, print: await printInput(path, terminal.fileSystem) });
  const [{ path: output } = NO_PLAN] = run.plans;
  const identity = identify(run, prints, world, settings);
  const claim = await claimOutputs(run, context);
  try {
    const before = claim.found === 'fresh' ? null : compareRuns(output, claim.state, identity);
    if (before?.memory !== undefined && (await memory?.holds(before.memory)) === false)
      refuseResume(output, 'the forecast memory lacks what was appended to it, or was edited');
    if (claim.found === 'complete') {
      for (const [index, path] of run.paths.entries())
        await checkAnswered(output, path, before?.seals[index] ?? '', opening);
      await claim.finish();
      await claim.release();
      return null;
    }
    const places = await openPlaces(output, prints, before, opening);
    const describe = async (at: RunPosition | null): Promise<RunState | null> => {
      const held = memory?.mark();
      await memory?.sync();
      const seals = sealPlaces(places, at);
      const kept = held === undefined ? {} : { memory: held };
      return seals === null ? null : { ...identity, at: { position: at, seals, ...kept } };
    };
    const files = await claim
      .begin<RunPosition>({ ...identity, at: null }, describe)
      .catch(async (error: unknown) => {
        await Promise.all(places.map(({ input }) => input.source.close()));
        throw error;
      });
    const joined = isLinesOnly(run.plans) ? null : await joinFiles(run.plans, files, settings);
    return targetOf(claim, before?.position ?? null, places, files, joined);
  } catch (error) {
    await claim.release();
    throw error;
  }
}

/** @param joined the files as one sink; null: the records go to them as they are */
function targetOf(
  claim: Claim,
  position: RunPosition | null,
  places: readonly OpenPlace[],
  files: RunOutput<RunPosition>,
  joined: RecordOutputs | null,
): RunTarget {
  return {
    inputs: places.map(({ input }) => input),
    records: joined ?? files.records,
    deadLetters: files.deadLetters,
    start: position ?? undefined,
    resumed:
      claim.found === 'unfinished'
        ? { line: (position?.line ?? 0) + 1, recomputed: claim.recomputed }
        : null,
    onAccepted: (accepted) => {
      for (const [index, { pass }] of places.entries())
        if (index <= accepted.input) pass(index < accepted.input ? Infinity : accepted.offset);
      return files.mark(accepted);
    },
    async close() {
      await joined?.finish();
      await files.close();
    },
    leave: () => files.leave(),
    remarks: () => [
      ...files.remarks,
      // what was not seen in the rest may have been before
      ...describeUnseen(claim.found === 'fresh' ? (joined?.unseen ?? []) : []),
    ],
  };
}
