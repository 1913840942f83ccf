// `node tools/bench/fast-paths.mjs [SHARE]`: holds the fast paths to the readable ones and prints how
// much it saw. Needs a build. SHARE 1 (default) is the full size: a million configs, a million lines, a
// million doubles, 10,000 lines through both pipelines.
import { decodeLine, encodeRecord } from '@pulse-stream/codec';
import { ByteRoom, createLineKind, NameTable, writeNumber } from '@pulse-stream/codec/internal';
import { createWorld, processLine } from '@pulse-stream/pipeline';
import { createLineProcessor, processBatch } from '@pulse-stream/pipeline/internal';
import { ScenarioConfig } from '@pulse-stream/worldstate';
import { canonicalJson } from '@pulse-stream/worldstate/internal';
import fc from 'fast-check';
import { acceptConfig } from '../../packages/codec/dist/config/accept.js';
import { scenarioArbitrary } from '../fault/scenario-arbitrary.mjs';
import { generateLine, NAMES, openDraw, spoil } from './generate-configs.mjs';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * @typedef {object} Seen
 * @property {number} cases
 * @property {number} wrong cases in which the fast path differed
 * @property {string} figures for people
 * @property {boolean} enough whether the fast path was taken as often as it should
 */

/** What scenarios of the schema may name. */
const NAMED = {
  slots: NAMES,
  params: ['beta', 'rule.R001_HopeTrust.trust'],
  datasets: ['a'],
  labels: ['2020'],
  series: [],
};
/** Times each scenario is looked at, mostly with something changed. */
const TIMES = 20;

/** Guard ⇒ schema, with equal values, on scenarios made from the schema; nearly all valid ones pass it. @param {number} count @returns {Seen} */
export function checkGuard(count) {
  const draw = openDraw(11);
  const numRuns = Math.ceil(count / TIMES);
  const scenarios = fc.sample(scenarioArbitrary(NAMED), { numRuns, seed: 11 });
  let [wrong, valid, passed, cases] = [0, 0, 0, 0];
  for (const scenario of scenarios)
    for (let time = 0; time < TIMES; time += 1, cases += 1) {
      const isWhole = time === 0 || Object.keys(scenario).length === 0;
      const config = isWhole ? scenario : spoil(draw, scenario);
      const parsed = ScenarioConfig.safeParse(config);
      const quick = acceptConfig(config);
      if (parsed.success) valid += 1;
      if (quick === null) continue;
      passed += 1;
      if (!parsed.success || canonicalJson(parsed.data) !== canonicalJson(quick)) wrong += 1;
    }
  return {
    cases,
    wrong,
    figures: `${valid} valid, ${((100 * passed) / valid).toFixed(3)} % of them accepted by the guard`,
    enough: valid > cases / 10 && valid < (9 * cases) / 10 && passed / valid >= 0.999,
  };
}

/** A kind of lines ⇒ the decoder, with equal values. @param {number} count @returns {Seen} */
export function checkLineKinds(count) {
  const draw = openDraw(12);
  const names = new NameTable(NAMES);
  let [wrong, read, valid] = [0, 0, 0];
  /** @type {{kind: NonNullable<ReturnType<typeof createLineKind>>, config: ScenarioConfig} | null} */
  let known = null;
  for (let index = 0; index < count; index += 1) {
    const bytes = encoder.encode(generateLine(draw));
    const config = decodeLine(bytes);
    const isGood = !('kind' in config);
    if (isGood) valid += 1;
    if (known?.kind.read(bytes) === true) {
      read += 1;
      const { kind } = known;
      const overrides = Object.fromEntries(
        [...kind.values.subarray(0, kind.count)].map((value, at) => [
          NAMES[kind.slots[at] ?? 0],
          value,
        ]),
      );
      const id =
        kind.idTo > 0 ? { id: decoder.decode(bytes.subarray(kind.idFrom, kind.idTo)) } : {};
      const own = { ...known.config, ...id, state_overrides: overrides };
      if (!isGood || JSON.stringify(sorted(config)) !== JSON.stringify(sorted(own))) wrong += 1;
    } else if (isGood && draw(8) === 0) {
      const kind = createLineKind(bytes, names);
      if (kind !== null) known = { kind, config };
    }
  }
  return {
    cases: count,
    wrong,
    figures: `${valid} valid, ${read} read as lines like an earlier one`,
    enough: read > count / 20,
  };
}

