import { encodeRecord } from '@pulse-stream/codec';
import { compileModel, pulse } from '@pulse-stream/simulator';
import {
  isFailure,
  type ScenarioConfigInput,
  type WorldModelInput,
} from '@pulse-stream/worldstate';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeScenario } from '../scenario/decode-scenario.ts';
import { processLine } from '../scenario/stages.ts';
import { estimateRecordBytes } from './record-size.ts';
import { createWorld } from './world.ts';

const LONG = 'x'.repeat(60);
const LONG_NUMBER = -Math.PI / 1e7;
/** Names, ids, labels, units and numbers as long as they may be. */
const WORDY: WorldModelInput = {
  name: '\u{1f30d}"'.repeat(40),
  members: 3,
  dynamic_overlay: {},
  slots: {
    ...Object.fromEntries(
      Array.from({ length: 9 }, (_, index) => [
        `${LONG}${index}`,
        { kind: 'variable', initial: LONG_NUMBER * 10 ** (8 + index), unit: 'é"'.repeat(32) },
      ]),
    ),
    one: { kind: 'overlay', initial: 0.5 },
  },
  params: { [`p${LONG}`]: { value: 0.5, min: 0, max: 1 } },
  rules: Array.from({ length: 30 }, (_, index) => ({
    id: `r${LONG}${index}`,
    effects: [{ target: `${LONG}${index % 9}`, add: LONG_NUMBER }],
  })),
  tags: [{ code: `T${LONG}`, label: '\u0001'.repeat(128) }],
};
/** Numbers that take more bytes where they are printed than where they were written. */
const HUGE: WorldModelInput = {
  name: 'huge',
  members: 4,
  dynamic_overlay: {},
  slots: {
    ...Object.fromEntries(
      Array.from({ length: 4 }, (_, index) => [
        `s${index}`,
        { kind: 'variable', initial: 1.7e20, noise: 1e19 },
      ]),
    ),
    one: { kind: 'overlay', initial: 0.5 },
  },
};

const worlds = [pulse, WORDY, HUGE].map((model) =>
  createWorld({ model: compileModel(model), precision: 17, echoFull: true, seed: LONG }),
);
const slotsOf = [pulse, WORDY, HUGE].map(({ slots }) => Object.keys(slots));

const number = fc.constantFrom(0.5, -3, 1e20, LONG_NUMBER, 123456789, 2.5e-300);
const strange = fc.integer({ min: 0, max: 99 }).map((index) => `q${'y'.repeat(60)}${index}`);

/** Scenarios of one of the worlds. */
const scenarios = fc.integer({ min: 0, max: 2 }).chain((at) => {
  const slot = fc.constantFrom(...(slotsOf[at] ?? []));
  const values = fc.dictionary(fc.oneof(slot, strange), number, { maxKeys: 12 });
  const few = <T>(item: fc.Arbitrary<T>) => fc.option(item, { nil: undefined, freq: 2 });
  const turns = fc.integer({ min: 1, max: 40 });
  return turns.chain((last) =>
    fc
      .record({
        turns: fc.constant(last),
        id: few(fc.constantFrom('a', '\u{1f600}'.repeat(100), 'é'.repeat(256))),
        members: few(fc.constantFrom(1, 2, 5)),
        state_overrides: few(values),
        interventions: few(
          fc.array(fc.record({ turn: fc.integer({ min: 1, max: 50 }), add: values }), {
            maxLength: 12,
          }),
        ),
        trace: fc.oneof(
          fc.constantFrom('none', 'summary', 'full'),
          fc.record({
            every: few(fc.integer({ min: 1, max: 5 })),
            names: few(fc.array(slot, { minLength: 1, maxLength: 3 })),
          }),
        ),
        assess: fc.constantFrom('basic', 'basic', 'full'),
        gravity: fc.constantFrom(true, false),
        observations: few(
          fc.array(fc.dictionary(slot, fc.constantFrom(0.25, 0.5, 0.75), { maxKeys: 5 }), {
            minLength: 1,
            maxLength: 45,
          }),
        ),
        forecast: few(
          fc.record({
            targets: few(fc.uniqueArray(slot, { minLength: 1, maxLength: 4 })),
            quantiles: few(
              fc
                .uniqueArray(fc.double({ min: 1e-9, max: 0.999, noNaN: true }), {
                  minLength: 1,
                  maxLength: 20,
                })
                .map((levels) => levels.toSorted((a, b) => a - b)),
            ),
          }),
        ),
        meta: few(fc.constant({ list: Array.from({ length: 150 }, () => 1e20) })),
        group: few(fc.constant('g'.repeat(256))),
      })
      .map((config): [number, unknown] => [at, config]),
  );
});

/** The record of a scenario, its size and what was said before. */
function measure(at: number, config: unknown): { bytes: number; estimate: number } | null {
  const world = worlds[at];
  if (world === undefined) throw new Error('no such world');
  // as short as it can be written
  const text = JSON.stringify(config).replaceAll('100000000000000000000', '1e20');
  const line = { line: 1, batchIndex: 0, bytes: new TextEncoder().encode(text) };
  const decoded = decodeScenario(world, line);
  const record = processLine(world, line);
  if (record.kind === 'failure' || isFailure(decoded)) return null;
  const size = { config: decoded.config, compiled: world.compiled, reruns: 0 };
  const parts = estimateRecordBytes({ ...size, lineBytes: line.bytes.length });
  const bytes = new TextEncoder().encode(encodeRecord(record, { precision: 17 })).length;
  return { bytes, estimate: parts.trace + parts.forecast + parts.rest };
}

it('no record is larger than was estimated before it was computed', () => {
  let [records, tight] = [0, 0];
  fc.assert(
    fc.property(scenarios, ([at, config]) => {
      const found = measure(at, config);
      if (found === null) return;
      records += 1;
      if (found.bytes > 20_000 && found.estimate < 4 * found.bytes) tight += 1;
      expect(found.bytes).toBeLessThanOrEqual(found.estimate);
    }),
    { numRuns: 100 },
  );
  expect(records).toBeGreaterThan(40);
  // an estimate that is always far too high would refuse what fits
  expect(tight).toBeGreaterThan(0.2 * records);
}, 120_000);

it('strange names, acts that come too late and long quantile levels are counted', () => {
  const names = Array.from({ length: 150 }, (_, index) => [`${LONG}z${index}`, 2] as const);
  const acts = Array.from({ length: 3000 }, () => ({ turn: 99_999, add: { s0: 1 } }));
  const levels = Array.from({ length: 99 }, (_, index) => (index + 1) / 100.123456789);
  const configs: ScenarioConfigInput[] = [
    { turns: 60, members: 1, trace: 'full', state_overrides: Object.fromEntries(names) },
    { turns: 2, interventions: acts },
    { turns: 1, forecast: { quantiles: levels } },
  ];
  for (const config of configs) {
    const found = measure(2, config);
    expect(found?.bytes).toBeGreaterThan(5000);
    expect(found?.bytes).toBeLessThanOrEqual(found?.estimate ?? 0);
  }
});
