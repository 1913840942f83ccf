import { createWorld, type Line, type World } from '@pulse-stream/pipeline';
import {
  createBatchSource,
  createLineProcessor,
  processBatch,
  type BatchSource,
  type LineProcessor,
} from '@pulse-stream/pipeline/internal';
import { openInput, openOutput } from '@pulse-stream/sinks';
import { readSeal } from '@pulse-stream/sinks/internal';
import { listOtherOptions } from '../output/run-state.ts';
import { PulseError, type RecordSink } from '@pulse-stream/worldstate';
import type { CommandContext } from '../settings/command-context.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { nameFailures } from '../run/name-failures.ts';
import { nextCommand } from '../run/next-command.ts';
import {
  checkPlace,
  findOtherRun,
  readOldRecord,
  refuseRetry,
  WHOLE_INPUT,
  type OldRecord,
} from '../records/old-record.ts';
import { plural } from '../terminal/plural.ts';
import { readRecordLines } from '../records/record-lines.ts';
import { openRunInputs } from '../run/run-inputs.ts';
import { readPipelineOptions } from '../settings/run-settings.ts';
import { isOn, textOf } from '../settings/settings.ts';
import { catchSignals } from '../terminal/signals.ts';

async function* readInput(source: BatchSource): AsyncGenerator<Line> {
  for (let batch = await source.read(); batch !== null; batch = await source.read())
    yield* batch.lines;
}

/** What is done with one record of the old output. */
interface Retried {
  readonly bytes: Uint8Array;
  readonly retried: boolean;
  readonly failed: boolean;
}

const LF = 0x0a;

/** The record to write for one line: the old result, or for a failure a new record. */
function retryOne(old: OldRecord, line: Line, processor: LineProcessor): Retried {
  if (old.kind === 'result') {
    const bytes = new Uint8Array(old.bytes.length + 1);
    bytes.set(old.bytes);
    bytes[old.bytes.length] = LF;
    return { bytes, retried: false, failed: false };
  }
  const { bytes, outcomes } = processBatch(processor, { lines: [line], blank: 0 });
  const failed = outcomes[0] !== 'complete' && outcomes[0] !== 'gated';
  return { bytes, retried: true, failed };
}

/** The output first, then its inputs: `--input a b` and `a b --input c` name files alike. */
function readPlaces({ words, settings }: CommandContext): { old: string; inputs: string[] } {
  const [old, ...rest] = words;
  const named = textOf(settings, 'input');
  if (old === undefined || named === undefined)
    throw new PulseError(
      'option-invalid',
      'retry needs an output and its input: pulse-stream retry out.jsonl --input FILE… -o new.jsonl',
    );
  return { old, inputs: [named, ...rest] };
}

/**
 * Of what a record says of its run model, build and seed are compared with every result; the other
 * options are those that the seal of the output names.
 * @throws PulseError `resume-refused`: the output was made with others
 */
async function checkOptions(
  old: string,
  world: World,
  force: boolean,
  { settings, messages, terminal }: CommandContext,
): Promise<void> {
  const seal = old === '-' ? null : await readSeal(old, terminal.fileSystem);
  const others = seal === null ? [] : listOtherOptions(seal, world);
  if (others.length === 0) return;
  const differ = `${others.join(', ')} ${others.length === 1 ? 'differs' : 'differ'}`;
  if (!force)
    refuseRetry(
      `${differ} from the run that made ${old} (give retry the options of the run, or --force to mix them)`,
    );
  if (!isOn(settings, 'quiet'))
    messages.say('warning', `${old} was made with other options: ${differ}`, { differ: others });
}

/** What a retry copies and computes, and what it counts on the way. */
class Retry {
  readonly #old: string;
  readonly #world: World;
  readonly #processor: LineProcessor;
  readonly #context: CommandContext;
  readonly #failures: RecordSink;
  readonly #mixed = new Map<string, number>();
  count = 0;
  retried = 0;
  failed = 0;
  #unverified = 0;

  constructor(old: string, world: World, context: CommandContext) {
    const { messages, settings } = context;
    this.#old = old;
    this.#world = world;
    this.#processor = createLineProcessor(world);
    this.#context = context;
    this.#failures = nameFailures(messages, isOn(settings, 'verbose'), null);
  }

