/** How the text of a flag becomes a value. */
export type FlagType =
  | 'switch'
  | 'text'
  | 'file'
  | 'integer'
  | 'number'
  | 'seed'
  | 'precision'
  | 'choice'
  | 'share'
  | 'jobs'
  | 'dataset';

/** Headings of the help text, in its order. */
export const FLAG_GROUPS = [
  'Scenarios',
  'Input and output',
  'Gravity',
  'Histories',
  'Limits',
  'Reporting',
] as const;
export type FlagGroup = (typeof FLAG_GROUPS)[number];

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
  /** May be given several times. */
  readonly repeatable?: boolean;
  /** The only commands that use it; absent: commands in general. */
  readonly commands?: readonly string[];
  /** false: only as a flag, not in files or the environment. */
  readonly setting?: boolean;
}

/** `gravity-lambda` → `gravity_lambda`: its name in settings files; PULSE_GRAVITY_LAMBDA in the environment. */
export function settingName(flag: Flag): string {
  return flag.name.replaceAll('-', '_');
}

/** The name of a setting in the environment. */
export function environmentName(flag: Flag): string {
  return `PULSE_${settingName(flag).toUpperCase()}`;
}
