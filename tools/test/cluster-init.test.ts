import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  clearCluster,
  examineCluster,
  initCluster,
  inspectCluster,
} from '@pulse-stream/jetstream/internal';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { findFreePort, findNatsServer, startNatsServer } from '../fault/nats-server.mjs';

const MEBIBYTE = 1024 * 1024;
const STREAMS = ['PULSE_WORK', 'PULSE_RES'];

/** So many servers that know each other. @returns the address of the first */
async function startServers(count: number): Promise<{ servers: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'pulse-size-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const ports: number[] = [];
  while (ports.length < count) ports.push(await findFreePort());
  const routes = ports.map((port) => `"nats://127.0.0.1:${port}"`).join(', ');
  const urls: string[] = [];
  for (const [at, port] of ports.entries()) {
    const config = join(folder, `${at}.conf`);
    const cluster = `cluster { name: c, listen: "127.0.0.1:${port}", routes: [${routes}] }\n`;
    writeFileSync(config, `server_name: s${at}\n${count > 1 ? cluster : ''}`);
    const server = await startNatsServer({ folder: join(folder, `store${at}`), config });
    onTestFinished(() => server.kill());
    urls.push(server.url);
  }
  return { servers: urls[0] ?? '' };
}

const sizesOf = async (address: { servers: string }) =>
  (await examineCluster(address)).fine
    .map((text) => /^([\w-]+): .* bytes, .*$/.exec(text)?.[0].replace(/\d+ messages, \d+/, '_'))
    .filter((text) => text !== undefined);

test.runIf(findNatsServer() !== null)('what needs streams says how they are made', async () => {
  const address = await startServers(1);
  const wayOut = 'stream not found (run pulse-stream cluster init first)';
  await expect(inspectCluster(address)).rejects.toThrow(wayOut);
  await expect(clearCluster(address, 1)).rejects.toThrow(wayOut);
  expect((await examineCluster(address)).faults.join()).toContain('pulse-stream cluster init');
});

describe.runIf(findNatsServer() !== null)('the size that init is asked for', () => {
  test('is that of the cluster afterwards, or all that is not so is said', async () => {
    const address = await startServers(1);
    expect(await initCluster(address)).toEqual([]);
    expect(await initCluster(address, { maxBytes: 1100 * MEBIBYTE })).toEqual(
      STREAMS.map((name) => `${name} has room for 1100 MiB now, before room for 1024 MiB`),
    );
    const sizes = await sizesOf(address);
    const size = `_ of ${1100 * MEBIBYTE} bytes, 1 of each`;
    expect(sizes).toEqual([`PULSE_WORK: ${size}`, `PULSE_RES: ${size}`, expect.any(String)]);
    // what is not asked for stays
    expect(await initCluster(address)).toEqual([]);
    expect(await initCluster(address, { replicas: 1 })).toEqual([]);
    for (const [asked, lacks] of [
      [{ maxBytes: 64 * MEBIBYTE }, STREAMS.map((name) => `${name} has room for 1100 MiB, not`)],
      [{ replicas: 1, maxBytes: 1e6 * MEBIBYTE * 1e3 }, STREAMS],
    ] as const) {
      const refused = await initCluster(address, asked).catch((error: unknown) => error);
      expect(refused).toMatchObject({ code: 'engine-unreachable' });
      for (const text of [...lacks, 'cluster init --force'])
        expect(String(refused), JSON.stringify(asked)).toContain(text);
      expect(await sizesOf(address)).toEqual(sizes);
    }
    for (const isForced of [false, true])
      await expect(
        initCluster(address, { replicas: 3, maxBytes: 1200 * MEBIBYTE }, isForced),
      ).rejects.toThrow('--replicas 3 needs so many NATS servers');
    expect(await sizesOf(address)).toEqual(sizes);
  });

  test('raises the number of copies of what is there where servers work together', async () => {
    const address = await startServers(3);
    // they take some seconds to find each other
    const patience = { timeout: 80_000, interval: 200 };
    // each server reserves this for each stream: little, where the disk has little
    const maxBytes = 2 ** 24;
    await vi.waitFor(() => initCluster(address, { maxBytes }), patience);
    for (const size of await sizesOf(address)) expect(size).toMatch(/1 of each$/);
    await vi.waitFor(() => initCluster(address, { replicas: 3 }), patience);
    for (const size of await sizesOf(address)) expect(size).toMatch(/3 of each$/);
  }, 180_000);
});
