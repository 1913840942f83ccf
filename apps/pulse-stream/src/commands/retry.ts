import { createHash } from 'node:crypto';
import {
  createBatchSource,
  createLineProcessor,
  createWorld,
  processBatch,
  type BatchSource,
  type Line,
  type LineProcessor,
} from '@pulse-stream/pipeline';
import { openInput, openOutput } from '@pulse-stream/sinks';
import { PulseError } from '@pulse-stream/worldstate';
import type { CommandContext } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { plural } from '../plural.ts';
import { readRecordLines, type RecordLine } from '../record-lines.ts';
import { openRunInputs } from '../run-inputs.ts';
import { readPipelineOptions } from '../run-settings.ts';
import { isOn, textOf } from '../settings.ts';
import { catchSignals } from '../signals.ts';

/** The place of a record, which stands before anything a user can write but `id` and `source`. */
const TEXT = String.raw`"(?:[^"\\]|\\.)*"`;
const PLACE = new RegExp(
  String.raw`^\{"kind":"(result|failure)","schema":[12],(?:"id":${TEXT},)?"line":(\d+),(?:"source":(${TEXT}),)?"batch_index":(\d+),`,
);

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function refuse(message: string): never {
  throw new PulseError('resume-refused', `cannot retry: ${message}`);
}

async function* readInput(source: BatchSource): AsyncGenerator<Line> {
  for (let batch = await source.read(); batch !== null; batch = await source.read())
    yield* batch.lines;
}

/** The record to write for one line: the old one, or for a failure a new one. */
function retryOne(
  old: RecordLine,
  line: Line,
  processor: LineProcessor,
): { readonly bytes: Uint8Array; readonly retried: boolean; readonly failed: boolean } {
  const where = `record ${old.line}`;
  if (old.tooLarge) refuse(`${where} is too long`);
  const text = new TextDecoder().decode(old.bytes);
  const [, kind, number, source, index] = PLACE.exec(text) ?? refuse(`${where} is no record`);
  const named: unknown = source === undefined ? undefined : JSON.parse(source);
  if (Number(number) !== line.line || Number(index) !== line.batchIndex || named !== line.source)
    refuse(`${where} belongs to line ${number ?? ''}, and the input has line ${line.line} there`);
  if (kind === 'result') {
    const bytes = new Uint8Array(old.bytes.length + 1);
    bytes.set(old.bytes);
    bytes[old.bytes.length] = 0x0a;
    return { bytes, retried: false, failed: false };
  }
  const { line_sha256: expected }: { line_sha256: string } = JSON.parse(text);
  if ((line.cut?.sha256 ?? sha256(line.bytes)) !== expected)
    refuse(`line ${line.line} is not the one that failed: its line_sha256 differs`);
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
 * `pulse-stream retry out.jsonl --input FILE…`: the failures are run again, every other record is
 * copied byte by byte; as many records as before.
 */
export async function retry(context: CommandContext): Promise<number> {
  const { settings, messages, terminal } = context;
  const { old, inputs } = readPlaces(context);
  const { fileSystem, stdin, stdout } = terminal;
  const world = createWorld(await readPipelineOptions(settings));
  const processor = createLineProcessor(world);
  const signals = catchSignals();
  const source = createBatchSource(await openRunInputs(inputs, context, signals.stop));
  const records = openInput(old, { fileSystem, stdin, signal: signals.stop });
  const output = textOf(settings, 'output') ?? '-';
  const force = isOn(settings, 'force');
  let [count, retried, failed] = [0, 0, 0];
  try {
    const sink = await openOutput(output, { force, fileSystem, stdout });
    try {
      const lines = readInput(source);
      for await (const record of readRecordLines(records)) {
        const { value: line } = await lines.next();
        if (line === undefined) refuse(`${old} has more records than the input has lines`);
        const made = retryOne(record, line, processor);
        count += 1;
        retried += made.retried ? 1 : 0;
        failed += made.failed ? 1 : 0;
        await sink.write(made.bytes);
      }
      if ((await lines.next()).done !== true) refuse(`${old} has only ${count} records`);
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
  const again = `${plural(retried, 'failure')} ${retried === 1 ? 'was' : 'were'} run again`;
  const text = `${plural(count, 'record')}: ${again}, ${failed} failed again`;
  if (!isOn(settings, 'quiet')) messages.say('summary', text, { records: count, retried, failed });
  return failed > 0 ? EXIT.someFailed : EXIT.ok;
}
