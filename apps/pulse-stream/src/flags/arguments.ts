import { parseArgs } from 'node:util';
import { PulseError } from '@pulse-stream/worldstate';
import { hintNearest } from '@pulse-stream/worldstate/internal';
import type { Flag } from './flag.ts';
import { FLAG_BY_NAME, FLAGS } from './flag-table.ts';

/** The words of a command line, before settings files and the environment. */
export interface Arguments {
  /** Flag name → texts given, in order; `true` for a switch. */
  readonly flags: ReadonlyMap<string, readonly (string | true)[]>;
  /** What is not a flag: the sub-command and files; `-` is standard input. */
  readonly words: readonly string[];
}

const OPTIONS = Object.fromEntries(
  FLAGS.map((flag) => [
    flag.name,
    {
      type: flag.type === 'switch' ? ('boolean' as const) : ('string' as const),
      multiple: true,
      ...(flag.short === undefined ? {} : { short: flag.short }),
    },
  ]),
);

function refuse(message: string): never {
  throw new PulseError('option-invalid', message);
}

function failUnknown(raw: string, name: string): never {
  const hint = hintNearest(name, FLAG_BY_NAME.keys());
  const nearest = hint === undefined ? 'see --help' : hint.replace('"', '"--');
  return refuse(`unknown flag ${raw} (${nearest})`);
}

function checkValue(flag: Flag, raw: string, value: string | undefined): string | true {
  if (flag.type === 'switch') return value === undefined ? true : refuse(`${raw} takes no value`);
  return value ?? refuse(`${raw} needs a value: ${raw} ${flag.placeholder ?? 'VALUE'}`);
}

/** The parts of a command line; a flag at its end may lack its value. */
export const splitArguments = (argv: readonly string[]) =>
  parseArgs({
    args: [...argv],
    options: OPTIONS,
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens;

/**
 * Splits a command line into flags and words. Flags may stand anywhere; `--` ends them.
 * @param argv without node and script
 * @throws PulseError `option-invalid`: one line that names the nearest flag
 */
export function readArguments(argv: readonly string[]): Arguments {
  const flags = new Map<string, (string | true)[]>();
  const words: string[] = [];
  for (const token of splitArguments(argv)) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const flag = FLAG_BY_NAME.get(token.name) ?? failUnknown(token.rawName, token.name);
    const given = flags.get(flag.name) ?? [];
    if (given.length > 0 && (flag.repeatable ?? false) === false && flag.type !== 'switch')
      refuse(`${token.rawName} is given twice`);
    given.push(checkValue(flag, token.rawName, token.value));
    flags.set(flag.name, given);
  }
  return { flags, words };
}
