import { PulseError } from '@pulse-stream/worldstate';
import { hintNearest } from '@pulse-stream/worldstate/internal';
import { readArguments, type Arguments } from './flags/arguments.ts';
import { chooseCommand, isCommand } from './flags/choose-command.ts';
import type { CommandContext } from './settings/command-context.ts';
import { EXIT, EXIT_OF_ERROR } from './terminal/exit-codes.ts';
import { COMMAND_NAMES, type CommandName } from './flags/flag.ts';
import { printSettings } from './settings/print-settings.ts';
import { isOn, settle, textOf } from './settings/settings.ts';
import { openStandardOutput } from './terminal/standard-streams.ts';
import { createMessages, type Messages, type Terminal } from './terminal/terminal.ts';
import { refuseUnusedFlags } from './settings/unused-flags.ts';
import { VERSION } from './terminal/version.ts';
import { writeText } from './terminal/write-text.ts';

type Command = (context: CommandContext) => Promise<number>;

/** What `main` is given: without a file system commands get that of Node, loaded with them. */
type MainTerminal = Omit<Terminal, 'fileSystem'> & Partial<Pick<Terminal, 'fileSystem'>>;

/** Every sub-command is loaded when it is asked for: start-up is most of what a short one costs. */
const COMMANDS = {
  run: async () => (await import('./commands/run.ts')).run,
  validate: async () => (await import('./commands/validate.ts')).validate,
  retry: async () => (await import('./commands/retry.ts')).retry,
  learn: async () => (await import('./commands/learn.ts')).learn,
  backtest: async () => (await import('./commands/backtest.ts')).backtest,
  score: async () => (await import('./commands/score.ts')).score,
  design: async () => (await import('./commands/design.ts')).design,
  sensitivity: async () => (await import('./commands/sensitivity.ts')).sensitivity,
  diff: async () => (await import('./commands/diff.ts')).diff,
  review: async () => (await import('./commands/review.ts')).review,
  report: async () => (await import('./commands/report.ts')).report,
  lab: async () => (await import('./commands/lab.ts')).lab,
  export: async () => (await import('./commands/export.ts')).exportRecords,
  schema: async () => (await import('./commands/schema.ts')).schema,
  model: async () => (await import('./commands/model.ts')).model,
  worker: async () => (await import('./commands/worker.ts')).worker,
  cluster: async () => (await import('./commands/cluster.ts')).cluster,
  demo: async () => (await import('./commands/demo.ts')).demo,
  completion: async () => (await import('./commands/completion.ts')).completion,
} satisfies Record<Exclude<CommandName, 'help' | 'version'>, () => Promise<Command>>;

/** A word that is neither a command nor a file is probably a command with a typo. */
function explainUnreadable(error: PulseError, words: readonly string[]): string {
  const [first = ''] = words;
  const isTypo = !isCommand(first) && !/[./\\]/.test(first);
  const hint = isTypo ? hintNearest(first, COMMAND_NAMES) : undefined;
  return hint === undefined ? error.message : `${error.message} (${hint})`;
}

async function print({ stdout }: MainTerminal, text: string): Promise<number> {
  await writeText(stdout, text);
  return EXIT.ok;
}

/** The text of `pulse-stream help [COMMAND]`. */
async function helpOn([about, word, ...more]: readonly string[]): Promise<string> {
  const { commandHelpText, helpText, wordsAfter } = await import('./flags/help-text.ts');
  if (about === undefined) return helpText();
  if (isCommand(about) && more.length === 0) {
    const words = wordsAfter(about);
    if (word === undefined || words.includes(word)) return commandHelpText(about, word);
    if (words.length > 0)
      throw new PulseError(
        'option-invalid',
        `${about} ${word} is not a command (${hintNearest(word, words) ?? words.join(', ')})`,
      );
  }
  const hint = hintNearest(about, COMMAND_NAMES) ?? `commands are ${COMMAND_NAMES.join(', ')}`;
  throw new PulseError('option-invalid', `help needs the name of one command (${hint})`);
}

