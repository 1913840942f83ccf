import { OLDEST_SERVER } from '@pulse-stream/jetstream/internal';
import type { CommandName, Flag } from './flag.ts';

/** Commands that speak with a cluster. */
const CLUSTER: readonly CommandName[] = ['run', 'worker', 'cluster'];

const file = (name: string, description: string): Flag => ({
  name,
  type: 'file',
  placeholder: 'FILE',
  description,
  group: 'Cluster',
  commands: CLUSTER,
});

/** Flags about machines that compute together. */
export const CLUSTER_FLAGS: readonly Flag[] = [
  {
    name: 'engine',
    type: 'text',
    placeholder: 'URL',
    description:
      'the NATS server of a cluster, nats://HOST:PORT or tls://HOST:PORT, several with commas',
    group: 'Cluster',
    commands: CLUSTER,
    forCommands: [
      {
        commands: ['run'],
        description:
          'let the workers of a cluster compute: nats://HOST:PORT or tls://HOST:PORT of its NATS server',
      },
    ],
  },
  file('creds', 'credentials of the user of the server: a JWT and its seed'),
  file('nkey', 'seed of the nkey of the user of the server'),
  file('tls-ca', 'certificates that the server is checked with (PEM); turns TLS on'),
  file('tls-cert', 'certificate of this side (PEM), with --tls-key'),
  file('tls-key', 'key of the certificate of this side (PEM)'),
  {
    name: 'insecure',
    type: 'switch',
    description:
      'speak without TLS also with another machine: anyone on the way can read and write',
    group: 'Cluster',
    commands: CLUSTER,
  },
  {
    name: 'allow-old-server',
    type: 'switch',
    description: `work with a NATS server older than ${OLDEST_SERVER}, which may lose messages`,
    group: 'Cluster',
    commands: CLUSTER,
  },
  {
    name: 'chunk',
    type: 'integer',
    placeholder: 'N',
    min: 1,
    max: 1000,
    description: 'most lines that travel to a worker together (1000)',
    group: 'Cluster',
    commands: ['run'],
  },
  {
    name: 'idle-seconds',
    type: 'integer',
    placeholder: 'N',
    min: 1,
    description: 'end when there was nothing to do for so long (default: never)',
    group: 'Cluster',
    commands: ['worker'],
  },
  {
    name: 'replicas',
    type: 'integer',
    placeholder: 'N',
    min: 1,
    max: 5,
    description: 'init: servers that hold every message (1)',
    group: 'Cluster',
    commands: ['cluster'],
  },
  {
    name: 'max-megabytes',
    type: 'integer',
    placeholder: 'N',
    min: 64,
    description: 'init: room for orders, and for results, MiB (1024)',
    group: 'Cluster',
    commands: ['cluster'],
  },
  {
    name: 'older-than',
    type: 'integer',
    placeholder: 'HOURS',
    min: 0,
    description: 'gc: remove what nobody has touched for so many hours (24)',
    group: 'Cluster',
    commands: ['cluster'],
  },
];
