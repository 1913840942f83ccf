// A nats-server for tests: found on the path, or named by NATS_SERVER, started on a free port of this
// machine with a folder of its own.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { delimiter, join } from 'node:path';

/** Debian puts it where the path of a user may not lead. */
const ALSO = ['/usr/sbin', '/usr/local/sbin'];

/** @returns {string | null} the program; null: there is none */
export function findNatsServer() {
  const { NATS_SERVER: named, PATH = '' } = process.env;
  const folders = [...PATH.split(delimiter), ...ALSO];
  const places =
    named === undefined ? folders.map((folder) => join(folder, 'nats-server')) : [named];
  return places.find((path) => isProgram(path)) ?? null;
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @returns {Promise<number>} a port that nobody listens on */
export function findFreePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      server.close(() => (port === undefined ? reject(new Error('no port')) : resolve(port)));
    });
  });
}

/** @param {number} port @returns {Promise<boolean>} */
const answers = (port) =>
  new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    socket.on('data', () => resolve(true));
    socket.on('error', () => resolve(false));
    socket.on('close', () => resolve(false));
  }).then((isThere) => Boolean(isThere));

const POLL_MS = 25;

/**
 * A server that can be killed and started again on what it stored.
 * @param {{ folder?: string, binary?: string | null, config?: string, env?: Readonly<Record<string, string>> }} options folder: of its store; absent: the config names one
 */
export async function startNatsServer({ folder, binary = findNatsServer(), config, env = {} }) {
  if (binary === null) throw new Error('no nats-server: install one, or name it by NATS_SERVER');
  const port = await findFreePort();
  const words = ['-a', '127.0.0.1', '-p', String(port)];
  if (folder !== undefined) words.push('-js', '-sd', folder);
  if (config !== undefined) words.push('-c', config);
  /** @type {import('node:child_process').ChildProcess | null} */
  let child = null;
  let program = binary;
  const start = async () => {
    const started = spawn(program, words, {
      stdio: 'ignore',
      env: { ...process.env, ...env },
    });
    child = started;
    while (!(await answers(port))) {
      if (started.exitCode !== null) throw new Error(`${program} ended with ${started.exitCode}`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  };
  /** @param {NodeJS.Signals} [signal] @returns {Promise<void>} */
  const kill = (signal = 'SIGKILL') =>
    new Promise((resolve) => {
      if (child === null || child.exitCode !== null || child.signalCode !== null) resolve();
      else {
        child.once('exit', () => resolve());
        child.kill(signal);
      }
    });
  await start();
  return {
    url: `nats://127.0.0.1:${port}`,
    port,
    pid: () => child?.pid,
    start,
    kill,
    /** @param {string} other the program from the next start on */
    replace: (other) => (program = other),
  };
}
