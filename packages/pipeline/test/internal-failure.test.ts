import { encodeRecord } from '@pulse-stream/codec';
import {
  checkLine,
  createWorld,
  processLine,
  pulsePipeline,
  runBatch,
  type Line,
  type World,
} from '@pulse-stream/pipeline';
import { createLineProcessor, processBatch } from '@pulse-stream/pipeline/internal';
import type { FailureRecord, OutputRecord, ResultRecord } from '@pulse-stream/worldstate';
import { from, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { byStages } from './by-stages.ts';
import { toLine } from './run-line.ts';
import { twinDataset, twinModel } from './twin.ts';

const ENGINE_TEXT = 'boom of the engine';

function bug(): never {
  throw new TypeError(ENGINE_TEXT);
}

const plain = { members: 3, turns: 2 };
const configs = [plain, { ...plain, id: 'b' }, { ...plain, id: 'c' }, { ...plain, id: 'd' }];

/** A world of the twin in which one dataset cannot be read and one gate cannot be evaluated. */
function brokenWorld(options: { readonly debug?: boolean } = {}): World {
  const dataset = twinDataset();
  let isRead = false; // a world looks at its datasets when it is made
  const rows = new Proxy(dataset.rows, {
    get: (target, key) => (isRead && key !== 'length' ? bug() : Reflect.get(target, key)),
  });
  const unreadable = { ...dataset, rows };
  const world = createWorld({
    model: twinModel,
    datasets: new Map([['unreadable', unreadable]]),
    gate: 'p_high < 2',
    ...options,
  });
  isRead = true;
  const { gate } = world;
  if (gate === null) throw new Error('the world has a gate');
  // an event named so is what the gate of this world trips over
  return { ...world, gate: { ...gate, operands: ['p_trip'], holds: bug } };
}

/** What breaks in which stage; the neighbours of such a line are fine in that world. */
const FAULTS = [
  ['initialise', { ...plain, observations: { dataset: 'unreadable' } }],
  ['assess', { ...plain, forecast: { events: [{ name: 'trip', when: 'level > 0' }] } }],
] as const;

const WAYS: Record<string, (lines: readonly Line[], world: World) => Promise<OutputRecord[]>> = {
  processLine: async (lines, world) => lines.map((line) => processLine(world, line)),
  pulsePipeline: (lines, world) => lastValueFrom(from(lines).pipe(pulsePipeline(world), toArray())),
  createStages: (lines, world) => lastValueFrom(from(lines).pipe(byStages(world), toArray())),
  processBatch: async (lines, world) => {
    const { bytes } = processBatch(createLineProcessor(world), { lines, blank: 0 });
    const texts = new TextDecoder().decode(bytes).trimEnd().split('\n');
    return texts.map((text): OutputRecord => JSON.parse(text));
  },
  runBatch: async (lines, world) => {
    const records: OutputRecord[] = [];
    const values = lines.map(({ bytes }) => JSON.parse(new TextDecoder().decode(bytes)));
    for await (const record of runBatch(values, world)) records.push(record);
    return records;
  },
};

describe.each(Object.entries(WAYS))('%s', (_, recordsOf) => {
  it.each(FAULTS)(
    'a bug in stage %s fails one line and none of its neighbours',
    async (stage, bad) => {
      const lines = [...configs.slice(0, 2), bad, ...configs.slice(2)].map(toLine);
      const records = await recordsOf(lines, brokenWorld());
      expect(records.map(({ kind }) => kind)).toEqual(
        lines.map((_line, index) => (index === 2 ? 'failure' : 'result')),
      );
      const { error } = records[2] as FailureRecord; // as its kind says
      expect(error).toMatchObject({ type: 'internal', stage });
      expect(error.hint).toContain('report');
      expect(error).not.toHaveProperty('traceback');
      expect(error).not.toHaveProperty('reproducible');
      expect(JSON.stringify(records[2])).not.toContain(ENGINE_TEXT);
    },
  );

  it.each(FAULTS)('says where a bug in stage %s happened only with debug', async (_stage, bad) => {
    const [record] = await recordsOf([toLine(bad)], brokenWorld({ debug: true }));
    expect((record as FailureRecord).error.traceback).toContain(ENGINE_TEXT); // it fails
  });
});

describe('a bug', () => {
  it('met while validating is what is wrong with the line', () => {
    const datasets = Object.assign(new Map(), { get: bug });
    const line = toLine({ ...plain, observations: { dataset: 'any' } });
    const { failure } = checkLine({ ...createWorld(), datasets }, line);
    expect(failure).toMatchObject({ type: 'internal', stage: 'initialise' });
  });

  it('in what a record says leaves no record that cannot be printed', () => {
    const world = createWorld();
    const processor = createLineProcessor(world);
    const lines = configs.map(toLine);
    const trip = (record: OutputRecord) => record.kind === 'result' && record.id === 'b';
    const { bytes, outcomes } = processBatch(
      {
        ...processor,
        express: () => 0,
        encode(record, line, room) {
          processor.encode(record, line, room);
          // what is written by then is taken back
          if (trip(record)) bug();
        },
      },
      { lines, blank: 0 },
    );
    expect(outcomes).toEqual(['complete', 'internal', 'complete', 'complete']);
    const [, text = ''] = new TextDecoder().decode(bytes).split('\n');
    const record: FailureRecord = JSON.parse(text);
    expect(record).toMatchObject({
      id: 'b',
      line: 2,
      error: { type: 'internal', stage: 'encode' },
    });
  });

  it('on the short way to a record is made good by the long way, to the byte', () => {
    const lines = Array.from({ length: 9 }, (_, index) =>
      toLine({ ...plain, id: `s${index}` }, index),
    );
    const fine = processBatch(createLineProcessor(createWorld()), { lines, blank: 0 });
    const processor = createLineProcessor(createWorld());
    let tripped = 0;
    const half = processBatch(
      {
        ...processor,
        express(line, room, ...given) {
          const spent = processor.express?.(line, room, ...given) ?? 0;
          if (line.line % 2 === 0) return spent;
          tripped += 1;
          room.writeText('half of a rec');
          return bug();
        },
      },
      { lines, blank: 0 },
    );
    expect(tripped).toBe(5);
    expect(new TextDecoder().decode(half.bytes)).toBe(new TextDecoder().decode(fine.bytes));
  });
});

/** Every number of a record. */
function numbersOf(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersOf) : [];
}

