import { FLAGS } from '../flags/flag-table.ts';
import { createHash } from 'node:crypto';
import type { World } from '@pulse-stream/pipeline';
import { ENGINE_VERSION, type RunPosition } from '@pulse-stream/pipeline/internal';
import type { InputPrint, LinesMark } from '@pulse-stream/sinks/internal';
import { PulseError } from '@pulse-stream/worldstate';
import { canonicalJson } from '@pulse-stream/worldstate/internal';

/** What a checkpoint says of a run beside its outputs. */
export interface RunState {
  readonly build: string;
  /** A hash per option that changes records. */
  readonly options: Readonly<Record<string, string>>;
  readonly inputs: readonly {
    /** Printed in records; only with several inputs. */
    readonly name?: string;
    /** null for a stream. */
    readonly print: InputPrint | null;
  }[];
  /** How far the run is; null at its beginning. */
  readonly at: RunPlace | null;
}

/** A place of a run, and what was before it. */
export interface RunPlace {
  /** null: the end of all inputs. */
  readonly position: RunPosition | null;
  /**
   * SHA-256 of what was read of every input that was begun: of all of it, but of the one in which
   * the run stands, which counts up to there.
   */
  readonly seals: readonly string[];
  /** What the forecast memory held; absent: the run has none. */
  readonly memory?: LinesMark;
}

/** What a run is known by: all of its state but how far it is. */
export type RunIdentity = Omit<RunState, 'at'>;

const HASH_DIGITS = 16;

function hash(value: unknown): string {
  const text = canonicalJson(value ?? null);
  return createHash('sha256').update(text).digest('hex').slice(0, HASH_DIGITS);
}

/** Options that hold options, hashed one by one so that a difference can be named. */
const GROUPS = new Set(['gravity', 'defaults', 'limits', 'thresholds']);
/** Known by their own hashes, or given by programs only. */
const APART = new Set(['model', 'datasets', 'turnObservers', 'runObservers']);

function hashOptions({ options, modelHash }: World): Record<string, string> {
  const entries = Object.entries(options).flatMap(([name, value]): [string, string][] => {
    if (APART.has(name)) return [];
    if (!GROUPS.has(name) || typeof value !== 'object' || value === null)
      return [[name, hash(value)]];
    return Object.entries(value).map(([key, item]) => [`${name}.${key}`, hash(item)]);
  });
  const datasets = [...options.datasets].map(([name, { sha256 }]) => [
    `observations ${name}`,
    sha256.slice(0, HASH_DIGITS),
  ]);
  return Object.fromEntries([['model', modelHash], ...entries, ...datasets]);
}

/**
 * @param packed the output is compressed: its bytes depend on the library that does it
 * @param inputs path and print of every input, in order
 * @param memory path of the forecast memory: another one would lack what was issued before
 * @param tables what makes the bytes of outputs that are not only record lines, and where they are
 */
export function identifyRun(
  world: World,
  packed: boolean,
  inputs: readonly { readonly path: string; readonly print: InputPrint | null }[],
  memory?: string,
  tables?: unknown,
): RunIdentity {
  return {
    build: packed ? `${ENGINE_VERSION} zlib ${process.versions.zlib}` : ENGINE_VERSION,
    options: {
      ...hashOptions(world),
      ...(memory === undefined ? {} : { memory: hash(memory) }),
      ...(tables === undefined ? {} : { 'output, or one of its tables,': hash(tables) }),
    },
    inputs: inputs.map(({ path, print }) => ({
      ...(inputs.length > 1 ? { name: path } : {}),
      print,
    })),
  };
}

const lettersOf = (name: string): string => name.replaceAll(/[^A-Za-z]/g, '').toLowerCase();

/** An option as people give it, where it is one: `gravity.lambda` is --gravity-lambda. */
const callOption = (name: string): string => {
  const flag = FLAGS.find((one) => one.option === name || lettersOf(one.name) === lettersOf(name));
  return flag === undefined ? name : `--${flag.name}`;
};

/** Records tell these themselves. */
const TOLD: ReadonlySet<string> = new Set(['model', 'seed', 'crn']);

/** Options that say how much may be asked for, or what is told beside the records, may be others. */
const mayDiffer = (name: string): boolean =>
  name.startsWith('limits.') || name === 'debug' || TOLD.has(name);

/**
 * The options, as people give them, in which a run that made an output is another one than a world.
 * @param saved what its seal says
 */
export function listOtherOptions(saved: unknown, world: World): string[] {
  const now = hashOptions(world);
  // written by this command, as its checksum says; what another build wrote may have other fields
  const before = (saved as Partial<RunState>).options ?? {};
  const names = Object.keys({ ...before, ...now }).filter((name) => !mayDiffer(name));
  return names
    .filter((name) => name in now || name.startsWith('observations '))
    .filter((name) => before[name] !== now[name])
    .map(callOption);
}

/** How messages call an input. */
export const describeInput = (path: string): string => (path === '-' ? 'standard input' : path);

/** @throws PulseError `resume-refused` */
export function refuseResume(output: string, what: string): never {
  const hint = '--force instead of --resume starts over';
  throw new PulseError('resume-refused', `cannot resume ${output}: ${what} (${hint})`);
}

/**
 * Refuses to continue a run that was another one.
 * @param saved what the checkpoint says
 * @returns how far it was
 * @throws PulseError `resume-refused` naming the first field that differs
 */
export function compareRuns(output: string, saved: unknown, now: RunIdentity): RunPlace | null {
  const refuse = (what: string): never => refuseResume(output, what);
  // Written by this command, as its checksum says; of this form when the build is the same.
  const before = saved as RunState;
  if (before.build !== now.build)
    return refuse(`the build differs: it was ${before.build}, this is ${now.build}`);
  for (const name of new Set([...Object.keys(before.options), ...Object.keys(now.options)]))
    if (before.options[name] !== now.options[name])
      return refuse(`the option ${callOption(name)} differs`);
  if (before.inputs.length !== now.inputs.length) return refuse('the number of inputs differs');
  for (const [index, { name, print }] of before.inputs.entries()) {
    const other = now.inputs[index];
    const called = name ?? 'the input';
    if (name !== other?.name) return refuse(`the name of input ${index + 1} differs`);
    if (print?.size !== other?.print?.size) return refuse(`the size of ${called} differs`);
    if (print?.head !== other?.print?.head) return refuse(`the beginning of ${called} differs`);
  }
  return before.at;
}
