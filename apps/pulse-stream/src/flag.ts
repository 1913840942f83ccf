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
  | 'dataset';

/** One flag of the command. Its setting name in files and the environment is the flag with `_`. */
export interface Flag {
  readonly name: string;
  readonly short?: string;
  readonly type: FlagType;
  readonly choices?: readonly string[];
  /** What stands for the value in the help text. */
  readonly placeholder?: string;
  readonly description: string;
  readonly group: 'Scenarios' | 'Input and output' | 'Gravity' | 'Limits' | 'Reporting';
  /** Inclusive range of a number. */
  readonly min?: number;
  readonly max?: number;
  /** May be given several times. */
  readonly repeatable?: boolean;
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
