import { SensitivityStudy } from '@pulse-stream/experiment';
import { openRng } from '@pulse-stream/simulator/internal';
import { printSensitivityTable } from '../experiment/sensitivity-table.ts';
import { attend } from '../run/attend.ts';
import { parseRecord } from '../records/parse-record.ts';
import { printLines } from '../output/print-lines.ts';
import { readRecordFiles } from '../records/record-files.ts';
import { recordPlaces } from '../records/record-places.ts';
import { writeWhole } from '../output/write-whole.ts';
import type { CommandContext } from '../settings/command-context.ts';
import { isOn, numberOf, textOf, textsOf } from '../settings/settings.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { plural } from '../terminal/plural.ts';

/** Significant digits: for programs, and for people, whom more would not help. */
const DIGITS = 6;
const TABLE_DIGITS = 3;

function openStudy({ settings }: CommandContext): SensitivityStudy {
  const outcomes = textsOf(settings, 'outcome');
  const { value: seed } = settings.get('seed') ?? {};
  return new SensitivityStudy({
    outcomes: outcomes.length === 0 ? undefined : outcomes,
    cases: textOf(settings, 'cases'),
    resamples: numberOf(settings, 'bootstrap'),
    seed: typeof seed === 'number' || typeof seed === 'string' ? seed : undefined,
    openRng,
  });
}

/** `pulse-stream sensitivity out.jsonl`: which input moves which outcome. */
export async function sensitivity(context: CommandContext): Promise<number> {
  const paths = recordPlaces('sensitivity', context);
  const study = openStudy(context);
  return await attend(context, async ({ stop }) => {
    for await (const { path, line } of readRecordFiles(paths, context, stop))
      study.add(parseRecord(path, line));
    return await tellSensitivity(study, context);
  });
}

async function tellSensitivity(study: SensitivityStudy, context: CommandContext): Promise<number> {
  const { settings, messages } = context;
  if (study.results === 0) {
    messages.say('error', `pulse-stream: nothing to look at: ${describeEmpty(study.failures)}`);
    return study.failures > 0 ? EXIT.someFailed : EXIT.usage;
  }
  const report = study.report();
  const digits = numberOf(settings, 'precision');
  const text =
    textOf(settings, 'format') === 'ndjson'
      ? printLines([...report.sensitivities, ...report.boxes, report.summary], digits ?? DIGITS)
      : printSensitivityTable(report, digits ?? TABLE_DIGITS);
  await writeWhole(textOf(settings, 'output') ?? '-', text, context);
  const { results, failures, inputs, blocks } = report.summary;
  if (!isOn(settings, 'quiet'))
    messages.say(
      'summary',
      [
        `${plural(results, 'result')}, ${plural(inputs.length, 'input')} that ${inputs.length === 1 ? 'varies' : 'vary'}`,
        blocks > 0 ? `, ${plural(blocks, 'whole block')} for indices` : '',
        failures > 0 ? `; ${plural(failures, 'failure')} left out` : '',
      ].join(''),
      { results, failures, inputs, blocks },
    );
  return EXIT.ok;
}

function describeEmpty(failures: number): string {
  if (failures === 0) return 'there are no records';
  return failures === 1 ? 'the one record is a failure' : `all ${failures} records are failures`;
}
