import {
  connect,
  credsAuthenticator,
  errors,
  nkeyAuthenticator,
  type NatsConnection,
} from '@nats-io/transport-node';
import { PulseError } from '@pulse-stream/worldstate';
import { PART_BYTES } from '../chunk/chunk-order.ts';
import type { ClusterAddress } from './cluster-address.ts';
import { OLDEST_SERVER, WANTED_SERVER } from './server-versions.ts';

/** Who connects: each has inboxes of its own, which the permissions of the others do not reach. */
export type ClusterRole = 'driver' | 'worker' | 'admin';

/** No server: the command ends within five seconds. */
const CONNECT_MS = 3000;
const RECONNECT_MS = 250;
/** Of a message beside its bytes. */
const HEAD_BYTES = 64 * 1024;

const refuse = (message: string): never => {
  throw new PulseError('option-invalid', message);
};

/** @throws PulseError `option-invalid` */
function readServers({ servers, tls, insecure = false }: ClusterAddress): {
  readonly hosts: string[];
  readonly isSafe: boolean;
} {
  let isSafe = tls !== undefined;
  const hosts = servers.split(',').map((server) => {
    const url = URL.canParse(server) ? new URL(server) : null;
    if (url === null || !/^(nats|tls):$/.test(url.protocol) || url.hostname === '')
      // what is no address may hold a password
      return refuse('--engine is nats://HOST:PORT or tls://HOST:PORT, several separated by commas');
    if (url.username !== '' || url.password !== '')
      return refuse(
        `--engine ${url.protocol}//…@${url.host}: an address holds no password (use --creds FILE or --nkey FILE)`,
      );
    if (!/^\/?$/.test(url.pathname) || url.search !== '' || url.hash !== '')
      return refuse(`--engine ${url.protocol}//${url.host}: an address has nothing after its port`);
    if (url.protocol === 'tls:') isSafe = true;
    const isHere = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
    if (!isHere && !insecure && url.protocol !== 'tls:' && tls === undefined)
      return refuse(
        `--engine ${server}: another machine without TLS (use tls://${url.host}, or --insecure where nobody listens)`,
      );
    return url.host;
  });
  return { hosts, isSafe };
}

/** The seed in a file as `nk` writes it: a line of its own, perhaps with the public key below. */
function findSeed(file: Uint8Array): Uint8Array {
  const text = new TextDecoder().decode(file);
  return new TextEncoder().encode(/^S\S+/m.exec(text)?.[0] ?? text);
}

const numbersOf = (version: string): number[] => version.split(/[.-]/).slice(0, 3).map(Number);

/** Whether one version comes before another. */
export function isOlder(version: string, than: string): boolean {
  const [a, b] = [numbersOf(version), numbersOf(than)];
  const at = b.findIndex((number, index) => number !== a[index]);
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0);
}

/**
 * Connects, and refuses a server that work would not be safe with.
 * @throws (rejects) PulseError `option-invalid`, `engine-unreachable`
 */
export async function connectCluster(
  address: ClusterAddress,
  role: ClusterRole,
): Promise<NatsConnection> {
  const { hosts, isSafe } = readServers(address);
  const { creds, nkey, tls } = address;
  const connection = await connect({
    servers: hosts,
    name: `pulse-stream ${role}`,
    inboxPrefix: `_INBOX_pulse_${role}`,
    timeout: CONNECT_MS,
    reconnectTimeWait: RECONNECT_MS,
    maxReconnectAttempts: -1,
    noAsyncTraces: true,
    // others that a server names could be reached without TLS
    ignoreClusterUpdates: !isSafe && address.insecure !== true,
    ...(creds === undefined ? {} : { authenticator: credsAuthenticator(creds) }),
    ...(nkey === undefined ? {} : { authenticator: nkeyAuthenticator(findSeed(nkey)) }),
    ...(isSafe ? { tls: { ...tls } } : {}),
  }).catch((error: unknown) => explainNoConnection(error, hosts));
  try {
    refuseServer(connection, address);
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

function explainNoConnection(error: unknown, hosts: readonly string[]): never {
  const where = hosts.join(', ');
  const said = error instanceof Error ? error.message : String(error);
  if (/^nkeys:|unable to parse credentials/.test(said))
    throw new PulseError(
      'option-invalid',
      `the file of --nkey holds no seed, or that of --creds no credentials: ${said}`,
      { cause: error },
    );
  const message =
    error instanceof errors.AuthorizationError
      ? `the NATS server at ${where} refuses these credentials (--creds FILE, --nkey FILE)`
      : said.includes("does not support 'tls'")
        ? `the NATS server at ${where} answers, but without TLS (give it certificates, or leave TLS out)`
        : `no NATS server answers at ${where} (start one there: nats-server -js -sd FOLDER; pulse-stream cluster doctor says what it lacks)`;
  throw new PulseError('engine-unreachable', message, { cause: error });
}

function refuseServer(
  connection: NatsConnection,
  { allowOldServer = false }: ClusterAddress,
): void {
  const { version = '0', max_payload: most = 0, jetstream } = connection.info ?? {};
  const unfit = (message: string): never => {
    throw new PulseError('engine-unreachable', `the NATS server ${message}`);
  };
  if (jetstream !== true) unfit('has no JetStream (start it with -js, or a jetstream block)');
  if (isOlder(version, OLDEST_SERVER) && !allowOldServer)
    unfit(
      `is ${version}, older than ${OLDEST_SERVER}: it may lose or repeat messages (install ${WANTED_SERVER}, or try --allow-old-server)`,
    );
  if (most < PART_BYTES + HEAD_BYTES)
    unfit(
      `takes messages of ${most} bytes at most, not ${PART_BYTES + HEAD_BYTES} (raise max_payload to its default, 1MB)`,
    );
}
