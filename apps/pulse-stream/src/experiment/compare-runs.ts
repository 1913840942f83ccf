import { RunDiff } from '@pulse-stream/experiment/internal';
import { PulseError } from '@pulse-stream/worldstate';
import { parseRecord } from '../records/parse-record.ts';
import { readRecordFiles } from '../records/record-files.ts';
import type { CommandContext } from '../settings/command-context.ts';
import { WaitingRecords } from './waiting-records.ts';

const SCHEMAS: ReadonlySet<unknown> = new Set([1, 2]);
const KINDS: ReadonlySet<unknown> = new Set(['result', 'failure']);

type Json = Readonly<Record<string, unknown>>;

/** A record, its bytes, and the name by which it is found in the other run. */
interface Named {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly record: Json;
}

/** A scenario by its id; without one by its line, and its file where there were several. */
function nameOf({ id, line, source }: Json): string {
  if (typeof id === 'string') return id;
  return typeof source === 'string' ? `${source}:${String(line)}` : `line ${String(line)}`;
}

/** @throws PulseError `input-unreadable` naming the line of what is no record */
async function* readNamed(
  path: string,
  context: Pick<CommandContext, 'terminal'>,
  signal: AbortSignal,
): AsyncGenerator<Named> {
  for await (const { line } of readRecordFiles([path], context, signal)) {
    const record = parseRecord(path, line);
    if (!isRecord(record))
      throw new PulseError('input-unreadable', `${path}:${line.line}: is no record of a run`);
    yield { name: nameOf(record), bytes: line.bytes, record };
  }
}

function isRecord(value: unknown): value is Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { kind, schema }: { kind?: unknown; schema?: unknown } = value;
  return KINDS.has(kind) && SCHEMAS.has(schema);
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
const decoder = new TextDecoder();
const parseWaiting = (bytes: Uint8Array): Json => JSON.parse(decoder.decode(bytes));

/**
 * Compares the records of two runs, scenario by scenario. Both are read side by side; a record whose
 * scenario the other run has not shown yet waits, so memory is small where the order is the same.
 * @param most changes that are told
 * @throws PulseError `input-unreadable`, `output-unwritable`, `aborted`
 */
export async function compareRuns(
  [before, after]: readonly [string, string],
  context: Pick<CommandContext, 'terminal'>,
  { most, signal }: { readonly most: number; readonly signal: AbortSignal },
): Promise<RunDiff> {
  const diff = new RunDiff(most);
  const { fileSystem } = context.terminal;
  const waiting = [new WaitingRecords(fileSystem), new WaitingRecords(fileSystem)];
  const [gone, come] = waiting;
  const runs = [before, after].map((path) => readNamed(path, context, signal));
  const [first, second] = runs;
  if (first === undefined || second === undefined || gone === undefined || come === undefined)
    throw new Error('two of each were made');

  const meetBefore = async (a: Named): Promise<void> => {
    const other = await come.take(a.name);
    if (other === null) await gone.add(a.name, a.bytes);
    else diff.addPair(a.name, a.record, parseWaiting(other));
  };
  const meetAfter = async (b: Named): Promise<void> => {
    const other = await gone.take(b.name);
    if (other === null) await come.add(b.name, b.bytes);
    else diff.addPair(b.name, parseWaiting(other), b.record);
  };
  try {
    for (;;) {
      const { value: a } = await first.next();
      const { value: b } = await second.next();
      if (a === undefined && b === undefined) break;
      const isInStep =
        a !== undefined && a.name === b?.name && !gone.mayHave(a.name) && !come.mayHave(a.name);
      if (isInStep && b !== undefined) {
        if (isSame(a.bytes, b.bytes)) diff.addSame();
        else diff.addPair(a.name, a.record, b.record);
        continue;
      }
      if (a !== undefined) await meetBefore(a);
      if (b !== undefined) await meetAfter(b);
    }
    for await (const name of gone.names()) diff.addSingle(name, 'went');
    for await (const name of come.names()) diff.addSingle(name, 'came');
    return diff;
  } finally {
    for (const run of runs) await run.return(undefined);
    for (const records of waiting) await records.close();
  }
}
