import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterAddress } from '@pulse-stream/jetstream';
import {
  clearCluster,
  examineCluster,
  initCluster,
  inspectCluster,
  PERMISSIONS,
} from '@pulse-stream/jetstream/internal';
import { PulseError } from '@pulse-stream/worldstate';
import { hintNearest } from '@pulse-stream/worldstate/internal';
import { readClusterAddress } from '../cluster/cluster-address.ts';
import { readBuild } from '../cluster/command-build.ts';
import { COMMAND_WORDS } from '../flags/command-help.ts';
import { writeWhole } from '../output/write-whole.ts';
import type { CommandContext } from '../settings/command-context.ts';
import { isOn, numberOf, textOf } from '../settings/settings.ts';
import { alignRows } from '../terminal/align-rows.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { plural } from '../terminal/plural.ts';
import { writeText } from '../terminal/write-text.ts';

const ACTIONS = COMMAND_WORDS.cluster;
type Action = (typeof ACTIONS)[number];
const BYTES_PER_MEGABYTE = 1024 * 1024;
const DEFAULT_HOURS = 24;

/** Flags that only one of the words has. */
const OWN_FLAGS: Readonly<Record<string, Action>> = {
  replicas: 'init',
  'max-megabytes': 'init',
  force: 'init',
  out: 'init',
  'older-than': 'gc',
  format: 'status',
};

type Act = (address: ClusterAddress, context: CommandContext) => Promise<number>;

type Status = Awaited<ReturnType<typeof inspectCluster>>;

function tabulate({ server, jobs, builds }: Status): string[] {
  return [
    `server ${server}`,
    ...alignRows(
      ['build', 'idle threads', 'chunks at work', 'chunks waiting'],
      builds.map(({ build, waiting, held, pending }) =>
        [build, waiting, held, pending].map(String),
      ),
    ),
    ...(jobs.length === 0
      ? ['no jobs']
      : alignRows(
          ['job', 'chunks to do', 'results not taken'],
          jobs.map(({ job, orders, results }) => [job, orders, results].map(String)),
        )),
  ];
}

/** What kind of thing a line is about comes first, as in records. */
const listStatus = ({ server, jobs, builds }: Status): string[] =>
  [
    { kind: 'server', version: server },
    ...builds.map(({ build, waiting, held, pending }) => ({
      kind: 'build',
      build,
      idle_threads: waiting,
      chunks_at_work: held,
      chunks_waiting: pending,
    })),
    ...jobs.map(({ job, orders, results }) => ({
      kind: 'job',
      job,
      chunks_to_do: orders,
      results_not_taken: results,
    })),
  ].map((line) => JSON.stringify(line));

const ACTS = {
  async init(address, context) {
    const { settings, terminal } = context;
    const megabytes = numberOf(settings, 'max-megabytes');
    const replicas = numberOf(settings, 'replicas');
    const size = {
      ...(megabytes === undefined ? {} : { maxBytes: megabytes * BYTES_PER_MEGABYTE }),
      ...(replicas === undefined ? {} : { replicas }),
    };
    const grown = await initCluster(address, size, isOn(settings, 'force'), await readBuild());
    const folder = textOf(settings, 'out');
    if (folder !== undefined) {
      await mkdir(folder, { recursive: true });
      await writeWhole(join(folder, 'permissions.conf'), PERMISSIONS, context);
    }
    const lines = [...grown, 'the cluster is ready: start workers, and runs with --engine'];
    await writeText(terminal.stdout, `${lines.join('\n')}\n`);
    return EXIT.ok;
  },
  async status(address, { terminal, settings }) {
    const status = await inspectCluster(address);
    const isTable = textOf(settings, 'format') !== 'ndjson';
    const lines = isTable ? tabulate(status) : listStatus(status);
    await writeText(terminal.stdout, `${lines.join('\n')}\n`);
    return EXIT.ok;
  },
  async doctor(address, { terminal }) {
    const { fine, warnings, faults } = await examineCluster(address, await readBuild());
    const lines = [
      ...fine.map((text) => `ok    ${text}`),
      ...warnings.map((text) => `warn  ${text}`),
      ...faults.map((text) => `FAIL  ${text}`),
    ];
    await writeText(terminal.stdout, `${lines.join('\n')}\n`);
    return faults.length > 0 ? EXIT.engineUnreachable : EXIT.ok;
  },
  async gc(address, { terminal, settings }) {
    const hours = numberOf(settings, 'older-than') ?? DEFAULT_HOURS;
    const { jobs, objects } = await clearCluster(address, hours);
    await writeText(
      terminal.stdout,
      `removed ${plural(jobs, 'job')} and ${plural(objects, 'object')} that nobody has touched for ${plural(hours, 'hour')}\n`,
    );
    return EXIT.ok;
  },
} satisfies Record<Action, Act>;

/** `pulse-stream cluster init|status|doctor|gc`: looks after what runs and workers meet at. */
export async function cluster(context: CommandContext): Promise<number> {
  const { words, settings } = context;
  const [given = '', ...more] = words;
  const action = ACTIONS.find((known) => known === given);
  if (action === undefined)
    throw new PulseError(
      'option-invalid',
      `cluster ${given} is not a command (${hintNearest(given, ACTIONS) ?? ACTIONS.join(', ')})`,
    );
  if (more.length > 0)
    throw new PulseError('option-invalid', `cluster ${action} takes no more words`);
  for (const [name, owner] of Object.entries(OWN_FLAGS)) {
    const setting = settings.get(name);
    if (setting?.source === 'flag' && owner !== action)
      throw new PulseError(
        'option-invalid',
        `cluster ${action} does not use ${setting.from}: it belongs to cluster ${owner}`,
      );
  }
  return await ACTS[action](readClusterAddress(settings), context);
}
