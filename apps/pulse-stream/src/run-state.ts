import { createHash } from 'node:crypto';
import { ENGINE_VERSION, RunPosition, type World } from '@pulse-stream/pipeline';
import type { InputPrint } from '@pulse-stream/sinks';
import { canonicalJson, PulseError } from '@pulse-stream/worldstate';
import { z } from 'zod';

/** What a checkpoint says of a run beside its outputs. */
export const RunState = z.strictObject({
  build: z.string(),
  /** A hash per option that changes records. */
  options: z.record(z.string(), z.string()),
  inputs: z.array(
    z.strictObject({
      /** Printed in records; only with several inputs. */
      name: z.string().optional(),
      /** null for a stream. */
      print: z.strictObject({ size: z.number(), head: z.string() }).nullable(),
    }),
  ),
  /** How far the run is; null at its beginning. */
  at: z.strictObject({ position: RunPosition, seal: z.string() }).nullable(),
});
export type RunState = z.infer<typeof RunState>;

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
  const datasets = [...options.datasets].map(([name, { rows, labels }]) => [
    `observations ${name}`,
    hash({ rows, labels }),
  ]);
  return Object.fromEntries([['model', modelHash], ...entries, ...datasets]);
}

/**
 * @param packed the output is compressed: its bytes depend on the library that does it
 * @param inputs path and print of every input, in order
 */
export function identifyRun(
  world: World,
  packed: boolean,
  inputs: readonly { readonly path: string; readonly print: InputPrint | null }[],
): RunIdentity {
  return {
    build: packed ? `${ENGINE_VERSION} zlib ${process.versions.zlib}` : ENGINE_VERSION,
    options: hashOptions(world),
    inputs: inputs.map(({ path, print }) => ({
      ...(inputs.length > 1 ? { name: path } : {}),
      print,
    })),
  };
}

/**
 * Refuses to continue a run that was another one.
 * @param saved what the checkpoint says
 * @returns how far it was
 * @throws PulseError `resume-refused` naming the first field that differs
 */
export function compareRuns(output: string, saved: unknown, now: RunIdentity): RunState['at'] {
  const refuse = (what: string): never => {
    const hint = '--force instead of --resume starts over';
    throw new PulseError('resume-refused', `cannot resume ${output}: ${what} (${hint})`);
  };
  const parsed = RunState.safeParse(saved);
  if (!parsed.success) return refuse('the build differs: its checkpoint has another form');
  const before = parsed.data;
  if (before.build !== now.build)
    return refuse(`the build differs: it was ${before.build}, this is ${now.build}`);
  for (const name of new Set([...Object.keys(before.options), ...Object.keys(now.options)]))
    if (before.options[name] !== now.options[name]) return refuse(`the option ${name} differs`);
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
