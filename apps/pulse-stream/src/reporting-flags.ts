import type { Flag } from './flag.ts';

/** Flags about what the command says beside its data. */
export const REPORTING_FLAGS: readonly Flag[] = [
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
