import {
  HISTORY,
  LINES,
  RECORDS,
  RUN,
  WRITERS,
  type CommandName,
  type Flag,
  type FlagType,
} from './flag.ts';
import { GRAVITY_FLAGS } from './gravity-flags.ts';
import { HISTORY_FLAGS } from './history-flags.ts';
import { REPORTING_FLAGS } from './reporting-flags.ts';
import { THREAD_FLAGS } from './thread-flags.ts';

const count = (
  name: string,
  min: number,
  max: number,
  description: string,
  commands: readonly CommandName[],
): Flag => ({
  commands,
  name,
  type: 'integer',
  placeholder: 'N',
  min,
  max,
  description,
  group: 'Scenarios',
});

const limit = (name: string, description: string, type: FlagType = 'number'): Flag => ({
  name,
  type,
  placeholder: 'N',
  min: 1,
  description,
  group: 'Limits',
  commands: LINES,
});

const threshold = (name: string, description: string): Flag => ({
  name,
  type: 'number',
  placeholder: 'X',
  min: 0,
  max: 1,
  description,
  group: 'Scenarios',
  commands: RECORDS,
});

/** Every flag, in the order of the help text. */
export const FLAGS: readonly Flag[] = [
  {
    name: 'model',
    short: 'm',
    type: 'text',
    placeholder: 'NAME|FILE',
    description: 'world model: a built-in name or a YAML/JSON file (default pulse)',
    group: 'Scenarios',
    commands: [...LINES, ...HISTORY, 'score'],
  },
  count('turns', 1, 100_000, 'forecast turns of lines that do not say (default 1)', LINES),
  count('members', 1, 100_000, "ensemble members of lines that do not say (default the model's)", [
    ...LINES,
    'backtest',
  ]),
  {
    name: 'seed',
    type: 'seed',
    placeholder: 'S',
    description: 'run seed: an integer or a text (default 0)',
    group: 'Scenarios',
    commands: [...RECORDS, 'backtest'],
  },
  {
    name: 'crn',
    type: 'switch',
    description: 'every line draws from the run seed: differences between scenarios are not noise',
    group: 'Scenarios',
    commands: RECORDS,
  },
  {
    name: 'member',
    type: 'integer',
    placeholder: 'K',
    min: 0,
    max: 99_999,
    description: 'replay only member K (0-based) of every ensemble',
    group: 'Scenarios',
    commands: RECORDS,
  },
  {
    name: 'trace',
    type: 'choice',
    choices: ['none', 'summary', 'full'],
    placeholder: 'HOW',
    description: 'per-turn records of lines that do not say: none, summary or full',
    group: 'Scenarios',
    commands: LINES,
  },
  {
    name: 'assess',
    type: 'choice',
    choices: ['basic', 'full'],
    placeholder: 'HOW',
    description: 'basic, or full (adds fragility, by re-runs), for lines that do not say',
    group: 'Scenarios',
    commands: LINES,
  },
  {
    name: 'strict',
    type: 'switch',
    description: 'a name the model does not declare fails the line',
    group: 'Scenarios',
    commands: LINES,
  },
  {
    name: 'gate',
    type: 'text',
    placeholder: 'EXPR',
    description:
      'records that do not meet EXPR are gated, e.g. "confidence >= 0.5 and correction_share < 0.4"',
    group: 'Scenarios',
    commands: LINES,
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
    commands: [...LINES, ...HISTORY, 'score'],
  },

  {
    name: 'output',
    short: 'o',
    type: 'file',
    placeholder: 'FILE',
    description: 'write records to FILE, which appears only complete (.gz compresses)',
    group: 'Input and output',
    commands: WRITERS,
  },
  {
    name: 'force',
    type: 'switch',
    description: 'replace an existing output file',
    group: 'Input and output',
    commands: WRITERS,
  },
  {
    name: 'resume',
    type: 'switch',
    description: 'continue an unfinished run of -o FILE; the result is the same as without a stop',
    group: 'Input and output',
    commands: ['run'],
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
    commands: RUN,
  },
  {
    name: 'max-errors',
    type: 'share',
    placeholder: 'N|P%',
    description: 'stop after more than N failures, or P percent of the records (from 100 on)',
    group: 'Input and output',
    commands: RUN,
  },
  {
    name: 'dry-run',
    type: 'switch',
    description: 'check every line, estimate time and size, write nothing',
    group: 'Input and output',
    commands: ['run'],
    setting: false,
  },
  {
    name: 'input',
    type: 'file',
    placeholder: 'FILE…',
    description: 'the scenarios that the output was made from',
    group: 'Input and output',
    commands: ['retry'],
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
    commands: [...RECORDS, 'score'],
  },
  {
    name: 'keep-members',
    type: 'switch',
    description: 'records carry every member at the horizons, so that score can give CRPS and PIT',
    group: 'Input and output',
    commands: LINES,
  },
  {
    name: 'echo',
    type: 'choice',
    choices: ['digest', 'full'],
    placeholder: 'HOW',
    description: 'inline observations in records: digest (default) or full',
    group: 'Input and output',
    commands: RECORDS,
  },

  ...GRAVITY_FLAGS,
  ...HISTORY_FLAGS,
  limit('max-line-bytes', 'bytes of one input line (1048576)', 'integer'),
  limit('limit-turns', 'turns of one scenario (100000)', 'integer'),
  limit('limit-members', 'members of one scenario (100000)', 'integer'),
  limit('limit-member-turns', 'members × turns of one scenario (1e7)'),
  limit('limit-member-values', 'members × horizons × targets of one scenario (4e6)'),
  limit('limit-record-bytes', 'estimated bytes of one record (4194304)'),
  limit('limit-fuel', 'members × turns × nodes of the model (1e10)'),
  ...THREAD_FLAGS,
  {
    ...limit('credits', 'input batches in flight (2, and 2 per worker)', 'integer'),
    max: 1024,
    commands: RUN,
  },

  ...REPORTING_FLAGS,
];

/** Flag by its long name. */
export const FLAG_BY_NAME: ReadonlyMap<string, Flag> = new Map(
  FLAGS.map((flag) => [flag.name, flag]),
);
