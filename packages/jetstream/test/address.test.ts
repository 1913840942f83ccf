import { createServer, type Server } from 'node:net';
import { initCluster } from '@pulse-stream/jetstream/internal';
import { PulseError } from '@pulse-stream/worldstate';
import { expect, onTestFinished, test } from 'vitest';

async function refusal(servers: string): Promise<string> {
  try {
    await initCluster({ servers });
  } catch (error) {
    if (error instanceof PulseError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'accepted';
}

test('an address with a password is refused, and not repeated', async () => {
  const said = await refusal('nats://me:hunter2@localhost:4222');
  expect(said).toMatch(/^option-invalid: .*--creds FILE/);
  expect(said).not.toContain('hunter2');
});

test.each(['http://localhost:4222', 'localhost', 'nats://', ''])(
  '%s is no address',
  async (text) => {
    expect(await refusal(text)).toMatch(/^option-invalid: --engine is nats:\/\/HOST:PORT/);
  },
);

test.each(['nats://10.1.2.3:4222', 'nats://localhost:1,nats://example.org:4222'])(
  '%s without TLS is refused: another machine',
  async (text) => {
    expect(await refusal(text)).toMatch(/^option-invalid: .* another machine without TLS/);
  },
);

test.each([
  'nats://localhost:4222/path',
  'nats://localhost:4222?token=hunter2',
  'nats://localhost/#x',
])('%s has more than a host and a port', async (text) => {
  const said = await refusal(text);
  expect(said).toMatch(/^option-invalid: .* an address has nothing after its port/);
  expect(said).not.toContain('hunter2');
});

/** Something that says about itself what a NATS server says, and answers pings. */
function pretend(info: object): Promise<string> {
  return new Promise((resolve) => {
    const server: Server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write(
        `INFO ${JSON.stringify({ server_id: 'x', proto: 1, headers: true, ...info })}\r\n`,
      );
      socket.on('data', (data) => {
        if (data.includes('PING')) socket.write('PONG\r\n');
      });
    });
    onTestFinished(() => void server.close());
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`nats://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`);
    });
  });
}

test.each([
  [{ version: '2.9.10', jetstream: true, max_payload: 1_048_576 }, /is 2\.9\.10, older than/],
  [{ version: '2.12.8', jetstream: false, max_payload: 1_048_576 }, /has no JetStream/],
  [{ version: '2.12.8', jetstream: true, max_payload: 65_536 }, /messages of 65536 bytes at most/],
])('a server that work would not be safe with is refused: %j', async (info, why) => {
  const said = await refusal(await pretend(info));
  expect(said).toMatch(/^engine-unreachable: /);
  expect(said).toMatch(why);
});