const BARE_WORD = /^[a-z]+$/;

async function dispatch(
  given: Arguments,
  terminal: MainTerminal,
  argv: readonly string[],
): Promise<number> {
  const { name, words } = chooseCommand(given.words);
  // answered before the settings are read: also where those are broken
  if (given.flags.has('version')) return await print(terminal, `${VERSION}\n`);
  if (given.flags.has('help')) {
    const [first] = given.words;
    // a bare word that is no command was meant as one
    if (first === undefined || (!isCommand(first) && BARE_WORD.test(first)))
      return await print(terminal, await helpOn(given.words));
    const { commandHelpText } = await import('./flags/help-text.ts');
    return await print(terminal, commandHelpText(name, words[0]));
  }
  if (name === 'help') return await print(terminal, await helpOn(words));
  if (name === 'version') return await print(terminal, `${VERSION}\n`);
  const settings = await settle(given, terminal);
  refuseUnusedFlags(name, settings);
  if (isOn(settings, 'print-config')) {
    await writeText(terminal.stdout, printSettings(settings));
    return EXIT.ok;
  }
  const messages = createMessages(terminal, {
    json: textOf(settings, 'log-format') === 'json',
    color: !isOn(settings, 'no-color'),
  });
  const command = await COMMANDS[name]();
  const { nodeFileSystem } = await import('./terminal/node-files.ts');
  const equipped: Terminal = { fileSystem: nodeFileSystem, ...terminal };
  const { refuseSharedFiles } = await import('./settings/distinct-files.ts');
  await refuseSharedFiles(name, { terminal: equipped, settings, words });
  const { refuseIdleForce, refuseTableName } = await import('./settings/output-plan.ts');
  // of model only one action writes a file: it says so by its own name
  if (name !== 'model') {
    refuseTableName(name, settings);
    refuseIdleForce(name, settings);
  }
  return await command({ terminal: equipped, messages, settings, words, argv });
}

/** One line for people; with --debug the stack and the cause. */
function report(error: unknown, given: Arguments | null, messages: Messages): number {
  const debug = given?.flags.has('debug') === true;
  if (!(error instanceof PulseError)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    messages.say('internal', `pulse-stream: internal error, please report it\n${text}`);
    return EXIT.internal;
  }
  if (error.code === 'reader-gone') return EXIT.readerGone;
  const words = given?.words ?? [];
  const message =
    error.code === 'input-unreadable' ? explainUnreadable(error, words) : error.message;
  messages.say('error', `pulse-stream: ${message}`, { code: error.code });
  if (debug) messages.say('traceback', String(error.stack), { cause: String(error.cause) });
  return EXIT_OF_ERROR[error.code];
}

/**
 * Runs the command.
 * @param argv without node and script
 * @returns the exit code (DESIGN.md §4)
 */
export async function main(argv: readonly string[], terminal: MainTerminal): Promise<number> {
  let given: Arguments | null = null;
  const json =
    argv.includes('--log-format=json') || argv[argv.indexOf('--log-format') + 1] === 'json';
  try {
    if (argv[0] === 'complete' && argv[1] === '--') {
      // what the scripts of `completion` ask at every press of a key: no settings, no flags of its own
      const { printCompletion } = await import('./shell/complete-words.ts');
      return await print(terminal, await printCompletion(argv.slice(2)));
    }
    given = readArguments(argv);
    return await dispatch(given, terminal, argv);
  } catch (error) {
    return report(error, given, createMessages(terminal, { json, color: false }));
  }
}

/** The process as the command sees it. @param stderr where messages go */
export function processTerminal(stderr: Terminal['stderr']): MainTerminal {
  return {
    stdin: process.stdin,
    stdout: openStandardOutput(),
    stderr,
    environment: process.env,
    workingFolder: process.cwd(),
    // not performance.now: that loads a module, a fortieth of a start
    now: () => Number(process.hrtime.bigint()) / 1e6,
  };
}
