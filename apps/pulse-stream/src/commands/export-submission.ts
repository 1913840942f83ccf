import type { TableFormat } from '@pulse-stream/formats';
import {
  createSubmission,
  refuseFor,
  TABLE_FORMATS,
  type SubmissionFile,
} from '@pulse-stream/formats/internal';
import { openOutput } from '@pulse-stream/sinks';
import { openDeadLetters } from '@pulse-stream/sinks/internal';
import { isFailure, PulseError } from '@pulse-stream/worldstate';
import type { CommandContext } from '../settings/command-context.ts';
import { isOn, textOf, type Settings } from '../settings/settings.ts';
import { attend } from '../run/attend.ts';
import { openHubFolder, openHubMapping, type HubFolder } from '../run/hub-folder.ts';
import { readExported } from '../records/read-exported.ts';
import { withSinks, type KeepSink } from '../output/with-sinks.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { plural } from '../terminal/plural.ts';

const LINE_END = Uint8Array.of(0x0a);

function need(settings: Settings, name: string, example: string): string {
  const text = textOf(settings, name);
  if (text !== undefined) return text;
  throw new PulseError(
    'option-invalid',
    `--to hubverse needs --${name}: pulse-stream export out.jsonl --to hubverse ${example}`,
  );
}

/** The format of the file: what its name says, else the first that the hub takes. */
function chooseFormat(
  { formats }: SubmissionFile,
  hub: HubFolder,
  asked: string | undefined,
): TableFormat {
  const taken = formats ?? hub.formats;
  const known = TABLE_FORMATS.filter((format) => taken.includes(format));
  const format = known.find((name) => asked === undefined || asked.endsWith(`.${name}`));
  if (format !== undefined) return format;
  return refuseFor(
    'name',
    asked === undefined || known.length === 0
      ? `it takes files as ${taken.join(', ')}, and csv and parquet are what is made here`
      : `-o ${asked}: it takes files as ${known.join(', ')}`,
  );
}

/** What became of the records. */
interface Taken {
  results: number;
  gated: number;
  failures: number;
}

/**
 * `pulse-stream export OUT.jsonl --to hubverse --hub DIR --model-id TEAM-MODEL`: the file of one round
 * of a hub. What the hub would reject is refused, and then nothing is written.
 * @param path the records
 */
export async function exportSubmission(path: string, context: CommandContext): Promise<number> {
  const { settings } = context;
  const example = '--hub DIR --model-id TEAM-MODEL';
  const hub = openHubFolder(need(settings, 'hub', example));
  const mapping = textOf(settings, 'mapping');
  const submission = createSubmission({
    hub: hub.tasks,
    modelId: need(settings, 'model-id', example),
    round: textOf(settings, 'round'),
    mapping: mapping === undefined ? undefined : openHubMapping(mapping),
  });
  const taken: Taken = { results: 0, gated: 0, failures: 0 };
  return await attend(context, async ({ stop }) => {
    const said = await withSinks(async (keep) => {
      const letters = await openLetters(context, keep);
      for await (const { record, bytes } of readExported(
        path,
        context,
        stop,
        'submissions are made of',
      )) {
        if (isFailure(record)) {
          taken.failures += 1;
          await letters?.write(Buffer.concat([bytes, LINE_END]));
        } else if (record.status === 'gated') taken.gated += 1;
        else {
          taken.results += 1;
          submission.add(record);
        }
      }
      if (taken.results === 0) refuseNothing(taken);
      const file = submission.end();
      const asked = textOf(settings, 'output');
      const format = chooseFormat(file, hub, asked);
      const place = hub.place(file.stem, format, asked);
      const { fileSystem } = context.terminal;
      const force = isOn(settings, 'force');
      const sink = await keep(openOutput(place, { force, fileSystem }));
      await sink.write(file.encode(format));
      return { file, place };
    });
    if (!isOn(settings, 'quiet')) saySubmitted(said, taken, context);
    return EXIT.ok;
  });
}

function refuseNothing({ failures, gated }: Taken): never {
  const of = `${plural(failures, 'failure')} and ${plural(gated, 'gated result')}`;
  return refuseFor('tasks', `there is nothing to submit: the records are ${of}`);
}

/** Where failures go when a file is named for them. */
async function openLetters(
  { settings, terminal: { fileSystem } }: CommandContext,
  keep: KeepSink,
): Promise<Awaited<ReturnType<KeepSink>> | null> {
  const errors = textOf(settings, 'errors');
  if (errors === undefined) return null;
  return await keep(openDeadLetters(errors, { force: isOn(settings, 'force'), fileSystem }));
}

function saySubmitted(
  { file, place }: { readonly file: SubmissionFile; readonly place: string },
  { results, gated, failures }: Taken,
  { messages }: CommandContext,
): void {
  const apart = [
    failures === 0 ? [] : [plural(failures, 'failure')],
    gated === 0 ? [] : [plural(gated, 'gated result')],
    file.leftOut === 0 ? [] : [plural(file.leftOut, 'forecast')],
  ].flat();
  const without = apart.length === 0 ? '' : `; left out: ${apart.join(', ')}`;
  messages.say(
    'summary',
    `${plural(results, 'result')}, ${plural(file.rows, 'row')} in ${place}${without}`,
    { results, failures, gated, left_out: file.leftOut, rows: file.rows, file: place },
  );
}
