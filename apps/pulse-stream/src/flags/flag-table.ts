import {
  HISTORY,
  LINES,
  RECORDS,
  RUN,
  WRITERS,
  type CommandName,
  type Flag,
  type OptionPath,
} from './flag.ts';
import { CLUSTER_FLAGS } from './cluster-flags.ts';
import { EXPERIMENT_FLAGS } from './experiment-flags.ts';
import { GRAVITY_FLAGS } from './gravity-flags.ts';
import { HUB_FLAGS } from './hub-flags.ts';
import { HISTORY_FLAGS } from './history-flags.ts';
import { IMPORT_FLAGS } from './import-flags.ts';
import { LIMIT_FLAGS } from './limit-flags.ts';
import { RECORD_FLAGS } from './record-flags.ts';
import { REPORTING_FLAGS } from './reporting-flags.ts';
import { OUTPUT_FLAG, TABLE_FLAGS } from './table-flags.ts';

const count = (
  name: string,
  min: number,
  max: number,
  option: OptionPath,
  description: string,
  commands: readonly CommandName[],
): Flag => ({
  commands,
  name,
  option,
  type: 'integer',
  placeholder: 'N',
  min,
  max,
  description,
  group: 'Scenarios',
});

const threshold = (name: string, option: OptionPath, description: string): Flag => ({
  name,
  option,
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
    type: 'model',
    placeholder: 'NAME|FILE',
    description: 'world model: a built-in name or a YAML/JSON file (default pulse)',
    group: 'Scenarios',
    commands: [...LINES, ...HISTORY, 'score', 'design', 'lab'],
  },
  count(
    'turns',
    1,
    100_000,
    'defaults.turns',
    'forecast turns of lines that do not say (default 1); lab: what its slider begins with',
    [...LINES, 'lab'],
  ),
  count(
    'members',
    1,
    100_000,
    'defaults.members',
    "ensemble members of lines that do not say (default the model's)",
    [...LINES, 'backtest', 'lab'],
  ),
  {
    name: 'seed',
    option: 'seed',
    type: 'seed',
    placeholder: 'S',
    description:
      'run seed: an integer or a text (default 0); design: what points are drawn by (sobol: scrambled by); sensitivity: of the bootstrap',
    group: 'Scenarios',
    commands: [...RECORDS, 'backtest', 'design', 'sensitivity', 'lab'],
  },
  {
    name: 'crn',
    option: 'crn',
    type: 'switch',
    description: 'every line draws from the run seed: differences between scenarios are not noise',
    group: 'Scenarios',
    commands: RECORDS,
  },
  {
    name: 'member',
    option: 'member',
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
    option: 'defaults.trace',
    type: 'choice',
    choices: ['none', 'summary', 'full'],
    placeholder: 'HOW',
    description: 'per-turn records of lines that do not say: none, summary or full',
    group: 'Scenarios',
    commands: LINES,
  },
  {
    name: 'assess',
    option: 'defaults.assess',
    type: 'choice',
    choices: ['basic', 'full'],
    placeholder: 'HOW',
    description: 'basic, or full (adds fragility, by re-runs), for lines that do not say',
    group: 'Scenarios',
    commands: LINES,
  },
  {
    name: 'strict',
    option: 'strict',
    type: 'switch',
    description: 'a name the model does not declare fails the line',
    group: 'Scenarios',
    commands: LINES,
  },
  {
    name: 'allow-name',
    option: 'allowNames',
    type: 'list',
    placeholder: 'NAME',
    repeatable: true,
    description: 'NAME is meant as it is, however near it is to one the model declares',
    group: 'Scenarios',
    commands: LINES,
  },
  {
    name: 'gate',
    option: 'gate',
    type: 'text',
    placeholder: 'EXPR',
    description:
      'records that do not meet EXPR are gated, e.g. "confidence >= 0.5 and correction_share < 0.4"',
    group: 'Scenarios',
    commands: LINES,
  },
  threshold(
    'min-confidence',
    'thresholds.confidence',
    'least confidence of a record that is Trusted (0.6); below two thirds of it it is Rejected',
  ),
  threshold(
    'max-fragility',
    'thresholds.fragility',
    'most fragility of a record that is not Unstable (0.7)',
  ),
  threshold('max-risk', 'thresholds.risk', 'most risk of a record that is not Unstable (0.5)'),
  {
    name: 'observations',
    type: 'dataset',
    placeholder: 'NAME=FILE',
    repeatable: true,
    description:
      'a table (CSV or NDJSON) that lines and series of the model can name; learn, backtest, score: FILE; report: drawn beside the forecasts; lab: put into the page',
    group: 'Scenarios',
    commands: [...LINES, ...HISTORY, 'score', 'report', 'lab'],
  },

  OUTPUT_FLAG,
  {
    name: 'out',
    type: 'folder',
    placeholder: 'DIR',
    description: 'write all schemas, or the one that is named, to files NAME.schema.json in DIR',
    group: 'Input and output',
    commands: ['schema', 'cluster'],
    forCommands: [
      {
        commands: ['cluster'],
        description: 'init: also write the permissions of its users to DIR/permissions.conf',
      },
    ],
    setting: false,
  },
  {
    name: 'force',
    type: 'switch',
    description: 'replace an existing output file',
    group: 'Input and output',
    commands: [...WRITERS, 'model', 'schema', 'cluster'],
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
    name: 'digest',
    type: 'file',
    placeholder: 'FILE.md',
    description: 'also write what the run says as a whole to FILE.md: two screens of Markdown',
    group: 'Input and output',
    commands: ['run', 'review'],
  },
  {
    name: 'errors',
    type: 'file',
    placeholder: 'FILE',
    description: 'also write the failure records to FILE',
    group: 'Input and output',
    commands: [...RUN, 'export'],
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
    option: 'precision',
    type: 'precision',
    placeholder: 'N',
    min: 1,
    max: 17,
    description: 'significant digits of ensemble statistics (default 6)',
    group: 'Input and output',
    commands: [...RECORDS, 'score', 'sensitivity', 'diff', 'review'],
  },
  ...RECORD_FLAGS,
  ...TABLE_FLAGS,
  ...HUB_FLAGS,
  ...IMPORT_FLAGS,
  ...GRAVITY_FLAGS,
  ...HISTORY_FLAGS,
  ...EXPERIMENT_FLAGS,
  ...CLUSTER_FLAGS,
  ...LIMIT_FLAGS,
  ...REPORTING_FLAGS,
];

/** Flag by its long name. */
export const FLAG_BY_NAME: ReadonlyMap<string, Flag> = new Map(
  FLAGS.map((flag) => [flag.name, flag]),
);
