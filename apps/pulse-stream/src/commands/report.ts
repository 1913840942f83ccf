import { RunReport } from '@pulse-stream/report';
import { RunReview } from '@pulse-stream/review';
import { openRng } from '@pulse-stream/simulator/internal';
import { PulseError } from '@pulse-stream/worldstate';
import { firstLines } from '../review/first-lines.ts';
import { attend } from '../run/attend.ts';
import { flagsFor, quoteWord } from '../run/next-command.ts';
import { readExported } from '../records/read-exported.ts';
import { writeWhole } from '../output/write-whole.ts';
import type { CommandContext } from '../settings/command-context.ts';
import { loadDatasets, refuseNameless } from '../settings/run-settings.ts';
import { isOn, numberOf, textOf, type Settings } from '../settings/settings.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { plural } from '../terminal/plural.ts';

/** What whole records are for. */
const NEEDS = 'a report is made of';
/** Results that the page says to read first. */
const READ_FIRST = 2;

function readPlaces({ words, terminal }: CommandContext): readonly string[] {
  if (words.length > 0) return words;
  if (terminal.stdin.isTTY !== true) return ['-'];
  throw new PulseError(
    'option-invalid',
    'report needs the records of a run: pulse-stream report out.jsonl -o report.html',
  );
}

/**
 * The command that runs the failures again. Records do not say which files the lines came from, nor
 * the model where it does not ship: capitals stand for them.
 * @param models that the records name
 */
async function retryCommand(
  path: string,
  models: ReadonlySet<string>,
  settings: Settings,
): Promise<string> {
  const { SHIPPED_MODELS } = await import('../catalog/shipped-models.ts');
  const [model = ''] = models;
  const known = SHIPPED_MODELS.has(model) ? model : 'MODEL.yaml';
  const words = [
    'pulse-stream',
    'retry',
    path === '-' ? 'out.jsonl' : path,
    ...(models.size === 0 ? [] : ['--model', known]),
    ...flagsFor('retry', settings),
    '--input',
    'SCENARIOS.ndjson',
    '-o',
    'fixed.jsonl',
  ];
  return words.map((word) => quoteWord(word)).join(' ');
}

/** `pulse-stream report out.jsonl -o report.html`: the records of a run as one page. */
export async function report(context: CommandContext): Promise<number> {
  const { settings, messages, argv } = context;
  const paths = readPlaces(context);
  refuseNameless(settings);
  const datasets = await loadDatasets(settings);
  const page = new RunReport({ top: numberOf(settings, 'top'), openRng });
  const whole = new RunReview({ top: READ_FIRST });
  const models = new Set<string>();
  const counts = { results: 0, failures: 0 };
  return await attend(context, async ({ stop }) => {
    for (const path of paths)
      for await (const { record } of readExported(path, context, stop, NEEDS)) {
        page.add(record);
        whole.add(record);
        if (record.run?.model !== undefined) models.add(record.run.model);
        counts[record.kind === 'failure' ? 'failures' : 'results'] += 1;
      }
    const text = page.render({
      command: ['pulse-stream', ...argv].map((word) => quoteWord(word)).join(' '),
      retry: await retryCommand(paths[0] ?? '-', models, settings),
      datasets,
      readFirst: firstLines(whole.report()),
    });
    const output = textOf(settings, 'output') ?? '-';
    await writeWhole(output, text, context);
    if (!isOn(settings, 'quiet'))
      messages.say(
        'summary',
        `${plural(counts.results, 'result')} and ${plural(counts.failures, 'failure')} drawn${output === '-' ? '' : ` in ${output}: open it in a browser`}`,
        counts,
      );
    return EXIT.ok;
  });
}
