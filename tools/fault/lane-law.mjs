// One record, three ways: `node tools/fault/lane-law.mjs [lines] [seed…]` writes lines that the schema
// allows by the lane, without it, and by the operators with a stage that awaits between every two of
// ours. The bytes are the same, and enough lines take the lane for that to say something.
import { encodeRecord } from '@pulse-stream/codec';
import { readMetaText } from '@pulse-stream/codec/internal';
import { createStages } from '@pulse-stream/pipeline';
import { createLineProcessor, processBatch } from '@pulse-stream/pipeline/internal';
import fc from 'fast-check';
import { concatMap, from, lastValueFrom, map, toArray } from 'rxjs';
import { createSetting } from './fuzz-scenarios.mjs';
import { scenarioFamily, valuesByKey } from './scenario-arbitrary.mjs';

/** Lines worked on at once. */
const BATCH = 512;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** @typedef {import('@pulse-stream/pipeline').Line} Line */
/** @typedef {import('@pulse-stream/pipeline').World} World */

/**
 * Scenarios of a family, again and again: the lane learns a shape from its second line on. Every
 * scenario stands there with other overrides too, for that is what the lane copies.
 * @param {import('./scenario-arbitrary.mjs').Names} names
 */
function likeLines({ slots }) {
  const values = fc.dictionary(
    fc.constantFrom(...slots),
    fc.double({ min: -0.2, max: 1.2, noNaN: true }),
  );
  return (/** @type {Record<string, unknown>[]} */ family) =>
    fc
      .array(
        fc.tuple(fc.constantFrom(...family), values, fc.option(fc.constantFrom('a', 'b "c"', 'é'))),
        { minLength: 3 * family.length, maxLength: 4 * family.length },
      )
      .map((picked) =>
        picked.map(([scenario, state_overrides, id]) => ({
          ...scenario,
          state_overrides,
          ...(id === null ? {} : { id }),
        })),
      );
}

/**
 * Families of which many say nothing of a history, a trace or fragility, so that the lane may take them.
 * @param {import('./scenario-arbitrary.mjs').Names} names
 */
function plainFamily(names) {
  return fc
    .tuple(scenarioFamily(names), fc.array(fc.boolean(), { minLength: 24, maxLength: 24 }))
    .map(([family, kept]) =>
      family.map((scenario) =>
        Object.fromEntries(Object.entries(scenario).filter((_, at) => kept[at % kept.length])),
      ),
    );
}

/**
 * For every key of the schema some values of it in turn, in lines that say nothing else: a lane that
 * takes a key for one that all lines of a kind share is seen here, whichever key it is.
 * @param {import('./scenario-arbitrary.mjs').Names} names @param {number} seed
 */
function linesOfOneKey(names, seed) {
  return valuesByKey(names).flatMap(([key, values]) => {
    const few = fc.sample(values, { numRuns: 4, seed });
    return [1, 3].flatMap((members) =>
      [...few, ...few, ...few].map((value) => ({ turns: 2, members, [key]: value })),
    );
  });
}

/** @param {World} world @param {Line[]} lines @param {boolean} withLane */
function writeBatches(world, lines, withLane) {
  const processor = createLineProcessor(world);
  const others = { ...processor, express: () => 0 };
  let copied = 0;
  const counting = {
    ...processor,
    /** @param {Parameters<NonNullable<typeof processor.express>>} given */
    express(...given) {
      const turns = processor.express?.(...given) ?? 0;
      if (turns > 0) copied += 1;
      return turns;
    },
  };
  const texts = [];
  for (let at = 0; at < lines.length; at += BATCH) {
    const batch = { lines: lines.slice(at, at + BATCH), blank: 0 };
    const { bytes } = processBatch(withLane ? counting : others, batch);
    texts.push(...decoder.decode(bytes).trimEnd().split('\n'));
  }
  return { texts, copied };
}

/** @param {World} world @param {Line[]} lines */
async function writeByOperators(world, lines) {
  /** @type {import('rxjs').OperatorFunction<any, any>[]} each takes what the one before gives */
  const stages = Object.values(createStages(world));
  /** @type {import('rxjs').Observable<any>} */
  const opened$ = from(lines).pipe(map((line) => ({ line })));
  const records$ = stages.reduce(
    (items$, stage) =>
      items$.pipe(
        concatMap(async (item) => item),
        stage,
      ),
    opened$,
  );
  const records = await lastValueFrom(records$.pipe(toArray()));
  const { precision } = world.options;
  return records.map((/** @type {any} */ record, /** @type {number} */ index) => {
    const isRead = record.kind === 'result' || typeof record.config === 'object';
    const meta = isRead ? readMetaText(lines[index]?.bytes ?? new Uint8Array()) : null;
    return encodeRecord(record, { precision, meta });
  });
}

/**
 * @param {{ lines: number, seed: number }} options
 * @returns {Promise<{ copied: number, wrong: string | null }>} lines that took the lane, and the first difference
 */
export async function checkLane({ lines: count, seed }) {
  const { world, names } = createSetting(seed, { gated: false });
  const like = likeLines(names);
  const families = fc
    .sample(plainFamily(names).chain(like), { numRuns: Math.ceil(count / 6), seed })
    .flat()
    .slice(0, count);
  const lines = [...families, ...linesOfOneKey(names, seed)].map((config, index) => ({
    line: index + 1,
    batchIndex: index,
    bytes: encoder.encode(JSON.stringify(config)),
  }));
  const { texts, copied } = writeBatches(world, lines, true);
  const others = {
    'the long way': writeBatches(world, lines, false).texts,
    'the operators': await writeByOperators(world, lines),
  };
  let wrong = texts.length === lines.length ? null : `${texts.length} records of ${lines.length}`;
  for (const [way, given] of Object.entries(others))
    for (const [at, text] of texts.entries())
      if (text !== given[at])
        wrong ??= `line ${at + 1} is another by ${way}: ${decoder.decode(lines[at]?.bytes)}`;
  return { copied, wrong };
}

if (process.argv[1] === import.meta.filename) {
  const [lines = 50_000, ...given] = process.argv.slice(2).map(Number);
  for (const seed of given.length > 0 ? given : [1, 2]) {
    const { copied, wrong } = await checkLane({ lines, seed });
    console.log(
      `seed ${seed}: ${lines} lines, ${copied} by the lane; ${wrong ?? 'the same bytes by every way'}`,
    );
    if (wrong !== null || copied < lines / 10) process.exitCode = 1;
  }
}
