import { ByteRoom, type LineDigests } from '@pulse-stream/codec/internal';
import type { FailureRecord, OutputRecord } from '@pulse-stream/worldstate';
import type { Warning } from '@pulse-stream/worldstate/internal';
import { LF, outcomeOf, type BatchOutput, type LineWarning, type Outcome } from './batch-output.ts';
import { placeAfter, type Batch, type InputPlace, type Line } from './line.ts';
import type { ScenarioLimits } from '../world/limits.ts';
import { RoomPool } from './room-pool.ts';

/** How a line becomes a record, in slices, and a record text. */
export interface LineProcessor {
  /** Yields now and then while a long scenario runs. */
  steps(line: Line): Generator<ScenarioProgress, OutputRecord>;
  /** Appends one output line without its line feed; `line` is the one the record is of. */
  encode(record: OutputRecord, line: Line, room: ByteRoom): void;
  /** What `express` is to know of the lines of a batch, made for all of them at once. */
  digest?(lines: readonly Line[]): LineDigests;
  /**
   * The record of a line on which `steps` or `encode` threw.
   * @param record what could not be encoded; null: there was none yet
   */
  fail(line: Line, error: unknown, record: OutputRecord | null): FailureRecord;
  /**
   * A shorter way to the same bytes, for lines that allow it: appends the output line without its
   * line feed. When it throws, `steps` says what there is to say.
   * @param index place of the line among those that were digested
   * @param warn called when the record carries warnings
   * @returns member-turns spent, ≥ 1; 0: nothing was appended, `steps` and `encode` are to be used
   */
  express?(
    line: Line,
    room: ByteRoom,
    digests: LineDigests,
    index: number,
    warn: (found: readonly Warning[]) => void,
  ): number;
  /** Where output is written, when it is to be used again (`BatchOutput.release`). */
  readonly rooms?: RoomPool | undefined;
}

/** How far one scenario has come, in member-turns. */
export interface ScenarioProgress {
  readonly done: number;
  readonly total: number;
}

/** A pause in the work on a batch: a finished piece of output, or a breath inside it. */
export type BatchPause =
  | { readonly kind: 'output'; readonly output: BatchOutput }
  | { readonly kind: 'breath'; readonly line: Line; readonly progress: ScenarioProgress | null };

/** Output is handed on in pieces of about this size, so that long records do not pile up. */
const PIECE_BYTES = 256 * 1024;
/** Escapes and numbers make what is echoed of a line longer, at most so much. */
const MOST_GROWTH = 8;
/**
 * No piece has more bytes: one that is not whole yet and the record that makes it so, a result within
 * its limit or a failure, which repeats parts of its line.
 */
export const mostPieceBytes = ({
  recordBytes,
  lineBytes,
}: Pick<ScenarioLimits, 'recordBytes' | 'lineBytes'>): number =>
  2 * PIECE_BYTES + recordBytes + MOST_GROWTH * lineBytes;
/** A piece has room for the record that makes it whole. */
const ROOM_BYTES = PIECE_BYTES + 32 * 1024;
/**
 * Fewer bytes in a room are copied out of it. A copy goes to fresh memory, which costs more than its
 * bytes: at half a piece it was 1 to 2 % of a run of light lines, whose batches end in such a rest.
 */
const NEARLY_EMPTY = PIECE_BYTES / 8;
/** A batch of so few lines gets a small room of its own. */
const FEW_LINES = 16;
const FEW_BYTES = 16 * 1024;

/** Rooms for the pieces of a thread. */
export const createRooms = (): RoomPool => new RoomPool(ROOM_BYTES);

/**
 * Member-turns of short scenarios between two breaths, 1 to 3 ms: workers are fed at a breath, and
 * with 40,000 one was busy for half of a light run; with 10,000 it was no faster.
 */
const TURNS_PER_BREATH = 20_000;
/** What a record costs beside its turns, in member-turns: decoding and printing it. */
export const TURNS_PER_RECORD = 80;

/**
 * Works through a batch line by line. Pure but for its pauses: equal batches give equal bytes,
 * however often the caller stops to breathe.
 * @param stopped asked before every line; true: the rest of the batch is left out
 * @returns the last piece of the output (its blank lines counted unless it was stopped)
 */
