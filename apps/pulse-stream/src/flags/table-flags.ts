import { TABLE_FORMATS } from '@pulse-stream/formats/internal';
import { TABLES, WRITERS, type Flag } from './flag.ts';

/** What a run or an export can write. */
const FORMATS = ['ndjson', ...TABLE_FORMATS] as const;
export type Format = (typeof FORMATS)[number];

const WRITE = 'write to FILE, which appears only complete';

/** Where a command writes: a table only where it makes some. */
export const OUTPUT_FLAG: Flag = {
  name: 'output',
  short: 'o',
  type: 'file',
  placeholder: 'FILE',
  description: `${WRITE} (.gz packs)`,
  group: 'Input and output',
  repeatable: ['run'],
  commands: [...WRITERS, 'model'],
  forCommands: [
    {
      commands: TABLES,
      description: `${WRITE} (.gz packs; ${TABLE_FORMATS.map((name) => `.${name}`).join(', ')}: tables)`,
    },
  ],
};

/** Flags of the commands that make tables. */
export const TABLE_FLAGS: readonly Flag[] = [
  {
    name: 'format',
    type: 'choice',
    choices: ['table', 'ndjson'],
    placeholder: 'HOW',
    description: 'a table (default) or ndjson',
    group: 'Tables',
    commands: ['run', 'backtest', 'score', 'sensitivity', 'diff', 'review', 'cluster'],
    setting: false,
    forCommands: [
      {
        commands: ['run'],
        choices: FORMATS,
        description: `what is written, whatever the name of -o: ndjson (default), ${TABLE_FORMATS.join(' or ')}`,
      },
      {
        commands: ['cluster'],
        description:
          'status: a table (default), or ndjson: a line for the server, each build, each job',
      },
    ],
  },
  {
    name: 'to',
    type: 'choice',
    choices: [...TABLE_FORMATS, 'hubverse'],
    placeholder: 'HOW',
    description: `what is written: ${TABLE_FORMATS.join(' or ')} (default: what the name of -o says), or hubverse: a submission to a hub`,
    group: 'Tables',
    commands: ['export'],
    setting: false,
  },
  {
    name: 'wide',
    type: 'switch',
    description: 'a row per scenario, target and horizon, not one per statistic',
    group: 'Tables',
    commands: TABLES,
  },
  {
    name: 'inputs',
    type: 'list',
    placeholder: 'A,B.C',
    repeatable: true,
    description: String.raw`also these inputs as columns, e.g. turns,state_overrides.hope; a dot in a key is \.`,
    group: 'Tables',
    commands: TABLES,
  },
  {
    name: 'escape-formulas',
    type: 'switch',
    description: "CSV: put ' before texts that a spreadsheet would run as a formula",
    group: 'Tables',
    commands: TABLES,
  },
];
