import { RUN, type Flag } from './flag.ts';

/** The flags about worker threads. */
export const THREAD_FLAGS: readonly Flag[] = [
  {
    name: 'jobs',
    short: 'j',
    type: 'jobs',
    placeholder: 'N|auto',
    description: 'threads that compute: 1, at most N workers, or auto: more when it pays (default)',
    group: 'Limits',
    commands: RUN,
  },
  {
    name: 'worker-heap-mb',
    type: 'integer',
    placeholder: 'N',
    min: 1,
    description: 'MiB of heap of a worker; one that needs more is replaced (1024)',
    group: 'Limits',
    commands: RUN,
  },
  {
    name: 'worker-stall-seconds',
    type: 'integer',
    placeholder: 'N',
    min: 1,
    description: 'a worker without progress for so long is replaced (300)',
    group: 'Limits',
    commands: RUN,
  },
];
