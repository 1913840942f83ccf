import type { PipelineOptions } from '@pulse-stream/pipeline';
import type { GravityOptions } from '@pulse-stream/worldstate';

/** How the text of a flag becomes a value. */
export type FlagType =
  | 'switch'
  | 'text'
  | 'file'
  | 'folder'
  | 'model'
  | 'integer'
  | 'number'
  | 'seed'
  | 'precision'
  | 'choice'
  | 'share'
  | 'jobs'
  | 'dataset'
  | 'list'
  | 'texts';

/** Every sub-command, in the order of the help text. */
export const COMMAND_NAMES = [
  'run',
  'validate',
  'retry',
  'learn',
  'backtest',
  'score',
  'design',
  'sensitivity',
  'diff',
  'review',
  'report',
  'lab',
  'export',
  'schema',
  'model',
  'worker',
  'cluster',
  'demo',
  'completion',
  'help',
  'version',
] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];

/** Commands that read and write a whole run. */
export const RUN: readonly CommandName[] = ['run', 'demo'];
/** Commands that make records. */
export const RECORDS: readonly CommandName[] = ['run', 'retry', 'demo'];
/** Commands that say whether a line is right. */
export const LINES: readonly CommandName[] = ['run', 'validate', 'retry', 'demo'];
/** Commands that go through one history. */
export const HISTORY: readonly CommandName[] = ['learn', 'backtest'];
/** Commands that write one output file. */
export const WRITERS: readonly CommandName[] = [
  ...RECORDS,
  ...HISTORY,
  'score',
  'design',
  'sensitivity',
  'diff',
  'review',
  'report',
  'lab',
  'export',
];
/** Commands whose words are files. */
export const READERS: readonly CommandName[] = [
  'run',
  'validate',
  'score',
  'retry',
  'sensitivity',
  'diff',
  'review',
  'report',
  'export',
];
/** Commands that make tables of records. */
export const TABLES: readonly CommandName[] = [...RUN, 'export'];

/** Headings of the help text, in its order. */
export const FLAG_GROUPS = [
  'Scenarios',
  'Input and output',
  'Tables',
  'Hub',
  'Gravity',
  'Histories',
  'Experiments',
  'Cluster',
  'Limits',
  'Reporting',
] as const;
export type FlagGroup = (typeof FLAG_GROUPS)[number];

type Inside<Group extends 'defaults' | 'limits' | 'thresholds'> =
  `${Group}.${keyof NonNullable<PipelineOptions[Group]> & string}`;

/** An option of the pipeline as a path. */
export type OptionPath =
  | Exclude<keyof PipelineOptions, 'defaults' | 'limits' | 'thresholds' | 'gravity'>
  | Inside<'defaults'>
  | Inside<'limits'>
  | Inside<'thresholds'>
  | `gravity.${keyof GravityOptions}`;

/** One flag of the command. Its setting name in files and the environment is the flag with `_`. */
export interface Flag {
  readonly name: string;
  readonly short?: string;
  readonly type: FlagType;
  readonly choices?: readonly string[];
  /** What stands for the value in the help text. */
  readonly placeholder?: string;
  readonly description: string;
  readonly group: FlagGroup;
  /** Inclusive range of a number. */
  readonly min?: number;
  readonly max?: number;
  /** May be given several times; a list: to these commands. */
  readonly repeatable?: boolean | readonly CommandName[];
  /** What some commands take instead of `choices`, and how their help says so. */
  readonly forCommands?: readonly {
    readonly commands: readonly CommandName[];
    readonly choices?: readonly string[];
    readonly description: string;
  }[];
  /** The commands whose work it changes; every other one refuses it. */
  readonly commands: readonly CommandName[];
  /** The option of the pipeline that its value is, when it is that and no more. */
  readonly option?: OptionPath;
  /** The value of the option when a switch is on; default true. */
  readonly on?: boolean | string;
  /** false: only as a flag, not in files or the environment. */
  readonly setting?: boolean;
}

/** A flag as one command has it. */
export function flagOf(flag: Flag, command: CommandName): Flag {
  const own = flag.forCommands?.find(({ commands }) => commands.includes(command));
  return own === undefined ? flag : { ...flag, ...own };
}

/** `gravity-lambda` → `gravity_lambda`: its name in settings files; PULSE_GRAVITY_LAMBDA in the environment. */
export function settingName(flag: Flag): string {
  return flag.name.replaceAll('-', '_');
}

/** The name of a setting in the environment. */
export function environmentName(flag: Flag): string {
  return `PULSE_${settingName(flag).toUpperCase()}`;
}
