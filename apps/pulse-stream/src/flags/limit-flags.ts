import { LINES, RUN, type Flag, type FlagType, type OptionPath } from './flag.ts';

const limit = (
  name: string,
  option: OptionPath,
  description: string,
  type: FlagType = 'number',
): Flag => ({
  name,
  option,
  type,
  placeholder: 'N',
  min: 1,
  description,
  group: 'Limits',
  commands: LINES,
});

/** Flags about what a scenario may cost, and what works on it. */
export const LIMIT_FLAGS: readonly Flag[] = [
  limit('max-line-bytes', 'limits.lineBytes', 'bytes of one input line (1048576)', 'integer'),
  limit('limit-turns', 'limits.turns', 'turns of one scenario (100000)', 'integer'),
  limit('limit-members', 'limits.members', 'members of one scenario (100000)', 'integer'),
  limit('limit-member-turns', 'limits.memberTurns', 'members × turns of one scenario (1e7)'),
  limit(
    'limit-member-values',
    'limits.memberValues',
    'members × horizons × targets of one scenario (4e6)',
  ),
  limit('limit-record-bytes', 'limits.recordBytes', 'estimated bytes of one record (4194304)'),
  limit('limit-fuel', 'limits.fuel', 'members × turns × nodes of the model (1e10)'),
  {
    name: 'jobs',
    short: 'j',
    type: 'jobs',
    placeholder: 'N|auto',
    description: 'threads that compute: 1, at most N workers, or auto: more when it pays (default)',
    group: 'Limits',
    commands: [...RUN, 'worker'],
    forCommands: [
      { commands: ['worker'], description: 'threads that compute (default: one for each core)' },
    ],
  },
  {
    name: 'worker-heap-mb',
    type: 'integer',
    placeholder: 'N',
    min: 1,
    description: 'MiB of heap of a worker; one that needs more is replaced (1024)',
    group: 'Limits',
    commands: [...RUN, 'worker'],
  },
  {
    name: 'worker-stall-seconds',
    type: 'integer',
    placeholder: 'N',
    min: 1,
    description: 'a worker without progress for so long is replaced (300)',
    group: 'Limits',
    commands: [...RUN, 'worker'],
  },
  {
    name: 'credits',
    type: 'integer',
    placeholder: 'N',
    min: 1,
    max: 1024,
    description: 'input batches in flight (2, and 2 per worker)',
    group: 'Limits',
    commands: RUN,
  },
];