describe('what is too large', () => {
  const huge = 1.7e308;
  it.each<[string, object]>([
    ['the attribution of despair', { interventions: [{ turn: 1, add: { despair: huge } }] }],
    ['nvda', { state_overrides: { nvda: huge }, forecast: { targets: ['nvda'] } }],
    ['capital', { state_overrides: { nvda: huge, msft: huge }, forecast: { targets: ['hope'] } }],
    [
      'trace[0].deltas.nvda',
      {
        members: 1,
        trace: 'full',
        state_overrides: { nvda: -huge },
        interventions: [{ turn: 1, set: { nvda: huge } }],
        forecast: { targets: ['hope'] },
      },
    ],
  ])('fails with overflow naming %s, also after lines that taught the lane', (name, config) => {
    const world = createWorld();
    const processor = createLineProcessor(world);
    const like = { ...config, state_overrides: { nvda: 1, msft: 1 } };
    const lines = [like, like, like, like, config, like].map(toLine);
    const { bytes, outcomes } = processBatch(processor, { lines, blank: 0 });
    expect(outcomes[4]).toBe('overflow');
    const text = new TextDecoder().decode(bytes).split('\n')[4] ?? '';
    const record: FailureRecord = JSON.parse(text);
    expect(record.error.message).toContain(name);
    expect(encodeRecord(processLine(world, toLine(config, 4)))).toBe(text);
  });

  it('is no failure where every number of the record is one', () => {
    const config = {
      members: 4,
      turns: 2,
      state_overrides: { nvda: 1e308 },
      forecast: { targets: ['hope'] },
    };
    const record = processLine(createWorld(), toLine(config)) as ResultRecord; // the next line says so
    expect(record.kind).toBe('result');
    expect(numbersOf(record).every((value) => Number.isFinite(value))).toBe(true);
    expect(record.final_state.capital['nvda']).toBe(1e308);
  });
});
