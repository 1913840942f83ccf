// Rows of the bench that are measured inside one process: guard, writer, pipeline, kernel.
import { ByteRoom, createTemplate, encodeRecord } from '@pulse-stream/codec';
import {
  createLineProcessor,
  createWorld,
  processBatch,
  processLine,
  runPipeline,
} from '@pulse-stream/pipeline';
import { createFramer } from '@pulse-stream/codec';
import { ScenarioConfig } from '@pulse-stream/worldstate';
import { acceptConfig } from '../../packages/codec/dist/config/accept-config.js';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeInput } from './inputs.mjs';
import { interleave, timeHere } from './measure.mjs';

/** Repetitions of what takes microseconds. */
const REPEAT = 10;
/** Of what takes less: a round is then long against the compiling of what it measures. */
const GUARD_REPEAT = 50;

/**
 * Takes a row of the table: its number in PERFORMANCE.md §3, what was measured, must and aim, the
 * ratio (null: it could not be measured here), and the figures it was made of.
 * @typedef {(row: string, name: string, goals: [number, number], value: number | null, control: string) => void} Add
 */

/**
 * @param {number} rounds
 * @param {number} count lines
 * @param {Add} add
 */
export async function measureParts(rounds, count, add) {
  const folder = mkdtempSync(join(tmpdir(), 'pulse-parts-'));
  const file = join(folder, 'light.ndjson');
  writeInput(file, count, { members: 1 });
  const bytes = new Uint8Array(readFileSync(file));
  rmSync(folder, { recursive: true });
  const texts = new TextDecoder().decode(bytes).trimEnd().split('\n');
  measureGuard(rounds, texts, add);
  const world = createWorld();
  measureWriter(rounds, world, texts, add);
  await measurePipeline(rounds, world, bytes, add);
}

/** @typedef {ReturnType<typeof createWorld>} World */

/** @param {number} rounds @param {readonly string[]} texts @param {Add} add */
function measureGuard(rounds, texts, add) {
  /** @type {Record<string, unknown>[]} */
  const raws = texts.map((text) => JSON.parse(text));
  /** @param {(index: number) => unknown} run */
  const each = (run) => () =>
    timeHere(() => {
      let last;
      for (let repeat = 0; repeat < GUARD_REPEAT; repeat += 1)
        for (let index = 0; index < texts.length; index += 1) last = run(index);
      return last;
    });
  const { guard, parse, zod } = interleave(2 * rounds, {
    guard: each((index) => acceptConfig(raws[index] ?? {})),
    parse: each((index) => JSON.parse(texts[index] ?? '')),
    zod: each((index) => ScenarioConfig.safeParse(raws[index])),
  });
  add(
    '12',
    'guard / JSON.parse',
    [0.35, 0.17],
    guard / parse,
    `the schema itself: ${(zod / parse).toFixed(1)}`,
  );
}

/** @param {number} rounds @param {World} world @param {readonly string[]} texts @param {Add} add */
function measureWriter(rounds, world, texts, add) {
  const records = texts.slice(0, 3000).flatMap((text, index) => {
    const record = processLine(world, {
      line: index + 1,
      batchIndex: index,
      bytes: new TextEncoder().encode(text),
    });
    return record.kind === 'result' ? [record] : [];
  });
  const [example] = records;
  if (example === undefined) throw new Error('no line gave a result');
  const { numbers, valuesOf } = holesOf(example);
  const values = records.map((record) => Float64Array.from(valuesOf(record)));
  const room = new ByteRoom(1 << 16);
  // a new one each time: what a template remembers of numbers is what one run would know
  const createTemplates = () =>
    Array.from({ length: REPEAT }, () => createTemplate(example, { numbers, texts: new Map() }));
  const {
    template: written,
    text,
    stringify,
  } = interleave(2 * rounds, {
    template: () => {
      const templates = createTemplates();
      return timeHere(() => {
        for (const template of templates)
          for (const list of values) {
            template.write(list, [], room);
            room.length = 0;
          }
        return room;
      });
    },
    text: () => timeHere(() => records.map((record) => encodeRecord(record).length)) * REPEAT,
    stringify: () =>
      timeHere(() => {
        let size = 0;
        for (let repeat = 0; repeat < REPEAT; repeat += 1)
          for (const record of records) size += JSON.stringify(record).length;
        return size;
      }),
  });
  add(
    '12',
    'writer (numbers of a known shape to bytes) / JSON.stringify',
    [0.3, 0.1],
    written / stringify,
    `${values[0]?.length} numbers a record; encodeRecord of any record: ${(text / stringify).toFixed(1)}`,
  );
}

/** Every number of a record as a hole. @param {object} example */
function holesOf(example) {
  const numbers = new Map();
  /** @type {string[][]} */
  const places = [];
  /** @param {unknown} value @param {string} path @param {string[]} steps */
  const visit = (value, path, steps) => {
    if (typeof value === 'number') {
      numbers.set(path, places.length);
      places.push(steps);
    } else if (Array.isArray(value))
      for (const [index, item] of value.entries())
        visit(item, `${path}[${index}]`, [...steps, String(index)]);
    else if (typeof value === 'object' && value !== null)
      for (const [key, item] of Object.entries(value))
        if (key !== 'config') visit(item, path === '' ? key : `${path}.${key}`, [...steps, key]);
  };
  visit(example, '', []);
  /** @param {any} record @returns {number[]} */
  const valuesOf = (record) =>
    places.map((steps) => steps.reduce((value, step) => value?.[step], record) ?? 0);
  return { numbers, valuesOf };
}

/** @param {number} rounds @param {World} world @param {Uint8Array} bytes @param {Add} add */
async function measurePipeline(rounds, world, bytes, add) {
  const framed = createFramer().push(bytes);
  const lines = framed.map(({ line, bytes: own }, index) => ({
    line,
    batchIndex: index,
    bytes: own,
  }));
  const loop = () =>
    timeHere(() => {
      const processor = createLineProcessor(world);
      let size = 0;
      createFramer().push(bytes);
      for (let from = 0; from < lines.length; from += 512)
        size += processBatch(processor, { lines: lines.slice(from, from + 512), blank: 0 }).bytes
          .length;
      return size;
    });
  /** @type {number[]} */
  const ratios = [];
  for (let round = 0; round < 2 * rounds; round += 1) {
    const before = process.cpuUsage();
    await runPipeline({ ...inMemory(bytes), options: world });
    const { user, system } = process.cpuUsage(before);
    ratios.push((user + system) / 1e6 / loop());
  }
  const { ratio } = interleave(ratios.length, { ratio: () => ratios.pop() ?? 0 });
  add(
    '4',
    'pipeline with operators / same core in a plain loop',
    [1.15, 1.05],
    ratio,
    `${lines.length} lines in memory`,
  );
}

/** @param {Uint8Array} bytes */
function inMemory(bytes) {
  let at = 0;
  const source = {
    bytesRead: 0,
    read: () => {
      const chunk = bytes.subarray(at, at + 64 * 1024);
      at += chunk.length;
      return Promise.resolve(chunk.length === 0 ? null : chunk);
    },
    close: () => Promise.resolve(),
  };
  const done = () => Promise.resolve();
  const sink = { write: done, close: done, isDoneAfterWrite: true };
  return { inputs: [{ source, framer: createFramer() }], sink };
}
