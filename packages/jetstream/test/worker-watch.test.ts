import { Driver, work, type Compute } from '@pulse-stream/jetstream/internal';
import { expect, test } from 'vitest';
import { FakeBroker, FAULTLESS } from './fake-broker.ts';
import { createRandom, FakeProcess, VirtualTime } from './virtual-time.ts';

const MINUTE_MS = 60_000;
const COMMAND = 'pulse-stream worker --engine nats://here:4222';
const BUILD = '0.1.0-of-the-run';

/** A driver that waits for chunks, and what it says when. */
function tellDriver(chunks: number) {
  const time = new VirtualTime();
  const broker = new FakeBroker(time, createRandom(1), FAULTLESS);
  const process = new FakeProcess(time);
  const said: { readonly at: number; readonly text: string }[] = [];
  const driver = new Driver({
    broker: broker.driver(process, 'job'),
    clock: process,
    world: new Uint8Array(1),
    build: BUILD,
    workerCommand: COMMAND,
    say: (text) => said.push({ at: time.now, text }),
  });
  let answered = 0;
  void driver.begin().then(() => {
    for (let at = 0; at < chunks; at += 1) {
      const line = { line: at + 1, batchIndex: at, bytes: new Uint8Array([65 + at]) };
      void driver.ready(driver.open(at, [line])).then(() => (answered += 1));
    }
  });
  const startWorker = (msPerChunk: number): FakeProcess => {
    const worker = new FakeProcess(time);
    const compute: Compute = {
      knows: () => true,
      compute: async (_world, lines, _isCareful, take) => {
        await new Promise<void>((resolve) => void worker.after(msPerChunk, resolve));
        const outcomes = lines.map(() => 'complete' as const);
        take({ bytes: new TextEncoder().encode('{}\n'), lines, outcomes, blank: 0 });
      },
    };
    const parts = { broker: broker.worker(worker), clock: worker, compute, slots: 1 };
    void work({ ...parts, say: () => undefined }, new AbortController().signal);
    return worker;
  };
  const passTo = (ms: number) => time.pass(() => time.now >= ms, ms);
  return { time, said, startWorker, passTo, answered: () => answered };
}

test('a run that no worker answers says so once, with what starts one, and again minutes later', async () => {
  const { said, passTo } = tellDriver(3);
  await passTo(4000);
  expect(said).toEqual([]);
  await passTo(30_000);
  expect(said).toHaveLength(1);
  expect(said[0]?.text).toContain(COMMAND);
  expect(said[0]?.text).toContain(BUILD);
  expect(said[0]?.text).not.toContain('\n');
  await passTo(60 * MINUTE_MS);
  expect(said.length).toBeGreaterThan(2);
  for (const [at, { at: time }] of said.slice(1).entries())
    expect(time - (said[at]?.at ?? 0)).toBeGreaterThanOrEqual(5 * MINUTE_MS);
});

test.each([10, 1000, 30 * MINUTE_MS])(
  'a worker is no missing one, if a chunk takes it %s ms',
  async (ms) => {
    const { said, startWorker, passTo, answered } = tellDriver(4);
    startWorker(ms);
    await passTo(5 * ms + MINUTE_MS);
    expect(answered()).toBe(4);
    expect(said).toEqual([]);
  },
);

test('a worker that dies is missed, and one that comes after is not', async () => {
  const { said, startWorker, passTo, answered } = tellDriver(4);
  const first = startWorker(5000);
  await passTo(12_000);
  expect(answered()).toBe(2);
  first.kill();
  await passTo(2 * MINUTE_MS);
  expect(said).toHaveLength(1);
  startWorker(5000);
  await passTo(10 * MINUTE_MS);
  expect(answered()).toBe(4);
  expect(said).toHaveLength(1);
});
