import { availableParallelism } from 'node:os';
import { createFramer } from '@pulse-stream/codec';
import { createWorld, runPipeline, type RunPipelineOptions } from '@pulse-stream/pipeline';
import type { RunPosition } from '@pulse-stream/pipeline/internal';
import type { FailureRecord } from '@pulse-stream/worldstate';
import { describe, expect, it } from 'vitest';
import { generateInput, joinLines } from './generate-input.ts';
import { MemorySink, MemorySource } from './memory-streams.ts';
import { twinDataset, twinModel, twinRows } from './twin.ts';
import { bundleWorker } from './worker-file.ts';

const workerFile = await bundleWorker('../src/workers/worker-entry.ts');
const world = createWorld();

async function run(
  bytes: Uint8Array | string,
  {
    chunk,
    sink = new MemorySink(),
    ...options
  }: Partial<RunPipelineOptions> & { chunk?: number; sink?: MemorySink } = {},
) {
  const source = new MemorySource(bytes, chunk);
  const inputs = [{ source, framer: createFramer() }];
  const summary = await runPipeline({ options: world, inputs, sink, workerFile, ...options });
  return { summary, sink, source };
}

const toText = (configs: readonly object[]) =>
  configs.map((config) => `${JSON.stringify(config)}\n`).join('');
const few = (count: number) =>
  toText(Array.from({ length: count }, (_, index) => ({ id: `s${index}`, members: 1 })));

const LAWS = Number(process.env['LAWS'] ?? 1);

