import type { OutputRecord, RecordSink } from '@pulse-stream/worldstate';
import {
  createTableEncoder,
  type TableBytes,
  type TableEncoder,
  type TableFormat,
} from '@pulse-stream/formats';
import type { OutputPlan } from '../settings/output-plan.ts';
import { isOn, textsOf, type Settings } from '../settings/settings.ts';

/** Where one output goes; `failures` is null where records hold them. */
export interface PlannedSinks {
  readonly plan: OutputPlan;
  readonly results: RecordSink;
  readonly failures: RecordSink | null;
  /** The table goes on where an earlier run stopped. */
  readonly begun: boolean;
}

/** Several outputs as one sink of record lines. */
export interface RecordOutputs extends RecordSink {
  /** Writes what a table has only at its end; the sinks are closed by whoever opened them. */
  finish(): Promise<void>;
  /** Inputs that are columns of a table and that no record had. */
  readonly unseen: readonly string[];
}

interface Table {
  readonly encoder: TableEncoder;
  readonly sinks: PlannedSinks;
}

/** Makes the encoder of a table. @throws PulseError `option-invalid` for an input that cannot be */
export function openTable(format: TableFormat, settings: Settings, begun = false): TableEncoder {
  const [wide, escapeFormulas] = [isOn(settings, 'wide'), isOn(settings, 'escape-formulas')];
  const inputs = textsOf(settings, 'inputs');
  return createTableEncoder({ format, wide, escapeFormulas, inputs, begun });
}

/** Writes the bytes of a table where they belong. */
export async function writeTable(
  { results, failures }: TableBytes,
  sinks: Pick<PlannedSinks, 'results' | 'failures'>,
): Promise<void> {
  if (failures.length > 0) await sinks.failures?.write(failures);
  if (results.length > 0) await sinks.results.write(results);
}

/**
 * Hands whole record lines to every output: as they are, or as rows.
 * @throws PulseError `option-invalid`
 */
export function openRecordOutputs(
  outputs: readonly PlannedSinks[],
  settings: Settings,
): RecordOutputs {
  const tables = outputs.flatMap((sinks): Table[] => {
    const { format } = sinks.plan;
    if (format === 'ndjson') return [];
    return [{ encoder: openTable(format, settings, sinks.begun), sinks }];
  });
  const lines = outputs.filter(({ plan }) => plan.format === 'ndjson');
  const decoder = new TextDecoder();
  const addRecord = (line: string): void => {
    if (line === '') return;
    // written by the pipeline a moment ago
    const record = JSON.parse(line) as OutputRecord;
    for (const { encoder } of tables) encoder.add(record);
  };
  return {
    isDoneAfterWrite: lines.every(({ results }) => results.isDoneAfterWrite === true),
    async write(bytes) {
      for (const { results } of lines) await results.write(bytes);
      for (const line of decoder.decode(bytes).split('\n')) addRecord(line);
      for (const { encoder, sinks } of tables) await writeTable(encoder.take(), sinks);
    },
    async finish() {
      for (const { encoder, sinks } of tables) await writeTable(encoder.end(), sinks);
    },
    close: () => Promise.resolve(),
    get unseen() {
      return [...new Set(tables.flatMap(({ encoder }) => encoder.unseen))];
    },
  };
}
