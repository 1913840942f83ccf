import { createHash } from 'node:crypto';
import type { Line, World } from '@pulse-stream/pipeline';
import { ENGINE_VERSION, seedOfLine } from '@pulse-stream/pipeline/internal';
import { PulseError } from '@pulse-stream/worldstate';
import type { RecordLine } from './record-lines.ts';

/** A record of an earlier output, as far as it says what it is of. */
export interface OldRecord {
  /** 1-based number among the records. */
  readonly number: number;
  readonly bytes: Uint8Array;
  readonly kind: 'result' | 'failure';
  readonly line: number;
  readonly source: string | undefined;
  readonly batchIndex: number;
  /** SHA-256 of its line; null: results of schema 1 do not say it. */
  readonly sha256: string | null;
  /** What made a result; only a part of it, or nothing, where fields were chosen. */
  readonly run: Readonly<Record<string, unknown>>;
}

/** Schemas of records that are read. */
const SCHEMAS: ReadonlySet<unknown> = new Set([1, 2]);
/** Statuses of each kind. */
const STATUSES: Readonly<Record<OldRecord['kind'], readonly unknown[]>> = {
  result: ['complete', 'gated'],
  failure: ['failed'],
};
const SHA256 = /^[0-9a-f]{64}$/;

/** What to give instead of an input that is not that of the output. */
export const WHOLE_INPUT = 'give all of the input of the run, every mended line in its place';

/** @throws PulseError `resume-refused` */
export function refuseRetry(message: string): never {
  throw new PulseError('resume-refused', `cannot retry: ${message}`);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/**
 * Reads what a record says of itself.
 * @throws PulseError `resume-refused` with its number, for what is torn or was never a record
 */
export function readOldRecord({ line: number, bytes, tooLarge }: RecordLine): OldRecord {
  if (tooLarge) refuseRetry(`record ${number} is too long`);
  const value = parse(bytes);
  if (!isObject(value)) return refuseRetry(`record ${number} is torn, or is no record`);
  const { kind, schema, line, source, batch_index, status, line_sha256, run, error } = value;
  if (kind !== 'result' && kind !== 'failure')
    return refuseRetry(`record ${number} is neither a result nor a failure`);
  if (!SCHEMAS.has(schema)) refuseRetry(`record ${number} is of a schema that is not known here`);
  const sha256 = typeof line_sha256 === 'string' && SHA256.test(line_sha256) ? line_sha256 : null;
  const isWhole =
    STATUSES[kind].includes(status) &&
    (source === undefined || typeof source === 'string') &&
    (sha256 !== null || (kind === 'result' && schema === 1 && line_sha256 === undefined)) &&
    (kind === 'result' ? run === undefined || isObject(run) : isObject(error));
  if (!isCount(line) || !isCount(batch_index) || !isWhole)
    return refuseRetry(`record ${number} lacks what a ${kind} has`);
  return {
    number,
    bytes,
    kind,
    line,
    source: typeof source === 'string' ? source : undefined,
    batchIndex: batch_index,
    sha256,
    run: isObject(run) ? run : {},
  };
}

/** A line as people find it: runs of several inputs name the one it stands in. */
const placeOf = ({ line, source }: Pick<Line, 'line' | 'source'>): string =>
  source === undefined ? `${line}` : `${line} of ${source}`;

/**
 * A record stands for the line in the same place; that of a result is still the same.
 * @throws PulseError `resume-refused`
 */
export function checkPlace(record: OldRecord, line: Line): void {
  const { number, kind, sha256 } = record;
  if (
    record.line !== line.line ||
    record.batchIndex !== line.batchIndex ||
    record.source !== line.source
  )
    refuseRetry(
      `record ${number} belongs to line ${placeOf(record)}, and the input has line ${placeOf(line)} there (${WHOLE_INPUT})`,
    );
  if (kind === 'failure' || sha256 === null) return;
  const now = line.cut?.sha256 ?? createHash('sha256').update(line.bytes).digest('hex');
  if (now !== sha256)
    refuseRetry(
      `line ${line.line} has a result, and is another line now: its line_sha256 differs (only lines that failed may change; ${WHOLE_INPUT})`,
    );
}

/** How a result that is copied differs from those of this run. */
export interface OtherRun {
  /** For a count of such results. */
  readonly kind: string;
  /** What differs, and the ways out. */
  readonly message: string;
}

const FORCE = '--force mixes them all the same';

/** What a result was made with, and not this run; null: new records are made as it was. */
export function findOtherRun(
  { number, run }: OldRecord,
  line: Line,
  world: World,
): OtherRun | null {
  const unsaid = ['engine_version', 'model_hash', 'seed'].find((key) => run[key] === undefined);
  if (unsaid !== undefined)
    return {
      kind: 'with what they do not say',
      message: `record ${number} does not say its run.${unsaid}, so that new records may be of another run (${FORCE}; a run with --fields keeps it when run is among them)`,
    };
  const other = (what: string, theirs: unknown, ours: unknown, wayOut: string): OtherRun => ({
    kind: `with another ${what}`,
    message: `record ${number} was made with another ${what} (record: ${String(theirs)}, this run: ${String(ours)}): ${wayOut} (or ${FORCE})`,
  });
  const { engine_version: build, model, model_hash: hash, seed } = run;
  if (build !== ENGINE_VERSION)
    return other('build', build, ENGINE_VERSION, 'retry with that version, or run the input anew');
  if (hash !== world.modelHash) {
    const { name } = world.compiled.model;
    const [theirs, ours] =
      model === name
        ? [`${name} with hash ${String(hash)}`, `${name} with hash ${world.modelHash}`]
        : [model, name];
    return other('model', theirs ?? hash, ours, 'name the model of the record with -m');
  }
  const ownSeed = seedOfLine(world, line);
  if (seed !== ownSeed)
    return other('seed', seed, ownSeed, 'give --seed and --crn as the run of the record had them');
  return null;
}
