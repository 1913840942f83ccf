import type { CommandName, Flag } from './flag.ts';

const DESIGN: readonly CommandName[] = ['design'];
const MOST_POINTS = 2 ** 32;

/** Flags of the commands that vary inputs and look at what came of it. */
export const EXPERIMENT_FLAGS: readonly Flag[] = [
  {
    name: 'var',
    type: 'texts',
    placeholder: 'NAME=VALUES',
    description:
      'what varies: hope=0..1, hope=0..1:0.1, turns=5,10, "params.beta=normal(.3,.03)", rule.ID.trust=0..1',
    group: 'Experiments',
    repeatable: true,
    commands: DESIGN,
    setting: false,
  },
  {
    name: 'points',
    short: 'n',
    type: 'integer',
    placeholder: 'N',
    min: 1,
    max: MOST_POINTS,
    description: 'points of lhs, sobol and mc',
    group: 'Experiments',
    commands: DESIGN,
    setting: false,
  },
  {
    name: 'base',
    type: 'file',
    placeholder: 'FILE',
    description: 'a scenario (JSON) that every line begins from',
    group: 'Experiments',
    commands: DESIGN,
    setting: false,
  },
  {
    name: 'replications',
    type: 'integer',
    placeholder: 'R',
    min: 1,
    max: 1_000_000,
    description: 'each scenario R times, with other noise (default 1)',
    group: 'Experiments',
    commands: DESIGN,
    setting: false,
  },
  {
    name: 'maximin',
    type: 'switch',
    description: 'lhs: spread the points, at most 10,000',
    group: 'Experiments',
    commands: DESIGN,
    setting: false,
  },
  {
    name: 'indices',
    type: 'switch',
    description:
      'sobol: N blocks of one line a variable and two more, for the Sobol indices of sensitivity',
    group: 'Experiments',
    commands: DESIGN,
    setting: false,
  },
  {
    name: 'outcome',
    type: 'texts',
    placeholder: 'NAME',
    description:
      'what is looked at: hope, hope@8, hope.sd@8, hope.q0.9@8, p_EVENT, risk … (default all)',
    group: 'Experiments',
    repeatable: true,
    commands: ['sensitivity'],
    setting: false,
  },
  {
    name: 'cases',
    type: 'text',
    placeholder: 'EXPR',
    description:
      'look for boxes of inputs in which these records lie: "p_grim >= 0.5", "infected@60 > 100"',
    group: 'Experiments',
    commands: ['sensitivity'],
    setting: false,
  },
  {
    name: 'bootstrap',
    type: 'integer',
    placeholder: 'N',
    min: 0,
    max: 100_000,
    description: 'resamples for intervals (default 200); 0: none',
    group: 'Experiments',
    commands: ['sensitivity'],
    setting: false,
  },
  {
    name: 'fail-if',
    type: 'text',
    placeholder: 'EXPR',
    description:
      'exit 6 when it holds, over shift (the largest), moved, came, went, appeared, healed: "shift > 3"',
    group: 'Experiments',
    commands: ['diff'],
    setting: false,
  },
  {
    name: 'top',
    type: 'integer',
    placeholder: 'N',
    min: 0,
    max: 1_000_000,
    description: 'changes that are told, what matters most first (default 20; ndjson 100,000)',
    group: 'Experiments',
    commands: ['diff', 'review', 'report'],
    setting: false,
    forCommands: [
      {
        commands: ['review'],
        description:
          'results to read first, and contradictions, that are told (default 7 and 5; ndjson 20)',
      },
      {
        commands: ['report'],
        description: 'scenarios that are drawn, of all of them evenly (default 8)',
      },
    ],
  },
];
