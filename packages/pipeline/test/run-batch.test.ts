import { createWorld, processLine, runBatch } from '@pulse-stream/pipeline';
import { PulseError, type OutputRecord } from '@pulse-stream/worldstate';
import { createFailure } from '@pulse-stream/worldstate/internal';
import { describe, expect, it } from 'vitest';
import { toLine } from './run-line.ts';

async function collect(records: AsyncIterable<OutputRecord>): Promise<OutputRecord[]> {
  const all: OutputRecord[] = [];
  for await (const record of records) all.push(record);
  return all;
}

/** Configs that count how many were taken and whether they were given back. */
function counted(count: number) {
  const seen = { taken: 0, returned: false };
  async function* configs() {
    try {
      for (; seen.taken < count;) {
        seen.taken += 1;
        yield { id: `s${seen.taken}`, members: 1 };
      }
    } finally {
      seen.returned = true;
    }
  }
  return { seen, configs: configs() };
}

describe('a batch', () => {
  it('gives the records the same lines would give, in order', async () => {
    const configs = [{ id: 'a', turns: 2 }, { seed: 4, members: 3 }, { turns: 0 }];
    const world = createWorld({ seed: 9 });
    const records = await collect(runBatch(configs, world));
    const lines = configs.map((config, index) => processLine(world, toLine(config, index)));
    expect(records.slice(0, 2)).toEqual(lines.slice(0, 2));
    expect(records[2]).toMatchObject({
      kind: 'failure',
      line: 3,
      batch_index: 2,
      error: { type: 'config-invalid', path: 'turns' },
    });
  });

  it('takes a config only when its record is asked for, and gives the rest back', async () => {
    const { seen, configs } = counted(100);
    const iterator = runBatch(configs)[Symbol.asyncIterator]();
    expect(seen.taken).toBe(0);
    for (const expected of [1, 2, 3]) {
      const { value } = await iterator.next();
      expect(value).toMatchObject({ id: `s${expected}` });
      expect(seen.taken).toBe(expected);
    }
    await iterator.return?.();
    expect(seen).toEqual({ taken: 3, returned: true });
  });

  it('takes anything a person may hand it: what is no config is a failure record', async () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['meta'] = cyclic;
    const values: unknown[] = [null, 'text', cyclic, { members: 1n }, { turnz: 1 }];
    const records = await collect(runBatch(values as never));
    expect(records.map(({ kind }) => kind)).toEqual(values.map(() => 'failure'));
    expect(records.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5]);
  });

  it('a failure among the configs becomes its record', async () => {
    const failure = createFailure('bad-json', 'decode', 'not JSON', { id: 'x' });
    expect(await collect(runBatch([failure, {}]))).toMatchObject([
      { kind: 'failure', id: 'x', error: { type: 'bad-json', message: 'not JSON' } },
      { kind: 'result', batch_index: 1 },
    ]);
  });

  it('bad options are refused before anything is taken', () => {
    expect(() => runBatch([], { precision: -1 })).toThrow(PulseError);
  });

  it('an abort ends it, also inside a long scenario', async () => {
    const abort = new AbortController();
    const long = { turns: 2000, members: 500 };
    const records = runBatch([{ members: 1 }, long], {}, { signal: abort.signal });
    const got: OutputRecord[] = [];
    const reading = (async () => {
      for await (const record of records) {
        got.push(record);
        setTimeout(() => abort.abort('enough'), 0);
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'aborted', cause: 'enough' });
    expect(got).toHaveLength(1);
    const aborted = runBatch([{}], {}, { signal: AbortSignal.abort() });
    await expect(collect(aborted)).rejects.toMatchObject({ code: 'aborted' });
  });
});
