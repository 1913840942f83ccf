import { JetStreamApiError, JetStreamError } from '@nats-io/jetstream';
import { errors } from '@nats-io/transport-node';
import { PulseError } from '@pulse-stream/worldstate';
import { BrokerError, type Stored } from '../broker.ts';

/** Another message is in the place: the expected last sequence is not 0. */
const TAKEN: ReadonlySet<number> = new Set([10071, 10164]);
/** Most messages, most bytes, storage, memory: what may pass. */
const NO_ROOM: ReadonlySet<number> = new Set([10077, 10047, 10023, 10028]);

const codeOf = (error: unknown): number => (error instanceof JetStreamApiError ? error.code : 0);

/** The error of a request in the words of this package. */
function explain(error: unknown): Error {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof errors.PermissionViolationError)
    return new PulseError(
      'engine-unreachable',
      `the NATS server does not allow ${cause.operation} on ${cause.subject} (give the user the permissions that pulse-stream cluster init --out DIR writes)`,
      { cause: error },
    );
  if (error instanceof Error && error.name === 'JetStreamNotEnabled')
    return new BrokerError('the NATS server has no JetStream or is starting', { cause: error });
  if (error instanceof errors.TimeoutError)
    return new BrokerError('the NATS server does not answer', { cause: error });
  const isKnown =
    error instanceof JetStreamApiError ||
    error instanceof JetStreamError ||
    Object.values(errors).some((known) => error instanceof known);
  // what the client says of a connection that comes and goes
  if (isKnown && error instanceof Error)
    return new BrokerError(`the NATS server: ${error.message}`, { cause: error });
  return error instanceof Error ? error : new Error(String(error));
}

/** What a request gives. @throws (rejects) BrokerError; PulseError `engine-unreachable` where it is forbidden */
export async function answered<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw explain(error);
  }
}

/** What became of a message whose place had to be free. @throws as `answered` */
export async function stored(publish: () => Promise<unknown>): Promise<Stored> {
  try {
    await publish();
    return 'stored';
  } catch (error) {
    if (TAKEN.has(codeOf(error))) return 'exists';
    if (NO_ROOM.has(codeOf(error))) return 'full';
    throw explain(error);
  }
}