describe('worker threads', () => {
  it('give the bytes of one thread, whatever the chunks, batches and credits', async () => {
    const bytes = joinLines(generateInput(23, 250 * LAWS));
    const { sink: one, summary: meant } = await run(bytes, { jobs: 1 });
    for (const options of [
      { jobs: 2 },
      { jobs: 3, chunk: 999, credits: 1 },
      { jobs: 2, credits: 9, batchSize: { maxLines: 7, maxBytes: 1000 } },
    ]) {
      const { sink, summary } = await run(bytes, options);
      const { threads, ...counts } = summary;
      expect(sink.text).toBe(one.text);
      expect(counts).toEqual(meant);
      expect(threads).toMatchObject({ main: 0, deaths: 0 });
    }
  });

  it('share the batches of a run, and the summary says how', async () => {
    const batchSize = { maxLines: 10, maxBytes: 1e6 };
    const line = { members: 20, turns: 20 };
    let counts: readonly number[] = [];
    // a short run may be over before the second thread has started: the next one is longer
    for (let lines = 500; counts.length < 2 && lines <= 62_500; lines *= 5) {
      const text = toText(Array.from({ length: lines }, () => line));
      const { summary } = await run(text, { jobs: 2, batchSize });
      counts = summary.threads?.workers ?? [];
      expect(counts.reduce((sum, count) => sum + count)).toBe(lines / 10);
    }
    expect(counts).toHaveLength(2);
  });

  it('know the model, the datasets and every other option of the run', async () => {
    const options = createWorld({
      model: twinModel,
      datasets: new Map([['truth', twinDataset()]]),
      gate: 'confidence > 0.5',
      seed: 'threads',
      precision: 9,
      strict: true,
      gravity: { method: 'bank' },
      defaults: { members: 7, trace: 'summary', turns: 2 },
    });
    const configs = [
      { observations: { dataset: 'truth' } },
      { observations: twinRows(40), gravity: false },
      { state_overrides: { unknown: 1 } },
      { seed: 3, members: 1 },
    ];
    const text = toText([...configs, ...configs]);
    const batchSize = { maxLines: 2, maxBytes: 1e6 };
    const { sink: one } = await run(text, { jobs: 1, options });
    const { sink: two, summary } = await run(text, { jobs: 2, options, batchSize });
    expect(two.text).toBe(one.text);
    expect(summary.threads?.workers.length).toBeGreaterThan(0);
    expect(one.records.map(({ status }) => status)).toContain('gated');
  });

  it('pass long lines and long records on whole', async () => {
    const rows = Array.from({ length: 12_000 }, (_, index) => ({ hope: (index % 90) / 100 }));
    const wide = { id: 'wide', members: 1, mode: 'seed_then_free', observations: rows };
    const long = { id: 'long', members: 1, turns: 900, trace: 'full' };
    const text = toText([{ id: 'before', members: 1 }, wide, long, { id: 'after', members: 1 }]);
    const { sink: one } = await run(text, { jobs: 1 });
    expect(text.length).toBeGreaterThan(150_000);
    expect(one.text.length).toBeGreaterThan(400_000);
    expect((await run(text, { jobs: 2 })).sink.text).toBe(one.text);
  });

  it('stop after the record that is one failure too many', async () => {
    const text = ['{}', '{', '{}', '[', '{}', '{', '{}'].join('\n');
    const maxErrors = { records: 1 };
    const batchSize = { maxLines: 1, maxBytes: 1e6 };
    const { sink, summary } = await run(text, { jobs: 2, maxErrors, batchSize });
    expect(sink.records.map(({ line }) => line)).toEqual([1, 2, 3, 4]);
    expect(summary).toMatchObject({ stopped: 'max-errors', failed: 2 });
  });

  it('leave whole lines up to one place when they are stopped, and a run goes on from there', async () => {
    const text = few(400);
    const { sink: whole } = await run(text, { jobs: 1 });
    const abort = new AbortController();
    let last: RunPosition | undefined;
    const { sink, summary } = await run(text, {
      jobs: 2,
      batchSize: { maxLines: 5, maxBytes: 1e6 },
      signal: abort.signal,
      onAccepted(position) {
        last = position;
        if (position.line >= 100) abort.abort();
      },
    });
    expect(summary).toMatchObject({ stopped: 'aborted', lines: last?.lines });
    expect(sink.text.length).toBeLessThan(whole.text.length);
    const rest = await run(text.slice(last?.offset), {
      jobs: 2,
      start: last,
      inputs: [
        {
          source: new MemorySource(text.slice(last?.offset)),
          framer: createFramer({ after: { line: last?.line ?? 0, offset: last?.offset ?? 0 } }),
        },
      ],
    });
    expect(sink.text + rest.sink.text).toBe(whole.text);
  });

  it('stand still behind a sink that takes nothing, and end when the run is abandoned', async () => {
    const abandon = new AbortController();
    let taken = 0;
    const sink = new MemorySink(() => {
      taken += 1;
      return taken < 3
        ? Promise.resolve()
        : new Promise(() => setTimeout(() => abandon.abort(), 300));
    });
    const text = few(4000);
    const { source, summary } = await run(text, {
      jobs: 2,
      abandon: abandon.signal,
      sink,
      chunk: 2000,
      batchSize: { maxLines: 20, maxBytes: 1e6 },
    });
    expect(summary.stopped).toBe('aborted');
    // four batches, two for each worker, and what the next ones are cut from
    expect(source.bytesRead).toBeLessThan(12 * 20 * 30 + 2 * 2000);
  });

  it('are not there for a run with observers: functions cannot follow', async () => {
    let seen = 0;
    const observer = { observeRecord: () => void (seen += 1) };
    const { summary } = await run(few(20), { jobs: 2, options: { runObservers: [observer] } });
    expect([seen, summary.threads]).toEqual([20, undefined]);
  });

  it('that cannot be started are done without', async () => {
    for (const jobs of [2, 'auto'] as const) {
      const { summary } = await run(few(50), { jobs, workerFile: '/nowhere/worker.mjs' });
      expect(summary).toMatchObject({ records: 50, complete: 50 });
      expect(summary.threads).toBeUndefined();
    }
  });

  it('are started by auto only when more work is known than one thread does in a second', async () => {
    expect((await run(few(30))).summary.threads).toBeUndefined();
    // so the weights say; the work is a few milliseconds a line, and a slow sink gives the workers
    // time to start, with pauses that are no full rate
    const weighing = { weigh: () => 5e6, maxWeight: 1 };
    const sink = new MemorySink(() => new Promise((resolve) => setTimeout(resolve, 120)));
    const batchSize = { maxLines: 512, maxBytes: 1e6, weighing };
    const configs = Array.from({ length: 60 }, () => ({ members: 300, turns: 80 }));
    const { summary } = await run(toText(configs), { batchSize, sink });
    expect(summary.threads?.main).toBeGreaterThan(0);
    expect(summary.threads?.workers.length).toBeGreaterThan(0);
  });

  it('share light batches with the main thread under auto', async () => {
    // so the weights say; the work is a few milliseconds a line
    const weighing = { weigh: () => 1, maxWeight: Infinity };
    const batchSize = { maxLines: 4, maxBytes: 1e6, weighing };
    let share = NaN;
    // on a busy machine a run may pause too often to be worth a worker: the next one is longer
    for (let lines = 800; Number.isNaN(share) && lines <= 12_800; lines *= 2) {
      const text = toText(Array.from({ length: lines }, () => ({ members: 300, turns: 80 })));
      const { summary } = await run(text, { batchSize });
      const { main = 0, workers = [] } = summary.threads ?? {};
      share = main / workers.reduce((sum, count) => sum + count, main);
    }
    expect(share).toBeLessThan(1);
    expect(share).toBeGreaterThan(0.5 / availableParallelism());
  }, 120_000);

  it('tell how far a long scenario is', async () => {
    const seen: (number | undefined)[] = [];
    const text = toText([
      { members: 1 },
      { members: 3000, turns: 1000, forecast: { horizons: [1] } },
    ]);
    await run(text, { jobs: 2, onProgress: ({ scenario }) => seen.push(scenario?.line) });
    expect(seen).toContain(2);
  });

  it('are asked for in whole numbers', async () => {
    for (const options of [
      { jobs: 0 },
      { jobs: -1 },
      { jobs: 1.5 },
      { jobs: Number.NaN },
      { workerHeapMegabytes: 0 },
      { workerStallSeconds: 0.5 },
    ])
      await expect(run('', options)).rejects.toMatchObject({ code: 'option-invalid' });
  });
});