export function* processBatchSteps(
  processor: LineProcessor,
  batch: Batch,
  stopped: () => boolean = () => false,
): Generator<BatchPause, BatchOutput> {
  const rooms = batch.lines.length > FEW_LINES ? (processor.rooms ?? createRooms()) : null;
  let room = rooms === null ? new ByteRoom(FEW_BYTES) : rooms.take();
  let lines: Line[] = [];
  let outcomes: Outcome[] = [];
  let warnings: LineWarning[] = [];
  let turns = 0;
  const closePiece = (blank: number, end: InputPlace | undefined): BatchOutput => {
    const filled = room;
    const rest = { lines, outcomes, ...(warnings.length === 0 ? {} : { warnings }), blank, end };
    // what is nearly empty is copied: whoever keeps it would keep the whole room
    if (rooms === null || filled.length < NEARLY_EMPTY) {
      const bytes = filled.take();
      rooms?.give(filled);
      return { bytes, ...rest };
    }
    const bytes = filled.bytes.subarray(0, filled.length);
    return { bytes, ...rest, release: () => rooms.give(filled) };
  };
  const warn = (found: readonly Warning[]): void => {
    for (const [position, warning] of found.entries())
      if (found.findIndex(({ type }) => type === warning.type) === position)
        warnings.push({ index: lines.length, warning });
  };
  const digests = processor.digest?.(batch.lines) ?? null;
  // not over its entries: that made two objects a line
  for (let index = 0; index < batch.lines.length; index += 1) {
    const line = batch.lines[index] as Line; // in range
    if (stopped()) return { ...closePiece(0, placeAfter(lines.at(-1))), unfinished: true };
    const quick = digests === null ? 0 : express(processor, line, room, digests, index, warn);
    let outcome: Outcome = 'complete';
    if (quick > 0) turns += quick;
    else {
      const record = yield* answer(processor, line, room);
      if (record.kind === 'result') warn(record.warnings);
      outcome = outcomeOf(record);
      turns += memberTurns(record);
    }
    room.writeByte(LF);
    lines.push(line);
    outcomes.push(outcome);
    if (room.length >= PIECE_BYTES) {
      yield { kind: 'output', output: closePiece(0, placeAfter(lines.at(-1))) };
      if (rooms !== null) room = rooms.take();
      lines = [];
      outcomes = [];
      warnings = [];
    }
    turns += TURNS_PER_RECORD;
    if (turns >= TURNS_PER_BREATH) {
      turns = 0;
      yield { kind: 'breath', line, progress: null };
    }
  }
  return closePiece(batch.blank, batch.end);
}

/** `processBatchSteps` without a pause, as one output. */
export function processBatch(processor: LineProcessor, batch: Batch): BatchOutput {
  const outputs: BatchOutput[] = [];
  const steps = processBatchSteps(processor, batch);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return joinOutputs([...outputs, step.value]);
    if (step.value.kind === 'output') outputs.push(step.value.output);
  }
}

/**
 * The short way, where there is one. A fault on it must not show: whether a line takes it depends on
 * the lines before, so only the long way can fail the same on every thread.
 */
function express(
  processor: LineProcessor,
  line: Line,
  room: ByteRoom,
  digests: LineDigests,
  index: number,
  warn: (found: readonly Warning[]) => void,
): number {
  const { length } = room;
  try {
    return processor.express?.(line, room, digests, index, warn) ?? 0;
  } catch {
    room.length = length;
    return 0;
  }
}

/** Appends the record of a line, whatever is thrown on the way to it. */
function* answer(
  processor: LineProcessor,
  line: Line,
  room: ByteRoom,
): Generator<BatchPause, OutputRecord> {
  const { length } = room;
  let record: OutputRecord | null = null;
  try {
    record = yield* breatheAlong(processor.steps(line), line);
    processor.encode(record, line, room);
    return record;
  } catch (error) {
    room.length = length;
    const failed = processor.fail(line, error, record);
    processor.encode(failed, line, room);
    return failed;
  }
}

function* breatheAlong(
  steps: Generator<ScenarioProgress, OutputRecord>,
  line: Line,
): Generator<BatchPause, OutputRecord> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    yield { kind: 'breath', line, progress: step.value };
  }
}

function memberTurns(record: OutputRecord): number {
  return record.kind === 'result' ? (record.run.members + 1) * record.run.turns : 0;
}

/** Outputs that follow each other as one. */
export function joinOutputs(outputs: readonly BatchOutput[]): BatchOutput {
  const [only] = outputs;
  if (outputs.length === 1 && only !== undefined) return only;
  const bytes = new Uint8Array(outputs.reduce((sum, output) => sum + output.bytes.length, 0));
  let at = 0;
  for (const output of outputs) {
    bytes.set(output.bytes, at);
    at += output.bytes.length;
    output.release?.();
  }
  return {
    bytes,
    lines: outputs.flatMap((output) => output.lines),
    outcomes: outputs.flatMap((output) => output.outcomes),
    warnings: joinWarnings(outputs),
    blank: outputs.reduce((sum, output) => sum + output.blank, 0),
    end: outputs.at(-1)?.end,
  };
}

/** The warnings of all outputs, by index into all lines. */
function joinWarnings(outputs: readonly BatchOutput[]): LineWarning[] {
  let before = 0;
  return outputs.flatMap(({ warnings = [], lines }) => {
    const moved = warnings.map(({ index, warning }) => ({ index: index + before, warning }));
    before += lines.length;
    return moved;
  });
}
