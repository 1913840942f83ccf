import type { RunPosition, World } from '@pulse-stream/pipeline';
import {
  claimRunOutput,
  openResumableInput,
  printInput,
  type InputPrint,
  type ResumableInput,
} from '@pulse-stream/sinks';
import { PulseError } from '@pulse-stream/worldstate';
import type { CommandContext } from './command-context.ts';
import type { OpenedInput } from './run-inputs.ts';
import { compareRuns, identifyRun, type RunState } from './run-state.ts';
import type { RunTarget } from './run-target.ts';
import { isOn, numberOf, textOf } from './settings.ts';

/** What a run that can be continued reads and writes. */
export interface ResumablePlaces {
  readonly paths: readonly string[];
  readonly output: string;
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

interface OpenPlace {
  readonly input: OpenedInput;
  readonly sealAt: ResumableInput['sealAt'];
}

async function openPlace(
  path: string,
  at: RunState['at'],
  { terminal, settings }: CommandContext,
  signal: AbortSignal,
): Promise<OpenPlace> {
  const { fileSystem, stdin } = terminal;
  const maxLineBytes = numberOf(settings, 'max-line-bytes');
  const start =
    at === null ? undefined : { offset: at.position.offset, line: at.position.line, seal: at.seal };
  const { source, framer, sealAt } = await openResumableInput(path, {
    stdin,
    fileSystem,
    signal,
    maxLineBytes,
    start,
  });
  return { input: { source, framer }, sealAt };
}

/**
 * Opens inputs and output files of a run that can be continued, and finds where to go on.
 * @param settle called before every checkpoint: what else belongs to the records is made durable
 * @returns null when the output is complete already
 * @throws PulseError as opening does; `resume-refused` naming what differs
 * @see RELIABILITY.md §3
 */
export async function openResumableRun(
  { paths, output, errors }: ResumablePlaces,
  world: World,
  context: CommandContext,
  signal: AbortSignal,
  settle: () => Promise<void> | undefined,
): Promise<RunTarget | null> {
  const { terminal, settings } = context;
  const { fileSystem, now } = terminal;
  if (errors === output)
    throw new PulseError('option-invalid', 'the output and the dead letters are the same file');
  const prints: { path: string; print: InputPrint | null }[] = [];
  for (const path of paths) prints.push({ path, print: await printInput(path, fileSystem) });
  const identity = identifyRun(world, /\.gz$/i.test(output), prints, textOf(settings, 'memory'));
  const claim = await claimRunOutput({
    output,
    errors,
    force: isOn(settings, 'force'),
    resume: isOn(settings, 'resume'),
    now,
    fileSystem,
  });
  if (claim.found === 'complete') {
    await claim.release();
    return null;
  }
  const places: OpenPlace[] = [];
  try {
    const at = claim.found === 'unfinished' ? compareRuns(output, claim.state, identity) : null;
    for (const [index, { path, print }] of prints.entries()) {
      const first = at?.position.input ?? 0;
      const place =
        index < first
          ? { input: answered(print), sealAt: () => Promise.resolve(null) }
          : await openPlace(path, index === first ? at : null, context, signal);
      const named = paths.length > 1 ? { name: path } : {};
      places.push({ ...place, input: { ...place.input, ...named } });
    }
    const describe = async (position: RunPosition): Promise<RunState | null> => {
      await settle();
      const seal = (await places[position.input]?.sealAt(position.offset)) ?? null;
      return seal === null ? null : { ...identity, at: { position, seal } };
    };
    const files = await claim.begin<RunPosition>({ ...identity, at: null }, describe);
    const remarks = claim.discarded
      ? [`an unfinished run of ${output} is started over (--resume would have continued it)`]
      : [];
    return {
      inputs: places.map(({ input }) => input),
      records: files.records,
      deadLetters: files.deadLetters,
      start: at?.position,
      resumed:
        claim.found === 'unfinished'
          ? { line: (at?.position.line ?? 0) + 1, recomputed: claim.recomputed }
          : null,
      onAccepted: (position) => files.mark(position),
      close: () => files.close(),
      leave: () => files.leave(),
      remarks: () => [...remarks, ...files.remarks],
    };
  } catch (error) {
    await Promise.all(places.map(({ input }) => input.source.close()));
    await claim.release();
    throw error;
  }
}
