import { processLine, type Line, type World } from '@pulse-stream/pipeline';
import { createLineProcessor, processBatch } from '@pulse-stream/pipeline/internal';
import { describeSchema } from '@pulse-stream/worldstate';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSetting } from '../fault/fuzz-scenarios.mjs';
import { checkLane } from '../fault/lane-law.mjs';
import { scenarioArbitrary, scenarioFamily } from '../fault/scenario-arbitrary.mjs';

/** Paths of the keys of a value; those of lists and maps with free keys count as one. */
function pathsOf(value: unknown, known: (path: string) => boolean, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => pathsOf(item, known, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const place = path === '' ? key : `${path}.${key}`;
    return known(place) ? [place, ...pathsOf(inner, known, place)] : [];
  });
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

function keysOf({ properties = {}, items, anyOf = [] }: Schema, path = ''): string[] {
  return [
    ...Object.entries(properties).flatMap(([key, inner]) => {
      const place = path === '' ? key : `${path}.${key}`;
      return [place, ...keysOf(inner, place)];
    }),
    ...(items === undefined ? [] : keysOf(items, `${path}[]`)),
    ...anyOf.flatMap((inner) => keysOf(inner, path)),
  ];
}

test('generated scenarios use every key of the schema', () => {
  const keys = new Set(keysOf(describeSchema('config')));
  const { names } = createSetting(1);
  const scenarios = fc.sample(scenarioArbitrary(names), { numRuns: 4000, seed: 1 });
  const used = new Set(
    scenarios.flatMap((scenario) => pathsOf(scenario, (path) => keys.has(path))),
  );
  expect(keys.size).toBeGreaterThan(50);
  expect([...keys].filter((key) => !used.has(key))).toEqual([]);
});

const LAWS = Number(process.env['LAWS'] ?? 1);

const encoder = new TextEncoder();

/** The output lines of scenarios, each without its place in the input. */
function answer(world: World, scenarios: readonly object[]): string[] {
  const lines = scenarios.map((scenario, index): Line => ({
    line: index + 1,
    batchIndex: index,
    bytes: encoder.encode(JSON.stringify(scenario)),
  }));
  const { bytes } = processBatch(createLineProcessor(world), { lines, blank: 0 });
  const texts = new TextDecoder().decode(bytes).trimEnd().split('\n');
  return texts.map((text) => text.replace(/"line":\d+,"batch_index":\d+,/, ''));
}

test.each([1, 2, 3])(
  'a record is what its line and the run say, whatever lines were answered before (seed %i)',
  (seed) => {
    const { names } = createSetting(seed);
    const orders = scenarioFamily(names).chain((given) =>
      fc.tuple(
        fc.constant(given),
        fc.shuffledSubarray([...given.keys(), ...given.keys()], { minLength: 2 * given.length }),
      ),
    );
    fc.assert(
      fc.property(orders, ([given, order]) => {
        const alone = given.map((scenario) => answer(createSetting(seed).world, [scenario])[0]);
        const together = answer(
          createSetting(seed).world,
          order.map((index) => given[index] ?? {}),
        );
        expect(together).toEqual(order.map((index) => alone[index]));
        const record = processLine(createSetting(seed).world, {
          line: 1,
          batchIndex: 0,
          bytes: encoder.encode(JSON.stringify(given[0])),
        });
        expect(record.kind === 'failure' ? record.error.type : '').not.toBe('internal');
      }),
      { numRuns: 12, seed },
    );
  },
  180_000, // on a shared machine slow is not wrong
);

// a model of the whole language (2) has no lane
test.each([1, 3])(
  'the lane, the long way and the operators with a stage that awaits write the same bytes (seed %i)',
  async (seed) => {
    const { copied, wrong } = await checkLane({ lines: 800 * LAWS, seed });
    expect(wrong).toBeNull();
    expect(copied).toBeGreaterThan(60 * LAWS);
  },
  180_000,
);
