import { decodeResult, Driver, work, type Compute } from '@pulse-stream/jetstream/internal';
import { expect, test } from 'vitest';
import { FakeBroker, FAULTLESS } from './fake-broker.ts';
import { createRandom, FakeProcess, VirtualTime } from './virtual-time.ts';

const HOUR_MS = 3_600_000;
const BUILD = '0.1.0-of-the-run';
const LINES = [8, 9].map((line) => ({ line, batchIndex: line, bytes: new Uint8Array([65]) }));

/** A chunk whose worker leaves out a record at first. @param times answers that are none */
async function answerBadly(times: number) {
  const time = new VirtualTime();
  const broker = new FakeBroker(time, createRandom(1), FAULTLESS);
  const said: string[] = [];
  const process = new FakeProcess(time);
  const driver = new Driver({
    broker: broker.driver(process, 'job'),
    clock: process,
    world: new Uint8Array(1),
    build: BUILD,
    workerCommand: 'a command',
    say: (text) => said.push(text),
  });
  const worker = new FakeProcess(time);
  let answers = 0;
  const compute: Compute = {
    knows: () => true,
    compute: (_world, lines, _isCareful, take) => {
      answers += 1;
      const bytes = new TextEncoder().encode(answers > times ? '{}\n{}\n' : '{}\n');
      take({ bytes, lines, outcomes: lines.map(() => 'complete' as const), blank: 0 });
      return Promise.resolve();
    },
  };
  const parts = { broker: broker.worker(worker), clock: worker, compute, slots: 1 };
  void work({ ...parts, say: () => undefined }, new AbortController().signal);
  let [refusals, key, text] = [0, '', ''];
  const run = async (): Promise<void> => {
    await driver.begin();
    key = driver.open(0, LINES);
    for (;;) {
      const result = await driver.result(key);
      const outputs = decodeResult(result, { lines: LINES, blank: 0 }, 1000);
      text = outputs?.map(({ bytes }) => new TextDecoder().decode(bytes)).join('') ?? '';
      if (outputs !== null) return;
      refusals += 1;
      driver.refuse(key);
    }
  };
  void run();
  await time.pass(() => text !== '', HOUR_MS);
  await driver.close(false);
  return { said, refusals, text, key, ms: time.now };
}

test.each([1, 3, 40])('after %s results that are none the chunk gets its own', async (times) => {
  const { said, refusals, text, ms } = await answerBadly(times);
  expect(text).toBe('{}\n{}\n');
  expect(refusals).toBe(times);
  // it is ordered again by the looks, not as fast as it is refused
  expect(ms).toBeGreaterThan(times * 1900);
  expect(said[0]).toBe('the result of lines 8 to 9 was damaged: it is computed again');
});

test('a worker that sends no result for good is told of now and then, with chunk, build and way out', async () => {
  const { said, refusals, key, text } = await answerBadly(Infinity);
  expect(text).toBe('');
  expect(refusals).toBeGreaterThan(400);
  expect(said.length).toBeLessThan(15);
  const last = said.at(-1);
  for (const part of [`chunk ${key}`, 'lines 8 to 9', `build ${BUILD}`, 'stop the workers'])
    expect(last).toContain(part);
  expect(said.join('')).not.toContain('\n');
});