describe('a worker that dies', async () => {
  const faulty = await bundleWorker('./faulty-worker.ts');
  const configs = Array.from({ length: 40 }, (_, index) => ({ id: `s${index}`, members: 2 }));
  const { sink: fine } = await run(toText(configs), { jobs: 1 });

  it.each(['fault-exit', 'fault-allocate', 'fault-loop'])(
    'costs one record and none of its neighbours: %s',
    async (id) => {
      const text = toText(
        configs.map((config, index) => (index === 17 ? { ...config, id } : config)),
      );
      const { sink, summary } = await run(text, {
        jobs: 2,
        workerFile: faulty,
        workerHeapMegabytes: 40,
        workerStallSeconds: 3,
        batchSize: { maxLines: 8, maxBytes: 1e6 },
      });
      expect(summary).toMatchObject({ records: 40, byCode: { 'worker-crashed': 1 } });
      expect(summary.threads?.deaths).toBe(3);
      const [crashed] = sink.records.splice(17, 1);
      expect(sink.text.split('\n').toSpliced(17, 1)).toEqual(
        fine.text.split('\n').toSpliced(17, 1),
      );
      expect(sink.records[17]).toMatchObject({
        kind: 'failure',
        line: 18,
        batch_index: 17,
        error: {
          type: 'worker-crashed',
          stage: 'worker',
          reproducible: false,
          raw: JSON.stringify({ ...configs[17], id }),
        },
      });
      expect(crashed).toBeDefined();
    },
  );

  it('is not one that met a bug: that is a failure like any other, and the thread goes on', async () => {
    const text = toText(
      configs.map((config, index) => (index === 17 ? { ...config, id: 'fault-throw' } : config)),
    );
    const { sink, summary } = await run(text, { jobs: 2, workerFile: faulty });
    expect(summary).toMatchObject({ records: 40, byCode: { internal: 1 } });
    expect(summary.threads?.deaths).toBe(0);
    const { error } = sink.records[17] as FailureRecord; // the poisoned line
    expect(error).toMatchObject({ type: 'internal', hint: expect.stringContaining('report') });
    expect(JSON.stringify(error)).not.toMatch(/a bug|traceback|reproducible/);
    expect(sink.text.split('\n').toSpliced(17, 1)).toEqual(fine.text.split('\n').toSpliced(17, 1));
  });

  it('gives two poison lines of one batch a record each', async () => {
    const poison = new Set([3, 5, 6]);
    const text = toText(
      configs.map((config, index) =>
        poison.has(index) ? { ...config, id: 'fault-exit' } : config,
      ),
    );
    const { sink, summary } = await run(text, { jobs: 2, workerFile: faulty });
    expect(summary.byCode).toEqual({ 'worker-crashed': 3 });
    const failed = sink.records.filter(({ kind }) => kind === 'failure').map(({ line }) => line);
    expect(failed).toEqual([4, 6, 7]);
    expect(sink.text.split('\n').filter((_, index) => !poison.has(index))).toEqual(
      fine.text.split('\n').filter((_, index) => !poison.has(index)),
    );
  });
});