/** Keys of the config sorted, those of its overrides in their order. @param {object} config */
const sorted = (config) =>
  Object.fromEntries(Object.entries(config).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** Digits of the writer read back as the number, exact or rounded. @param {number} count @returns {Seen} */
export function checkWriter(count) {
  const draw = openDraw(13);
  const room = new ByteRoom(64);
  const bits = new DataView(new ArrayBuffer(8));
  /** @param {number} value @param {number | null} digits */
  const readBack = (value, digits) =>
    Number(decoder.decode(room.bytes.subarray(0, writeNumber(room.view, 0, value, digits))));
  let [wrong, doubles] = [0, 0];
  while (doubles < count) {
    bits.setUint32(0, draw(2 ** 32));
    bits.setUint32(4, draw(2 ** 32));
    // half of them of any size, half between 10^-7 and 10^16
    const any = bits.getFloat64(0);
    const value =
      doubles % 2 === 0 ? any : (any > 0 ? 1 : -1) * (draw(2 ** 32) / 7) * 10 ** (draw(16) - 9);
    if (!Number.isFinite(value)) continue;
    doubles += 1;
    if (readBack(value, null) !== value + 0) wrong += 1;
    const digits = 1 + draw(17);
    const rounded = Number(value.toPrecision(digits));
    if (Number.isFinite(rounded) && readBack(value, digits) !== rounded + 0) wrong += 1;
  }
  return { cases: count, wrong, figures: 'all digits, and 1 to 17 of them', enough: true };
}

/** Batches give what the operators give, byte for byte. @param {number} count @returns {Seen} */
export function checkBatches(count) {
  const draw = openDraw(14);
  const world = createWorld({ seed: 5 });
  const { precision } = world.options;
  const lines = Array.from({ length: count }, (_, index) => ({
    line: index + 1,
    batchIndex: index,
    bytes: encoder.encode(generateLine(draw)),
  }));
  const processor = createLineProcessor(world);
  let express = 0;
  const counted = {
    ...processor,
    /** @param {Parameters<NonNullable<typeof processor.express>>} given */
    express: (...given) => {
      const turns = processor.express?.(...given) ?? 0;
      if (turns > 0) express += 1;
      return turns;
    },
  };
  const batch = decoder
    .decode(processBatch(counted, { lines, blank: 0 }).bytes)
    .trimEnd()
    .split('\n');
  const wrong = lines.filter(
    (line, index) => encodeRecord(processLine(world, line), { precision }) !== batch[index],
  ).length;
  return {
    cases: count,
    wrong,
    figures: `${express} of them express`,
    enough: express > count / 4,
  };
}

/** @param {number} share of the full size */
export function checkFastPaths(share) {
  const size = (/** @type {number} */ full) => Math.max(1, Math.round(full * share));
  return {
    'guard and schema': checkGuard(size(1e6)),
    'lines like an earlier one and decoder': checkLineKinds(size(1e6)),
    'writer and numbers': checkWriter(size(1e6)),
    'batches and operators': checkBatches(size(1e4)),
  };
}

if (process.argv[1] === import.meta.filename) {
  const checked = checkFastPaths(Number(process.argv[2] ?? 1));
  for (const [name, { cases, wrong, figures, enough }] of Object.entries(checked)) {
    console.log(`${name}: ${cases} cases, ${wrong} differ; ${figures}`);
    if (wrong > 0 || !enough) process.exitCode = 1;
  }
}