  /** Writes one record for each of the old output. */
  async write(
    records: ReturnType<typeof readRecordLines>,
    source: BatchSource,
    sink: RecordSink,
  ): Promise<void> {
    const quiet = isOn(this.#context.settings, 'quiet');
    const lines = readInput(source);
    for await (const text of records) {
      const { value: line } = await lines.next();
      if (line === undefined)
        refuseRetry(`${this.#old} has more records than the input has lines (${WHOLE_INPUT})`);
      const record = readOldRecord(text);
      checkPlace(record, line);
      this.#checkRun(record, line);
      const made = retryOne(record, line, this.#processor);
      this.count += 1;
      this.retried += made.retried ? 1 : 0;
      this.failed += made.failed ? 1 : 0;
      await sink.write(made.bytes);
      if (made.failed && !quiet) await this.#failures.write(made.bytes);
    }
    if ((await lines.next()).done !== true)
      refuseRetry(
        `the input has more lines than ${this.#old} has records, ${plural(this.count, 'record')} (the output was cut off, or more is given than the input of its run: ${WHOLE_INPUT})`,
      );
  }

  #checkRun(record: OldRecord, line: Line): void {
    if (record.kind !== 'result') return;
    const other = findOtherRun(record, line, this.#world);
    if (other !== null && !isOn(this.#context.settings, 'force')) refuseRetry(other.message);
    if (other !== null) this.#mixed.set(other.kind, (this.#mixed.get(other.kind) ?? 0) + 1);
    if (record.sha256 === null) this.#unverified += 1;
  }

  /** Says what of the kept results cannot be vouched for. */
  warn(): void {
    const { messages } = this.#context;
    const unverified = this.#unverified;
    if (unverified > 0)
      messages.say(
        'warning',
        `${plural(unverified, 'result')} of schema 1 without line_sha256: whether the lines are still the same cannot be told`,
        { unverified },
      );
    for (const [kind, kept] of this.#mixed)
      messages.say(
        'warning',
        `${plural(kept, 'result')} that ${kept === 1 ? 'was' : 'were'} kept: made ${kind}`,
        { kept, kind },
      );
  }
}

/**
 * `pulse-stream retry out.jsonl --input FILE…`: the failures are run again, their lines as they are
 * now; every result is copied byte by byte, and its line has to be the same. As many records as
 * before, each for the line that had it.
 */
export async function retry(context: CommandContext): Promise<number> {
  const { settings, messages, terminal } = context;
  const { old, inputs } = readPlaces(context);
  const { fileSystem, stdin, stdout } = terminal;
  const world = createWorld(await readPipelineOptions(settings));
  const work = new Retry(old, world, context);
  const signals = catchSignals();
  const source = createBatchSource(await openRunInputs(inputs, context, signals.stop));
  const records = openInput(old, { fileSystem, stdin, signal: signals.stop });
  const output = textOf(settings, 'output') ?? '-';
  const force = isOn(settings, 'force');
  try {
    await checkOptions(old, world, force, context);
    const sink = await openOutput(output, { force, fileSystem, stdout });
    try {
      await work.write(readRecordLines(records), source, sink);
      await sink.close();
    } catch (error) {
      await sink.abort();
      throw error;
    }
  } finally {
    signals.release();
    source.close();
    await Promise.all([source.closed(), records.close()]);
  }
  const { count, retried, failed } = work;
  if (isOn(settings, 'quiet')) return failed > 0 ? EXIT.someFailed : EXIT.ok;
  work.warn();
  const again = `${plural(retried, 'failure')} ${retried === 1 ? 'was' : 'were'} run again`;
  const place = { paths: inputs, continuation: null, output: output === '-' ? null : output };
  const next = nextCommand({ failed, warnings: [] }, place, settings);
  const text = [
    `${plural(count, 'record')}: ${again}, ${failed} failed again`,
    ...(next === null ? [] : [messages.paint('dim', next)]),
  ].join('\n');
  messages.say('summary', text, { records: count, retried, failed });
  return failed > 0 ? EXIT.someFailed : EXIT.ok;
}
