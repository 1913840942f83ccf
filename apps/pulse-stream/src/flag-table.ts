import type { Flag, FlagType } from './flag.ts';
import { HISTORY_FLAGS } from './history-flags.ts';
import { REPORTING_FLAGS } from './reporting-flags.ts';
import { THREAD_FLAGS } from './thread-flags.ts';

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

const threshold = (name: string, description: string): Flag => ({
  name,
  type: 'number',
  placeholder: 'X',
  min: 0,
  max: 1,
  description,
  group: 'Scenarios',
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
  threshold('min-confidence', 'least confidence of a record that is not Rejected (0.5)'),
  threshold('max-fragility', 'most fragility of a record that is not Unstable (0.7)'),
  threshold('max-risk', 'most risk of a record that is not Unstable (0.5)'),
  {
    name: 'observations',
    type: 'dataset',
    placeholder: 'NAME=FILE',
    repeatable: true,
    description: 'a history (CSV or NDJSON) that lines can name; learn, backtest, score: FILE',
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
    name: 'resume',
    type: 'switch',
    description: 'continue an unfinished run of -o FILE; the result is the same as without a stop',
    group: 'Input and output',
  },
  {
    name: 'memory',
    type: 'file',
    placeholder: 'FILE',
    description:
      'append the forecasts that have an origin to FILE, to be scored when truth arrives',
    group: 'Input and output',
    commands: ['run'],
  },
  {
    name: 'errors',
    type: 'file',
    placeholder: 'FILE',
    description: 'also write the failure records to FILE',
    group: 'Input and output',
  },
  {
    name: 'max-errors',
    type: 'share',
    placeholder: 'N|P%',
    description: 'stop after more than N failures, or P percent of the records (from 100 on)',
    group: 'Input and output',
  },
  {
    name: 'dry-run',
    type: 'switch',
    description: 'check every line, estimate time and size, write nothing',
    group: 'Input and output',
    setting: false,
  },
  {
    name: 'input',
    type: 'file',
    placeholder: 'FILE…',
    description: 'retry: the scenarios that the output was made from',
    group: 'Input and output',
    setting: false,
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
    name: 'keep-members',
    type: 'switch',
    description: 'records carry every member at the horizons, so that score can give CRPS and PIT',
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
  {
    ...gravity('method', 'choice', 'how the correction learns: bank (default) or sgd'),
    choices: ['bank', 'sgd'],
  },
  gravity('lambda', 'number', 'strength of the correction (bank: 1, sgd: 0.25)', [0, 1]),
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

  ...HISTORY_FLAGS,
  limit('max-line-bytes', 'bytes of one input line (1048576)', 'integer'),
  limit('limit-turns', 'turns of one scenario (100000)', 'integer'),
  limit('limit-members', 'members of one scenario (100000)', 'integer'),
  limit('limit-member-turns', 'members × turns of one scenario (1e7)'),
  limit('limit-member-values', 'members × horizons × targets of one scenario (4e6)'),
  limit('limit-record-bytes', 'estimated bytes of one record (4194304)'),
  limit('limit-fuel', 'members × turns × nodes of the model (1e10)'),
  ...THREAD_FLAGS,
  { ...limit('credits', 'input batches in flight (2, and 2 per worker)', 'integer'), max: 1024 },

  ...REPORTING_FLAGS,
];

/** Flag by its long name. */
export const FLAG_BY_NAME: ReadonlyMap<string, Flag> = new Map(
  FLAGS.map((flag) => [flag.name, flag]),
);
