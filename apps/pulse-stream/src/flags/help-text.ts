import { ACTION_HELP } from './action-help.ts';
import { COMMAND_HELP, COMMAND_WORDS, type CommandHelp } from './command-help.ts';
import { COMMAND_NAMES, FLAG_GROUPS, flagOf, type CommandName, type Flag } from './flag.ts';
import { FLAGS } from './flag-table.ts';

const EXIT_CODES = `Exit codes
  0 all records fine       2 usage, settings, model or dataset   3 finished, some records failed
  5 could not read/write   6 finished, some records gated        4 stopped by --max-errors
  7 resume refused         8 engine (cluster) unreachable        141 the reader had gone
  1 internal error         130 interrupted, 143 terminated`;

const SETTINGS =
  'Settings: flags, then PULSE_* in the environment (PULSE_TURNS=5), then pulse.config.yaml (turns: 5).';

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

/** The text of `pulse-stream help`: every command in a line. */
export function helpText(): string {
  const commands = COMMAND_NAMES.map((name) => {
    const { usage, sentence } = COMMAND_HELP[name];
    return [usage, sentence] as const;
  });
  return `Scenarios in, forecasts out: cat configs.ndjson | pulse-stream > out.jsonl

Usage: pulse-stream COMMAND [FLAGS]
${inColumns(commands, 36)}

Flags and examples of one command: pulse-stream help COMMAND, or pulse-stream COMMAND --help

${SETTINGS}

${EXIT_CODES}
`;
}

/** The words that may follow a command in a question for its help. */
export const wordsAfter = (command: CommandName): readonly string[] =>
  command in COMMAND_WORDS ? COMMAND_WORDS[command as keyof typeof COMMAND_WORDS] : []; // one of its keys

/** The flags of a command, without those that belong to another of its words. */
export function flagsOf(command: CommandName, action = ''): readonly Flag[] {
  const { without = [] } = helpFor(command, action);
  return FLAGS.filter(
    ({ name, commands }) => commands.includes(command) && !without.includes(name),
  );
}

const helpFor = (command: CommandName, action: string): CommandHelp =>
  ACTION_HELP.get(`${command} ${action}`) ?? COMMAND_HELP[command];

/**
 * The text of `pulse-stream COMMAND --help`: what it does, its flags only, examples.
 * @param action the word after the command: some have a help of their own
 */
export function commandHelpText(command: CommandName, action = ''): string {
  const { usage, sentence, examples, readOn } = helpFor(command, action);
  const flags = flagsOf(command, action);
  const groups = FLAG_GROUPS.flatMap((group) => {
    const rows = flags
      .filter((flag) => flag.group === group)
      .map((flag) => [flagColumn(flag), flagOf(flag, command).description] as const);
    return rows.length === 0 ? [] : [`${group}\n${inColumns(rows, 36)}`];
  });
  return `${sentence}.

Usage: pulse-stream ${usage} [FLAGS]

Examples
${examples.map((example) => `  ${example}`).join('\n')}

${groups.join('\n\n')}

${SETTINGS}
Read on: ${readOn}
`;
}
