import type { World } from '@pulse-stream/pipeline';
import type { BacktestLine, BacktestSettings } from '@pulse-stream/verify';
import {
  backtestSteps,
  realisedSeries,
  vintageSteps,
  type IssuedLine,
} from '@pulse-stream/verify/internal';
import { PulseError } from '@pulse-stream/worldstate';
import { hintShare } from '@pulse-stream/worldstate/internal';
import { attend } from '../run/attend.ts';
import { loadMstl } from '../score/load-mstl.ts';
import { backtestTable } from '../score/backtest-table.ts';
import { backtestVerdict } from '../score/backtest-verdict.ts';
import type { CommandContext } from '../settings/command-context.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { openHistory } from '../history/history-input.ts';
import { openVintages } from '../history/vintage-files.ts';
import { isOn, numberOf, textOf, textsOf, type Settings } from '../settings/settings.ts';
import { writeWhole } from '../output/write-whole.ts';

function needed(settings: Settings, name: string): number {
  const value = numberOf(settings, name);
  if (value !== undefined) return value;
  throw new PulseError('option-invalid', `backtest needs --${name}`);
}

/** `1979-Q4..2007-Q3`. */
function readOrigins(text: string | undefined): BacktestSettings['origins'] {
  if (text === undefined) return null;
  const [first = '', last = '', ...more] = text.split('..');
  if (first === '' || last === '' || more.length > 0)
    throw new PulseError('option-invalid', `--origins: needs A..B, not "${text}"`);
  return [first, last];
}

/** `.1,.5,.9` */
function readLevels(words: readonly string[]): readonly number[] | undefined {
  if (words.length === 0) return undefined;
  return words.map((word) => {
    const level = Number(word);
    if (word.trim() !== '' && level > 0 && level < 1) return level;
    const hint = hintShare(level);
    throw new PulseError(
      'option-invalid',
      `--quantiles: "${word}" is no number between 0 and 1${hint === undefined ? '' : ` (${hint})`}`,
    );
  });
}

/** Targets without scores, each with its reason. */
const unscored = (lines: readonly BacktestLine[]) =>
  new Map(lines.flatMap(({ target, reason }) => (reason === undefined ? [] : [[target, reason]])));

const toLine = (value: unknown): string => `${JSON.stringify(value)}\n`;

/** What is scored; members and seed as the flags or the model say. */
function readSettings(settings: Settings): Omit<BacktestSettings, 'members'> {
  const seed = settings.get('seed')?.value;
  return {
    horizon: needed(settings, 'horizon'),
    warmup: needed(settings, 'warmup'),
    origins: readOrigins(textOf(settings, 'origins')),
    stride: numberOf(settings, 'stride') ?? 1,
    levels: readLevels(textsOf(settings, 'quantiles')),
    seed: typeof seed === 'number' || typeof seed === 'string' ? seed : 0,
  };
}

/** The steps of a backtest, and the series whose later rows drive it. */
interface Opened {
  readonly steps: Generator<void, BacktestLine[]>;
  readonly realised: () => readonly string[];
}

async function open(
  context: CommandContext,
  see: ((line: IssuedLine) => void) | undefined,
  stop: AbortSignal,
): Promise<Opened> {
  const { settings } = context;
  const asked = readSettings(settings);
  const settingsFor = async (world: World) => {
    const members = numberOf(settings, 'members') ?? world.compiled.model.members;
    if (members < 2) throw new PulseError('option-invalid', '--members: a spread needs at least 2');
    return { ...asked, members, mstl: await loadMstl() };
  };
  const pattern = textOf(settings, 'vintages');
  if (pattern === undefined) {
    const { world, dataset } = await openHistory('backtest', context, stop);
    const all = await settingsFor(world);
    return {
      steps: backtestSteps(world, dataset, all, see),
      realised: () => realisedSeries(world, dataset, all),
    };
  }
  for (const name of ['origins', 'stride'])
    if (settings.has(name))
      throw new PulseError(
        'option-invalid',
        `--${name} with --vintages: forecasts begin at the last row of each file`,
      );
  const { world, vintages } = await openVintages(pattern, context, stop);
  const all = await settingsFor(world);
  return {
    steps: vintageSteps(world, vintages, all, see),
    realised: () => world.compiled.series.map(({ name }) => name),
  };
}

/** `pulse-stream backtest`: rolling-origin skill of a model on a history, against baselines. */
export async function backtest(context: CommandContext): Promise<number> {
  const { settings, messages } = context;
  const issued: IssuedLine[] = [];
  const issuedFile = textOf(settings, 'issued');
  const see = issuedFile === undefined ? undefined : (line: IssuedLine) => void issued.push(line);
  return await attend(context, async ({ stop, compute }) => {
    const { steps, realised } = await open(context, see, stop);
    const lines = await compute(steps);
    for (const [target, reason] of isOn(settings, 'quiet') ? [] : unscored(lines))
      messages.say('warning', `${target} is not scored: ${reason}`, { target, reason });
    if (issuedFile !== undefined)
      await writeWhole(issuedFile, issued.map(toLine).join(''), context);
    const asNdjson = textOf(settings, 'format') === 'ndjson';
    const text = asNdjson ? lines.map(toLine).join('') : backtestTable(lines, realised());
    await writeWhole(textOf(settings, 'output') ?? '-', text, context);
    if (!isOn(settings, 'quiet')) messages.say('summary', backtestVerdict(lines));
    return EXIT.ok;
  });
}
