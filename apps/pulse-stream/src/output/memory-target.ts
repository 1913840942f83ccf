import type { World } from '@pulse-stream/pipeline';
import { issueForecast } from '@pulse-stream/verify/internal';
import { appendLines, type AppendedLines } from '@pulse-stream/sinks/internal';
import { PulseError, type RecordSink } from '@pulse-stream/worldstate';
import type { CommandContext } from '../settings/command-context.ts';
import type { RunTarget } from './run-target.ts';
import { textOf } from '../settings/settings.ts';

/** How a line of a forecast memory begins. */
const PREFIX = '{"kind":"forecast","schema":1,';
/** What the record of a forecast that has an origin holds; written by `encodeRecord`. */
const HAS_ORIGIN = '"origin":{';

/**
 * The forecast memory that `--memory` names, open; null: none is named.
 * @throws PulseError `option-invalid` where it cannot work; `output-unwritable`
 */
export async function openMemory({
  settings,
  terminal,
}: CommandContext): Promise<AppendedLines | null> {
  const path = textOf(settings, 'memory');
  if (path === undefined) return null;
  const refuse = (why: string): never => {
    throw new PulseError('option-invalid', `--memory ${path}: ${why}`);
  };
  if (path === '-') refuse('a memory is a file, standard output carries the records');
  if (/\.gz$/i.test(path)) refuse('a packed file cannot be appended to');
  if (textOf(settings, 'record') === 'slim' || settings.has('fields'))
    refuse('it is made of whole records, not of parts (--record slim, --fields)');
  if (settings.has('member')) refuse('one replayed member (--member) is no forecast');
  const { fileSystem } = terminal;
  return await appendLines(path, { prefix: PREFIX, what: 'forecast memory', fileSystem });
}

/** Appends what every record issued, after the record itself has been written. */
function remember(records: RecordSink, memory: AppendedLines, world: World): RecordSink {
  return {
    async write(bytes) {
      await records.write(bytes);
      await memory.append(issuedLines(bytes, world));
    },
    close: () => records.close(),
  };
}

/** The lines for a memory of whole output lines. */
function issuedLines(bytes: Uint8Array, world: World): string[] {
  const text = new TextDecoder().decode(bytes);
  if (!text.includes(HAS_ORIGIN)) return [];
  return text
    .split('\n')
    .filter((line) => line.includes(HAS_ORIGIN))
    .map((line) => issueForecast(JSON.parse(line), world))
    .filter((issued) => typeof issued !== 'string')
    .map((issued) => JSON.stringify(issued));
}

/** A run that also fills a memory, which is on the disk before the run counts as done. */
export function withMemory(target: RunTarget, memory: AppendedLines, world: World): RunTarget {
  return {
    ...target,
    records: remember(target.records, memory, world),
    async close() {
      await memory.sync();
      await target.close();
      await memory.close();
    },
    async leave(failed) {
      const resumable = await target.leave(failed);
      await memory.close().catch(() => undefined);
      return resumable;
    },
    remarks: () => target.remarks(),
  };
}
