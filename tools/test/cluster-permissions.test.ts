import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nkeys } from '@nats-io/transport-node';
import {
  connectCluster,
  examineCluster,
  initCluster,
  NatsDriverBroker,
  NatsWorkerBroker,
  PERMISSIONS,
} from '@pulse-stream/jetstream/internal';
import { describe, expect, test, vi } from 'vitest';
import { findNatsServer, startNatsServer } from '../fault/nats-server.mjs';

const bytes = (text: string) => new TextEncoder().encode(text);

describe.runIf(findNatsServer() !== null)('with the permissions that are shipped', () => {
  test('driver and worker can do their work, and a worker can read no other', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pulse-permissions-'));
    const [driverKey, workerKey] = [nkeys.createUser(), nkeys.createUser()];
    const config = join(folder, 'nats.conf');
    writeFileSync(join(folder, 'permissions.conf'), PERMISSIONS);
    writeFileSync(config, 'include "permissions.conf"\n');
    const env = {
      PULSE_DRIVER_PUBLIC_KEY: driverKey.getPublicKey(),
      PULSE_WORKER_PUBLIC_KEY: workerKey.getPublicKey(),
    };
    const server = await startNatsServer({ folder: join(folder, 'store'), config, env });
    const driver = { servers: server.url, nkey: driverKey.getSeed() };
    const worker = { servers: server.url, nkey: workerKey.getSeed() };
    try {
      await expect(initCluster({ servers: server.url })).rejects.toThrow(
        'refuses these credentials',
      );
      await initCluster(driver);
      expect((await examineCluster(driver)).faults).toEqual([]);
      const [here, there] = [
        await connectCluster(driver, 'driver'),
        await connectCluster(worker, 'worker'),
      ];
      const mine = new NatsDriverBroker(here, { build: '0_1_0', job: 'mine' });
      const at = new NatsWorkerBroker(there, '0_1_0');
      const heard: string[] = [];
      const endHearing = mine.hear((chunk) => heard.push(chunk));
      await mine.prepare();
      await mine.putObject('ab'.repeat(32), bytes('a world'));
      expect(await mine.order('0-a', bytes('an order'))).toBe('stored');
      expect(await mine.order('0-a', bytes('an order'))).toBe('exists');
      expect(await mine.listOrders()).toEqual(['0-a']);
      expect(await mine.hasWorkers()).toBe(false);
      const delivery = await at.next();
      expect(await mine.hasWorkers()).toBe(true);
      expect(delivery).toMatchObject({ job: 'mine', chunk: '0-a', attempts: 1 });
      expect(new TextDecoder().decode((await at.findObject('ab'.repeat(32))) ?? bytes(''))).toBe(
        'a world',
      );
      expect(await at.findObject('cd'.repeat(32))).toBeNull();
      delivery?.working();
      expect(await at.storePart('mine', '0-a', 0, bytes('a result'))).toBe('stored');
      expect(await at.storePart('mine', '0-a', 0, bytes('another'))).toBe('exists');
      await delivery?.ack();
      await there.flush();
      expect(new TextDecoder().decode((await mine.findPart('0-a', 0)) ?? bytes(''))).toBe(
        'a result',
      );
      expect(await mine.listOrders()).toEqual([]);
      expect(heard).toContain('0-a');
      expect(await mine.hasWorkers()).toBe(false);
      const waiting = at.next();
      await vi.waitFor(async () => expect(await mine.hasWorkers()).toBe(true));
      await expect(waiting).resolves.toBeNull();
      // a build that is another one is handed nothing: its consumer is not there
      await expect(new NatsWorkerBroker(there, '9_9_9').next()).rejects.toThrow('NATS server');

      const spy = await connectCluster(worker, 'worker');
      for (const subject of ['pulse.res.>', 'pulse.work.>', '_INBOX_pulse_driver.>', '>']) {
        const refused: string[] = [];
        spy.subscribe(subject, {
          callback: (error) => void refused.push(error?.message ?? 'heard'),
        });
        await spy.flush();
        await new Promise((resolve) => setTimeout(resolve, 100));
        expect(refused, subject).toEqual([
          expect.stringContaining('Permissions Violation') as string,
        ]);
      }
      for (const subject of [
        '$JS.API.STREAM.MSG.GET.PULSE_RES',
        '$JS.API.DIRECT.GET.PULSE_RES',
        '$JS.API.STREAM.MSG.GET.PULSE_WORK',
        '$JS.API.STREAM.PURGE.PULSE_RES',
        '$JS.API.CONSUMER.CREATE.PULSE_RES.spy',
        '$JS.API.CONSUMER.CREATE.PULSE_WORK.spy',
        'pulse.work.0_1_0.mine.9-z',
        '$O.pulse-data.C.x',
      ])
        await expect(
          spy.request(subject, bytes('{"last_by_subj":"pulse.res.mine.0-a.0"}'), { timeout: 500 }),
          subject,
        ).rejects.toThrow(/./);
      expect(await mine.listOrders()).toEqual([]);
      endHearing();
      await mine.dropJob();
      for (const connection of [here, there, spy]) await connection.close();
    } finally {
      await server.kill();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
