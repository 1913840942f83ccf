import type { OutputRecord } from '@pulse-stream/worldstate';
import { outcomeOf, type BatchOutput, type Outcome } from './batch-output.ts';
import { placeAfter, type Batch, type Line } from './line.ts';

/** How a line becomes a record, in slices, and a record text. */
export interface LineProcessor {
  /** Yields now and then while a long scenario runs. */
  steps(line: Line): Generator<ScenarioProgress, OutputRecord>;
  /** One output line without its line feed. */
  encode(record: OutputRecord): string;
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
const PIECE_CHARACTERS = 256 * 1024;

/** Member-turns of short scenarios between two breaths: about 50 ms of work. */
const TURNS_PER_BREATH = 20_000;
/** What a record costs beside its turns, in member-turns: decoding and printing it. */
const TURNS_PER_RECORD = 80;

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
  let pending = startPiece();
  let turns = 0;
  for (const line of batch.lines) {
    if (stopped()) return closePiece(pending);
    const record = yield* breatheAlong(processor.steps(line), line);
    const text = processor.encode(record);
    pending.texts.push(text);
    pending.lines.push(line);
    pending.outcomes.push(outcomeOf(record));
    pending.characters += text.length;
    if (pending.characters >= PIECE_CHARACTERS) {
      yield { kind: 'output', output: closePiece(pending) };
      pending = startPiece();
    }
    turns += memberTurns(record) + TURNS_PER_RECORD;
    if (turns >= TURNS_PER_BREATH) {
      turns = 0;
      yield { kind: 'breath', line, progress: null };
    }
  }
  return { ...closePiece(pending), blank: batch.blank, end: batch.end };
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

interface Piece {
  readonly texts: string[];
  readonly lines: Line[];
  readonly outcomes: Outcome[];
  characters: number;
}

function startPiece(): Piece {
  return { texts: [], lines: [], outcomes: [], characters: 0 };
}

function closePiece({ texts, lines, outcomes }: Piece): BatchOutput {
  const text = texts.length === 0 ? '' : `${texts.join('\n')}\n`;
  const bytes = new TextEncoder().encode(text);
  return { bytes, lines, outcomes, blank: 0, end: placeAfter(lines.at(-1)) };
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

function joinOutputs(outputs: readonly BatchOutput[]): BatchOutput {
  const [only] = outputs;
  if (outputs.length === 1 && only !== undefined) return only;
  const bytes = new Uint8Array(outputs.reduce((sum, output) => sum + output.bytes.length, 0));
  let at = 0;
  for (const output of outputs) {
    bytes.set(output.bytes, at);
    at += output.bytes.length;
  }
  return {
    bytes,
    lines: outputs.flatMap((output) => output.lines),
    outcomes: outputs.flatMap((output) => output.outcomes),
    blank: outputs.reduce((sum, output) => sum + output.blank, 0),
    end: outputs.at(-1)?.end,
  };
}
