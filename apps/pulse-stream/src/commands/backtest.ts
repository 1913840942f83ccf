import { backtest as score, type BacktestSettings, type IssuedLine } from '@pulse-stream/pipeline';
import { openOutput, type FileSystem } from '@pulse-stream/sinks';
import { PulseError, ScenarioError } from '@pulse-stream/worldstate';
import { backtestTable, backtestVerdict } from '../backtest-table.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { openHistory } from '../history-input.ts';
import { isOn, numberOf, textOf, type Settings } from '../settings.ts';

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

const toLine = (value: unknown): string => `${JSON.stringify(value)}\n`;

async function writeFile(
  path: string,
  text: string,
  options: {
    force: boolean;
    fileSystem: FileSystem;
    stdout?: CommandContext['terminal']['stdout'];
  },
): Promise<void> {
  const sink = await openOutput(path, options);
  try {
    await sink.write(new TextEncoder().encode(text));
    await sink.close();
  } catch (error) {
    await sink.abort();
    throw error;
  }
}

/** `pulse-stream backtest`: rolling-origin skill of a model on a history, against baselines. */
export async function backtest(context: CommandContext): Promise<number> {
  const { settings, terminal, messages } = context;
  const horizon = needed(settings, 'horizon');
  const warmup = needed(settings, 'warmup');
  const origins = readOrigins(textOf(settings, 'origins'));
  const { world, dataset } = await openHistory('backtest', context);
  const seed = settings.get('seed')?.value;
  const members = numberOf(settings, 'members') ?? world.compiled.model.members;
  if (members < 2) throw new PulseError('option-invalid', '--members: a spread needs at least 2');
  const issued: IssuedLine[] = [];
  const issuedFile = textOf(settings, 'issued');
  const lines = attemptBacktest(() =>
    score(
      world,
      dataset,
      {
        horizon,
        warmup,
        origins,
        stride: numberOf(settings, 'stride') ?? 1,
        members,
        seed: typeof seed === 'number' || typeof seed === 'string' ? seed : 0,
      },
      issuedFile === undefined ? undefined : (line) => void issued.push(line),
    ),
  );
  const { fileSystem, stdout } = terminal;
  const force = isOn(settings, 'force');
  if (issuedFile !== undefined)
    await writeFile(issuedFile, issued.map(toLine).join(''), { force, fileSystem });
  const asNdjson = textOf(settings, 'format') === 'ndjson';
  const text = asNdjson ? lines.map(toLine).join('') : backtestTable(lines);
  await writeFile(textOf(settings, 'output') ?? '-', text, { force, fileSystem, stdout });
  if (!isOn(settings, 'quiet')) messages.say('summary', backtestVerdict(lines));
  return EXIT.ok;
}

/** A model that cannot be computed on this history ends the command: there is no line to fail. */
function attemptBacktest<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const { message, hint, type } = error.failure;
    throw new PulseError(
      'dataset-invalid',
      `${type}: ${message}${hint === undefined ? '' : ` (${hint})`}`,
      { cause: error },
    );
  }
}
