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

const count = (name: string, min: number, max: number, description: string): Flag => ({
  name,
  type: 'integer',
  placeholder: 'N',
  min,
  max,
  description,
  group: 'Scenarios',
});

const gravity = (
  name: string,
  type: FlagType,
  description: string,
  range?: [number, number],
): Flag => ({
  name: `gravity-${name}`,
  type,
  description,
  group: 'Gravity',
  ...(type === 'switch' ? {} : { placeholder: type === 'choice' ? 'NAME' : 'X' }),
  ...(range === undefined ? {} : { min: range[0], max: range[1] }),
});

const limit = (name: string, description: string, type: FlagType = 'number'): Flag => ({
  name,
  type,
  placeholder: 'N',
  min: 1,
  description,
  group: 'Limits',
});

/** Every flag of `run`, in the order of the help text. */
export const FLAGS: readonly Flag[] = [
  {
    name: 'model',
    short: 'm',
    type: 'text',
    placeholder: 'NAME|FILE',
    description: 'world model: a built-in name or a YAML/JSON file (default pulse)',
    group: 'Scenarios',
  },
  count('turns', 1, 100_000, 'forecast turns of lines that do not say (default 1)'),
  count('members', 1, 100_000, "ensemble members of lines that do not say (default the model's)"),
  {
    name: 'seed',
    type: 'seed',
    placeholder: 'S',
    description: 'run seed: an integer or a text (default 0)',
    group: 'Scenarios',
  },
  {
    name: 'crn',
    type: 'switch',
    description: 'every line draws from the run seed: differences between scenarios are not noise',
    group: 'Scenarios',
  },
  {
    name: 'member',
    type: 'integer',
    placeholder: 'K',
    min: 0,
    max: 99_999,
    description: 'replay only member K (0-based) of every ensemble',
    group: 'Scenarios',
  },
  {
    name: 'trace',
    type: 'choice',
    choices: ['none', 'summary', 'full'],
    placeholder: 'HOW',
    description: 'per-turn records of lines that do not say: none, summary or full',
    group: 'Scenarios',
  },
  {
    name: 'assess',
    type: 'choice',
    choices: ['basic', 'full'],
    placeholder: 'HOW',
    description: 'basic, or full (adds fragility, by re-runs), for lines that do not say',
    group: 'Scenarios',
  },
  {
    name: 'strict',
    type: 'switch',
    description: 'a name the model does not declare fails the line',
    group: 'Scenarios',
  },
  {
    name: 'gate',
    type: 'text',
    placeholder: 'EXPR',
    description:
      'records that do not meet EXPR are gated, e.g. "confidence >= 0.5 and correction_share < 0.4"',
    group: 'Scenarios',
  },
  {
    name: 'observations',
    type: 'dataset',
    placeholder: 'NAME=FILE',
    repeatable: true,
    description: 'register a history (CSV or NDJSON) that lines can name',
    group: 'Scenarios',
  },

  {
    name: 'output',
    short: 'o',
    type: 'file',
    placeholder: 'FILE',
    description: 'write records to FILE, which appears only complete (.gz compresses)',
    group: 'Input and output',
  },
  {
    name: 'force',
    type: 'switch',
    description: 'replace an existing output file',
    group: 'Input and output',
  },
  {
    name: 'errors',
    type: 'file',
    placeholder: 'FILE',
    description: 'also write the failure records to FILE',
    group: 'Input and output',
  },
  {
    name: 'precision',
    type: 'precision',
    placeholder: 'N',
    min: 1,
    max: 17,
    description: 'significant digits of ensemble statistics (default 6)',
    group: 'Input and output',
  },
  {
    name: 'echo',
    type: 'choice',
    choices: ['digest', 'full'],
    placeholder: 'HOW',
    description: 'inline observations in records: digest (default) or full',
    group: 'Input and output',
  },

  {
    name: 'gravity-off',
    type: 'switch',
    description: 'no learned correction on lines that do not say',
    group: 'Gravity',
  },
  {
    name: 'enable-residual-gravity',
    type: 'switch',
    description: 'learned correction on, whatever --gravity-off says',
    group: 'Gravity',
  },
  { ...gravity('method', 'choice', 'how the correction learns: sgd'), choices: ['sgd'] },
  gravity('lambda', 'number', 'strength of the correction (sgd: 0.25)', [0, 1]),
  gravity('learning-rate', 'number', 'step of the weight update (0.01)', [0, Infinity]),
  gravity('ewma-span', 'number', 'span over which updates are blended (30)', [0, Infinity]),
  gravity('adaptive-lambda-min', 'number', 'lower limit of the adaptive lambda (0.01)', [0, 1]),
  gravity('adaptive-lambda-max', 'number', 'upper limit of the adaptive lambda (1)', [0, 1]),
  gravity('disable-adaptive-lambda', 'switch', 'keep lambda where it starts'),
  gravity('disable-weight-pruning', 'switch', 'keep small weights when weights grow large'),
  gravity(
    'disable-shadow-model-trigger',
    'switch',
    'the shadow monitor reports but never triggers',
  ),
  gravity(
    'shadow-variance-threshold',
    'number',
    'share of error variance explained that needs review (0.30)',
    [0, 1],
  ),

  limit('max-line-bytes', 'bytes of one input line (1048576)', 'integer'),
  limit('limit-turns', 'turns of one scenario (100000)', 'integer'),
  limit('limit-members', 'members of one scenario (100000)', 'integer'),
  limit('limit-member-turns', 'members × turns of one scenario (1e7)'),
  limit('limit-member-values', 'members × horizons × targets of one scenario (4e6)'),
  limit('limit-record-bytes', 'estimated bytes of one record (4194304)'),
  limit('limit-fuel', 'members × turns × nodes of the model (1e10)'),
  { ...limit('credits', 'input batches in flight (8)', 'integer'), max: 1024 },

  {
    name: 'progress',
    type: 'choice',
    choices: ['auto', 'always', 'never'],
    placeholder: 'WHEN',
    description: 'progress line on stderr: auto (on a terminal), always, never',
    group: 'Reporting',
  },
  {
    name: 'quiet',
    short: 'q',
    type: 'switch',
    description: 'no end summary, no warnings',
    group: 'Reporting',
  },
  {
    name: 'verbose',
    short: 'v',
    type: 'switch',
    description: 'also name every failed line on stderr',
    group: 'Reporting',
  },
  {
    name: 'log-format',
    type: 'choice',
    choices: ['text', 'json'],
    placeholder: 'HOW',
    description: 'stderr as text or as one JSON object per line',
    group: 'Reporting',
  },
  {
    name: 'no-color',
    type: 'switch',
    description: 'no colour on stderr (NO_COLOR does the same)',
    group: 'Reporting',
  },
  {
    name: 'debug',
    type: 'switch',
    description: 'failure records and errors carry a traceback',
    group: 'Reporting',
  },
  {
    name: 'config',
    type: 'file',
    placeholder: 'FILE',
    description: 'settings file (default pulse.config.yaml or .json in this folder)',
    group: 'Reporting',
    setting: false,
  },
  {
    name: 'print-config',
    type: 'switch',
    description: 'print every setting and where it comes from, and stop',
    group: 'Reporting',
    setting: false,
  },
  {
    name: 'help',
    short: 'h',
    type: 'switch',
    description: 'this text',
    group: 'Reporting',
    setting: false,
  },
  {
    name: 'version',
    type: 'switch',
    description: 'the version',
    group: 'Reporting',
    setting: false,
  },
];

/** Flag by its long name. */
export const FLAG_BY_NAME: ReadonlyMap<string, Flag> = new Map(
  FLAGS.map((flag) => [flag.name, flag]),
);

/** `gravity-lambda` → `gravity_lambda`: its name in settings files; PULSE_GRAVITY_LAMBDA in the environment. */
export function settingName(flag: Flag): string {
  return flag.name.replaceAll('-', '_');
}

/** The name of a setting in the environment. */
export function environmentName(flag: Flag): string {
  return `PULSE_${settingName(flag).toUpperCase()}`;
}
