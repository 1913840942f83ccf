import { nodeFileSystem } from '@pulse-stream/sinks/internal';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SpilledRecords } from './spilled-records.ts';
import { WaitingRecords } from './waiting-records.ts';

interface Queues {
  add(name: string, bytes: Uint8Array): Promise<void>;
  take(name: string): Promise<Uint8Array | null>;
  mayHave(name: string): boolean;
  names(): AsyncGenerator<string>;
  close(): Promise<void>;
}
interface Step {
  readonly name: string;
  readonly isTake: boolean;
}

/** Two pairs have the same FNV-1a hash: only the names tell them apart. */
const NAMES = ['liquid', 'costarring', 'altarage', 'zinke', '', 'größe', 'line 7'];
const steps = fc.array(fc.record({ name: fc.constantFrom(...NAMES), isTake: fc.boolean() }), {
  maxLength: 60,
});

/** Does the same with plain queues, whose records are told by their first four bytes. */
async function holdsAgainstPlain(queues: Queues, given: readonly Step[], bytes: number) {
  const plain = new Map<string, number[]>();
  try {
    for (const [at, { name, isTake }] of given.entries()) {
      const waiting = plain.get(name) ?? [];
      plain.set(name, waiting);
      if (isTake) {
        const taken = await queues.take(name);
        const first = waiting.shift();
        expect(taken?.length).toBe(first === undefined ? undefined : bytes);
        expect(taken === null ? undefined : new DataView(taken.buffer).getInt32(0)).toBe(first);
      } else {
        const record = new Uint8Array(bytes).fill(at);
        new DataView(record.buffer).setInt32(0, at);
        await queues.add(name, record);
        waiting.push(at);
      }
      for (const [other, left] of plain)
        if (left.length > 0) expect(queues.mayHave(other)).toBe(true);
    }
    const left: string[] = [];
    for await (const name of queues.names()) left.push(name);
    const expected = [...plain].flatMap(([name, waiting]) => waiting.map(() => name));
    expect(left.toSorted()).toEqual(expected.toSorted());
  } finally {
    await queues.close();
  }
}

test('records of a name are taken as they came, whether they wait in memory or in the file', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      await holdsAgainstPlain(new WaitingRecords(nodeFileSystem), given, 400_000);
    }),
    { numRuns: 40 },
  );
});

test('names of one hash are told apart in the file', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      await holdsAgainstPlain(new SpilledRecords(nodeFileSystem), given, 100);
    }),
    { numRuns: 100 },
  );
});

test('whatever was taken, what is left is found when the index grows', async () => {
  const given = Array.from({ length: 6000 }, (_, at) => ({ name: `s${at}`, isTake: false }));
  const taken = [...given.keys()]
    .filter((at) => at % 3 > 0)
    .map((at) => ({ name: `s${at}`, isTake: true }));
  const later = given.map((_, at) => ({ name: `t${at % 50}`, isTake: false }));
  const spilled = new SpilledRecords(nodeFileSystem);
  const record = new Uint8Array(300);
  for (const { name } of given) await spilled.add(name, record);
  for (const { name } of taken) expect(await spilled.take(name)).toHaveLength(300);
  for (const { name } of later) await spilled.add(name, record);
  for (const at of given.keys()) expect((await spilled.take(`s${at}`)) === null).toBe(at % 3 > 0);
  for (const { name } of later) expect(await spilled.take(name)).toHaveLength(300);
  expect((await spilled.names().next()).done).toBe(true);
  await spilled.close();
});
