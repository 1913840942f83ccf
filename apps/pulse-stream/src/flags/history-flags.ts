import { HISTORY, LINES, type CommandName, type Flag, type FlagType } from './flag.ts';

const flag = (
  name: string,
  type: FlagType,
  placeholder: string,
  description: string,
  commands: readonly CommandName[],
): Flag => ({
  name,
  type,
  ...(type === 'switch' ? {} : { placeholder }),
  description,
  group: 'Histories',
  commands,
  setting: false,
});

const BACKTEST: readonly CommandName[] = ['backtest'];

/** Flags of the commands that go through a history. */
export const HISTORY_FLAGS: readonly Flag[] = [
  {
    name: 'time',
    type: 'text',
    placeholder: 'COLUMN',
    description: 'the column of times (default date, turn, or the only one of dates)',
    group: 'Histories',
    commands: [...LINES, ...HISTORY, 'score', 'report', 'lab'],
  },
  {
    name: 'split',
    type: 'text',
    placeholder: 'COLUMN',
    description: 'a long file is a dataset for each value of COLUMN: flu=FILE gives flu.US, flu.CA',
    group: 'Histories',
    commands: [...LINES, 'score', 'report', 'lab'],
  },
  {
    name: 'ignore-columns',
    option: 'ignoreColumns',
    type: 'switch',
    description: 'leave out columns of a history that the model does not have, whatever is in them',
    group: 'Histories',
    commands: [...LINES, ...HISTORY, 'score', 'report', 'lab'],
  },
  {
    name: 'gravity-state',
    type: 'file',
    placeholder: 'FILE',
    description: 'start from what learn wrote: scenarios without rows begin at its end',
    group: 'Histories',
    commands: [...LINES, 'learn', 'lab'],
  },
  {
    ...flag('horizon', 'integer', 'H', 'steps ahead; every one is scored', BACKTEST),
    min: 1,
    max: 1000,
  },
  {
    ...flag('warmup', 'integer', 'N', 'rows before the first forecast', BACKTEST),
    min: 1,
    max: 1_000_000,
  },
  flag(
    'origins',
    'text',
    'A..B',
    'labels of the first and last row to forecast from (default as far as it goes)',
    BACKTEST,
  ),
  {
    ...flag('stride', 'integer', 'K', 'forecast from every K-th row (default 1)', BACKTEST),
    min: 1,
    max: 1_000_000,
  },
  flag(
    'quantiles',
    'list',
    'A,B',
    'quantile levels to score and issue, ascending (default those of the model)',
    BACKTEST,
  ),
  flag(
    'vintages',
    'text',
    "'DIR/*.csv'",
    'the history as it was known on the date in the name of each file; truth is the last',
    BACKTEST,
  ),
  flag('issued', 'file', 'FILE', 'also write every forecast as it was issued to FILE', BACKTEST),
  {
    ...flag(
      'by',
      'list',
      'A,B',
      'tell scores apart by target, horizon, origin, label, group, dataset, location or meta.KEY',
      ['score'],
    ),
    repeatable: true,
  },
  flag('relative-to', 'file', 'FILE', 'also compare with the forecasts of FILE, value by value', [
    'score',
  ]),
  {
    ...flag('scale', 'choice', 'HOW', 'natural (default), or log: score ln(1 + x)', ['score']),
    choices: ['natural', 'log'],
  },
];
