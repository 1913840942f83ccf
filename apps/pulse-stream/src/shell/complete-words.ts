import { splitArguments } from '../flags/arguments.ts';
import { chooseCommand } from '../flags/choose-command.ts';
import { COMMAND_HELP } from '../flags/command-help.ts';
import { COMMAND_NAMES, flagOf, READERS, type CommandName, type Flag } from '../flags/flag.ts';
import { FLAG_BY_NAME } from '../flags/flag-table.ts';
import { flagsOf, wordsAfter } from '../flags/help-text.ts';

/** What can stand where the cursor is. */
export interface Completion {
  /** Whole words that begin like the one that is typed, each with what it is. */
  readonly words: readonly (readonly [word: string, meaning: string])[];
  /** What else fits: names of files or folders, which the shell knows best. */
  readonly paths?: 'files' | 'folders';
}

const NOTHING: Completion = { words: [] };
const FILES: Completion = { words: [], paths: 'files' };
const plain = (words: readonly string[]): Completion => ({
  words: words.map((word) => [word, '']),
});

async function shippedModels(): Promise<Completion> {
  const { SHIPPED_MODELS } = await import('../catalog/shipped-models.ts');
  return { ...plain([...SHIPPED_MODELS.keys()]), paths: 'files' };
}

/** Largest model file whose datasets are looked for. */
const MODEL_BYTES = 4 * 1024 * 1024;

/** The datasets that a model's series name, without reading it as YAML, which takes longer than a key. */
async function datasetsOf(model: string): Promise<readonly string[]> {
  const { SHIPPED_MODELS } = await import('../catalog/shipped-models.ts');
  const text = SHIPPED_MODELS.get(model) ?? (await readModelText(model));
  const found = text.matchAll(/\bdataset["']?:\s*["']?([\p{L}\p{N}_.-]+)/gu);
  return [...new Set([...found].map(([, name = '']) => name))];
}

/** Nothing where it cannot be read: a run says so, a key that is pressed does not. */
async function readModelText(path: string): Promise<string> {
  const { readBounded } = await import('../settings/dataset-files.ts');
  try {
    return new TextDecoder().decode(readBounded(path, MODEL_BYTES) ?? new Uint8Array());
  } catch {
    return '';
  }
}

/** What a flag can be given: `typed` of it is there, `model` is that of the command line. */
async function valuesOf(flag: Flag, typed: string, model: string | undefined): Promise<Completion> {
  switch (flag.type) {
    case 'choice':
      return plain(flag.choices ?? []);
    case 'jobs':
      return plain(['auto']);
    case 'file':
      return FILES;
    case 'folder':
      return { words: [], paths: 'folders' };
    case 'model':
      return await shippedModels();
    case 'dataset': {
      if (typed.includes('=') || model === undefined) return FILES;
      const names = await datasetsOf(model);
      return { words: names.map((name) => [`${name}=`, 'a dataset of the model']), paths: 'files' };
    }
    default:
      return NOTHING;
  }
}

/** What a command takes that is no flag, after the words that it has already. */
async function argumentsOf(name: CommandName, words: readonly string[]): Promise<Completion> {
  const [first] = words;
  if (name === 'help' && first === undefined) return commands();
  const about = name === 'help' ? chooseCommand(words) : { name, words };
  if (about.words.length === 0 && wordsAfter(about.name).length > 0)
    return plain(wordsAfter(about.name));
  if (name === 'model' && words.length === 1) {
    if (first === 'import') return FILES;
    if (first === 'show' || first === 'check') return await shippedModels();
  }
  return READERS.includes(name) ? FILES : NOTHING;
}

const commands = (): Completion => ({
  words: COMMAND_NAMES.map((name) => [name, COMMAND_HELP[name].sentence]),
});

/** Flags of a command that can still be given. */
function flagWords(name: CommandName, action: string | undefined, given: ReadonlySet<string>) {
  return flagsOf(name, action)
    .filter(({ name: flag, repeatable = false }) => {
      const again = repeatable === true || (repeatable !== false && repeatable.includes(name));
      return again || !given.has(flag);
    })
    .map((flag) => [`--${flag.name}`, flagOf(flag, name).description] as const);
}

/** Whole words: what was typed before a value, and those values that go on as it was begun. */
const begun = ({ words, ...rest }: Completion, typed: string, before = ''): Completion => ({
  ...rest,
  words: words
    .filter(([word]) => word.startsWith(typed))
    .map(([word, meaning]) => [`${before}${word}`, meaning]),
});

/**
 * What can stand in the place of the last word of a command line.
 * @param line the words after the name of the command; the last one is being typed and may be empty
 */
export async function completeWords(line: readonly string[]): Promise<Completion> {
  const typed = line.at(-1) ?? '';
  const tokens = splitArguments(line.slice(0, -1));
  const options = tokens.filter((token) => token.kind === 'option');
  const given = new Set(options.map((token) => token.name));
  const spoken = tokens.filter((token) => token.kind === 'positional').map(({ value }) => value);
  const { name, words } = chooseCommand(spoken);
  const model = options.find((token) => token.name === 'model')?.value;
  const valueOf = (flag: Flag, text: string) => valuesOf(flagOf(flag, name), text, model);

  const last = tokens.at(-1);
  const open = last?.kind === 'option' && last.value === undefined ? last.name : '';
  const waiting = FLAG_BY_NAME.get(open);
  if (waiting !== undefined && waiting.type !== 'switch')
    return begun(await valueOf(waiting, typed), typed);

  const isOver = tokens.some((token) => token.kind === 'option-terminator');
  const [, flagName = '', text = ''] = /^--([\w-]+)=(.*)$/su.exec(typed) ?? [];
  const inline = FLAG_BY_NAME.get(flagName);
  if (!isOver && inline !== undefined)
    return begun(await valueOf(inline, text), text, `--${flagName}=`);
  if (!isOver && typed.startsWith('-'))
    return begun({ words: flagWords(name, words[0], given) }, typed);

  if (spoken.length > 0) return begun(await argumentsOf(name, words), typed);
  const first = begun(commands(), typed);
  return first.words.length === 0 ? FILES : first;
}

/** As the scripts read it: a line for each word, then, where paths fit, a line that begins with `:`. */
export async function printCompletion(line: readonly string[]): Promise<string> {
  const { words, paths } = await completeWords(line);
  const rows = words.map(([word, meaning]) => `${word}\t${meaning}\n`);
  return `${rows.join('')}${paths === undefined ? '' : `:${paths}\n`}`;
}
