import { FLAG_GROUPS, type Flag } from './flag.ts';
import { FLAGS } from './flag-table.ts';

/** One sub-command. */
export interface CommandHelp {
  readonly name: string;
  readonly usage: string;
  readonly description: string;
}

/** Every sub-command, in the order of the help text. */
const COMMANDS: readonly CommandHelp[] = [
  {
    name: 'run',
    usage: '[run] [FILE…|-]',
    description: 'scenarios in, one record per line out (the default)',
  },
  {
    name: 'validate',
    usage: 'validate FILE…',
    description: 'check scenario files; nothing is simulated',
  },
  {
    name: 'retry',
    usage: 'retry OUT --input FILE…',
    description: 'run the failures of an output again; copy the rest',
  },
  {
    name: 'learn',
    usage: 'learn --observations FILE -m M -o STATE',
    description: 'train gravity and calibration once, for run --gravity-state',
  },
  {
    name: 'backtest',
    usage: 'backtest --observations FILE -m M --horizon H --warmup N',
    description: 'skill of a model on a history, against baselines',
  },
  {
    name: 'score',
    usage: 'score [FILE…] --observations FILE',
    description: 'verify issued forecasts against what came true later',
  },
  {
    name: 'schema',
    usage: 'schema config|result|model',
    description: 'JSON Schema of what you write or read',
  },
  {
    name: 'model',
    usage: 'model list|show|check [NAME|FILE]',
    description: 'the shipped models; check one of your own',
  },
  { name: 'demo', usage: 'demo', description: 'three scenarios with their records, explained' },
  { name: 'help', usage: 'help', description: 'this text' },
];

const EXIT_CODES = `Exit codes
  0 all records fine       2 usage, settings, model or dataset   3 finished, some records failed
  5 could not read/write   6 finished, some records gated        4 stopped by --max-errors
  7 resume refused         130 interrupted, 143 terminated       141 the reader had gone
  1 internal error`;

function flagColumn({ name, short, placeholder, type }: Flag): string {
  const long = `--${name}${type === 'switch' ? '' : ` ${placeholder ?? 'VALUE'}`}`;
  return short === undefined ? `    ${long}` : `-${short}, ${long}`;
}

/** Pads a left column so that the right one starts at the same place. */
function inColumns(rows: readonly (readonly [string, string])[], width: number): string {
  return rows
    .map(([left, right]) =>
      left.length < width
        ? `  ${left.padEnd(width)}${right}`
        : `  ${left}\n  ${' '.repeat(width)}${right}`,
    )
    .join('\n');
}

/** The text of `pulse-stream help`. */
export function helpText(): string {
  const commands = COMMANDS.map(({ usage, description }) => [usage, description] as const);
  const groups = FLAG_GROUPS.map((group) => {
    const rows = FLAGS.filter((flag) => flag.group === group).map(
      (flag) => [flagColumn(flag), flag.description] as const,
    );
    return `${group}\n${inColumns(rows, 36)}`;
  });
  return `Scenarios in, forecasts out: cat configs.ndjson | pulse-stream > out.jsonl

Usage: pulse-stream COMMAND [FLAGS]
${inColumns(commands, 36)}

${groups.join('\n\n')}

Settings: flags, then PULSE_* in the environment (PULSE_TURNS=5), then pulse.config.yaml (turns: 5).

${EXIT_CODES}
`;
}
