import { LINES, RECORDS, type Flag } from './flag.ts';

/** What of a result is written. */
export const RECORD_FLAGS: readonly Flag[] = [
  {
    name: 'keep-members',
    option: 'keepMembers',
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
  {
    name: 'record',
    option: 'record',
    type: 'choice',
    choices: ['full', 'slim'],
    placeholder: 'HOW',
    description: 'what is written of a result: full (default), or slim: forecast and assessment',
    group: 'Input and output',
    commands: RECORDS,
  },
  {
    name: 'fields',
    option: 'fields',
    type: 'list',
    placeholder: 'A,B.C',
    repeatable: true,
    description: String.raw`only these fields of a result, beside its place; a dot in a key is \.`,
    group: 'Input and output',
    commands: RECORDS,
  },
];
