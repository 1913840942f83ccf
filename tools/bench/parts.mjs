// Rows of the bench that are measured inside one process, their own: guard, writer, pipeline
// (`node tools/bench/parts.mjs ROUNDS LINES`, rows as JSON to stderr). After other rows, whose records
// the collector still has to do with, the guard read .40 instead of .26.
import { encodeRecord } from '@pulse-stream/codec';
import { ByteRoom, createTemplate } from '@pulse-stream/codec/internal';
import { createWorld, processLine, runPipeline } from '@pulse-stream/pipeline';
import {
  createBatchSource,
  createLineProcessor,
  processBatchSteps,
} from '@pulse-stream/pipeline/internal';
import { createFramer } from '@pulse-stream/codec';
import { ScenarioConfig } from '@pulse-stream/worldstate';
import { acceptConfig } from '../../packages/codec/dist/config/accept.js';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeInput } from './inputs.mjs';
import { interleave, median, timeAsync, timeHere, timeProcess } from './measure.mjs';

/** Bytes read at a time. */
const PIECE_BYTES = 64 * 1024;
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
export function measureParts(rounds, count, add) {
  const words = [process.execPath, import.meta.filename, String(rounds), String(count)];
  /** @type {Parameters<Add>[]} */
  const rows = JSON.parse(timeProcess(words).stderr);
  for (const row of rows) add(...row);
}

/** @param {number} rounds @param {number} count @param {Add} add */
async function measureHere(rounds, count, add) {
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
  const parseAll = each((index) => JSON.parse(texts[index] ?? ''));
  const { guard, parse } = interleave(2 * rounds + 1, {
    guard: each((index) => acceptConfig(raws[index] ?? {})),
    parse: parseAll,
  });
  // afterwards: what the schema leaves to the collector makes everything slower that is measured beside it
  const { zod, parse: again } = interleave(rounds, {
    zod: each((index) => ScenarioConfig.safeParse(raws[index])),
    parse: parseAll,
  });
  add(
    '12',
    'guard / JSON.parse',
    [0.35, 0.17],
    guard / parse,
    `the schema itself: ${(zod / again).toFixed(1)}`,
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
            template.numbers.set(list);
            template.write([], room);
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

/** Lines of the input of the pipeline, the same ones again and again: a second of work. */
const PIPELINE_LINES = 300_000;

/** @param {number} rounds @param {World} world @param {Uint8Array} few @param {Add} add */
async function measurePipeline(rounds, world, few, add) {
  const repeats = Math.ceil(PIPELINE_LINES / createFramer().push(few).length);
  const bytes = Buffer.concat(Array.from({ length: repeats }, () => few));
  /** @type {number[]} */
  const ratios = [];
  for (let round = 0; round < 2 * rounds + 1; round += 1) {
    const pipeline = await timeAsync(() =>
      runPipeline({ ...inMemory(bytes), options: world, jobs: 1 }),
    );
    ratios.push(pipeline / (await timeAsync(() => runLoop(world, bytes))));
  }
  // the first round compiles
  add(
    '4',
    'pipeline with operators / same core in a plain loop',
    [1.15, 1.05],
    median(ratios.slice(1)),
    `${PIPELINE_LINES} lines in memory`,
  );
}

/** The core without operators: cuts batches, works through them, looks at what it wrote. */
async function runLoop(/** @type {World} */ world, /** @type {Uint8Array} */ bytes) {
  const processor = createLineProcessor(world);
  const source = createBatchSource(inMemory(bytes).inputs);
  let size = 0;
  const look = (/** @type {{bytes: Uint8Array, release?: (() => void) | undefined}} */ output) => {
    size += output.bytes.length;
    output.release?.();
  };
  for (let batch = await source.read(); batch !== null; batch = await source.read()) {
    const steps = processBatchSteps(processor, batch);
    let step = steps.next();
    for (; step.done !== true; step = steps.next())
      if (step.value.kind === 'output') look(step.value.output);
    look(step.value);
  }
  source.close();
  return size;
}

/** @param {Uint8Array} bytes */
function inMemory(bytes) {
  let at = 0;
  const source = {
    bytesRead: 0,
    read: () => {
      const chunk = bytes.subarray(at, at + PIECE_BYTES);
      at += chunk.length;
      return Promise.resolve(chunk.length === 0 ? null : chunk);
    },
    close: () => Promise.resolve(),
  };
  const done = () => Promise.resolve();
  const sink = { write: done, close: done, isDoneAfterWrite: true };
  return { inputs: [{ source, framer: createFramer() }], sink };
}

if (process.argv[1] === import.meta.filename) {
  /** @type {Parameters<Add>[]} */
  const rows = [];
  const [rounds = 5, count = 10_000] = process.argv.slice(2).map(Number);
  await measureHere(rounds, count, (...row) => rows.push(row));
  console.error(JSON.stringify(rows));
}
