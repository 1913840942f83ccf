import type { ClusterAddress } from '@pulse-stream/jetstream';
import { readBounded } from '@pulse-stream/sinks/internal';
import { PulseError } from '@pulse-stream/worldstate';
import { CLUSTER_FLAGS } from '../flags/cluster-flags.ts';
import { isOn, textOf, type Settings } from '../settings/settings.ts';

/** Credentials are short; more is no such file. */
const MOST_BYTES = 64 * 1024;

/** The content of a file of credentials, which no message repeats. */
function secretOf(settings: Settings, name: string): Uint8Array | undefined {
  const path = textOf(settings, name);
  if (path === undefined) return undefined;
  const bytes = readBounded(path, MOST_BYTES);
  if (bytes !== null) return bytes;
  throw new PulseError('option-invalid', `--${name} ${path} is too long for a file of credentials`);
}

/**
 * How the cluster is reached that the flags name.
 * @throws PulseError `option-invalid`, `input-unreadable`
 */
export function readClusterAddress(settings: Settings): ClusterAddress {
  const servers = textOf(settings, 'engine');
  if (servers === undefined)
    throw new PulseError(
      'option-invalid',
      'which cluster? --engine nats://HOST:PORT, or PULSE_ENGINE in the environment',
    );
  const [caFile, certFile, keyFile] = ['tls-ca', 'tls-cert', 'tls-key'].map((name) =>
    textOf(settings, name),
  );
  if ((certFile === undefined) !== (keyFile === undefined))
    throw new PulseError('option-invalid', '--tls-cert and --tls-key belong together');
  const tls = {
    ...(caFile === undefined ? {} : { caFile }),
    ...(certFile === undefined ? {} : { certFile }),
    ...(keyFile === undefined ? {} : { keyFile }),
  };
  return {
    servers,
    creds: secretOf(settings, 'creds'),
    nkey: secretOf(settings, 'nkey'),
    ...(Object.keys(tls).length === 0 ? {} : { tls }),
    insecure: isOn(settings, 'insecure'),
    allowOldServer: isOn(settings, 'allow-old-server'),
  };
}

/**
 * Refuses flags of a cluster where none is named.
 * @throws PulseError `option-invalid`
 */
export function refuseWithoutEngine(settings: Settings): void {
  if (settings.has('engine')) return;
  for (const { name } of CLUSTER_FLAGS)
    if (settings.get(name)?.source === 'flag')
      throw new PulseError('option-invalid', `--${name} belongs to a cluster: add --engine URL`);
}
