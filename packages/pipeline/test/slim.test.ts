import { createWorld, pulsePipeline, runBatch, type PipelineOptions } from '@pulse-stream/pipeline';
import { createLineProcessor, processBatch } from '@pulse-stream/pipeline/internal';
import { pulse } from '@pulse-stream/simulator';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { twinDataset, twinModel } from './twin.ts';
import { toLine } from './run-line.ts';

const worlds = {
  pulse: createWorld({
    record: 'slim',
    model: {
      ...pulse,
      forecast: { ...pulse.forecast, events: [{ name: 'calm', when: 'hope > 0.5' }] },
    },
  }),
  twin: createWorld({
    record: 'slim',
    // an event has no room beside an origin and labels
    model: { ...twinModel, forecast: { targets: ['level'] } },
    datasets: new Map([['truth', twinDataset(40)]]),
  }),
};
const slots = Object.keys(pulse.slots).filter((name) => pulse.slots[name]?.kind !== 'capital');

const scenario = fc.record({
  id: fc.stringMatching(/^[a-z0-9-]{1,20}$/),
  turns: fc.constant(12),
  members: fc.constantFrom(1, 20),
});
const levels = fc.uniqueArray(fc.integer({ min: 1, max: 999 }), { minLength: 3, maxLength: 3 });

test('a record of one target, one horizon and three quantiles takes 700 bytes at most when it is slim, and has room for an event where there is no history', () => {
  let most = 0;
  let largest = '';
  fc.assert(
    fc.property(
      scenario,
      fc.constantFrom(...slots),
      fc.constantFrom('level', 'other', null),
      fc.integer({ min: 1, max: 12 }),
      levels,
      (given, slot, observed, horizon, thousandths) => {
        const forecast = {
          targets: [observed ?? slot],
          horizons: [horizon],
          quantiles: thousandths.toSorted((a, b) => a - b).map((level) => level / 1000),
        };
        const history = observed === null ? {} : { observations: { dataset: 'truth' } };
        const line = toLine({ ...given, ...history, forecast });
        const processor = createLineProcessor(worlds[observed === null ? 'pulse' : 'twin']);
        const { bytes, outcomes } = processBatch(processor, { lines: [line], blank: 0 });
        expect(outcomes).not.toContain('internal');
        expect(JSON.parse(new TextDecoder().decode(bytes)).kind).toBe('result');
        if (bytes.length > most) largest = new TextDecoder().decode(bytes);
        most = Math.max(most, bytes.length);
      },
    ),
    { numRuns: 200 },
  );
  expect(most).toBeGreaterThan(500);
  expect(most, largest).toBeLessThanOrEqual(700);
}, 120_000);

test('the third of equal lines is as slim as the first', () => {
  const processor = createLineProcessor(worlds.pulse);
  const lines = [0, 1, 2].map((index) => toLine({ members: 1 }, index));
  const { bytes } = processBatch(processor, { lines, blank: 0 });
  const records = new TextDecoder()
    .decode(bytes)
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text));
  const [first, , third] = records.map((record) => ({ ...record, line: 0, batch_index: 0 }));
  expect(third).toEqual(first);
  expect(third).not.toHaveProperty('config');
});

test.each<[PipelineOptions, RegExp]>([
  [{ record: 'slim', fields: ['run'] }, /record "slim" says/],
  [{ fields: ['forecast.targets.hopee'] }, /no slot "hopee" \(did you mean "hope"\?\)/],
  [{ fields: ['trace.deltas.nobody'] }, /no slot "nobody"/],
  [{ fields: ['forecast.targts'] }, /did you mean "targets"/],
])('%j are no options of a run', (options, message) => {
  expect(() => createWorld(options)).toThrowError(
    expect.objectContaining({ code: 'option-invalid', message: expect.stringMatching(message) }),
  );
});

test('a name that is allowed may be selected', () => {
  const world = createWorld({ fields: ['final_state.overlays.awe'], allowNames: ['awe'] });
  const line = toLine({ members: 1, state_overrides: { awe: 0.5 } });
  const { bytes } = processBatch(createLineProcessor(world), { lines: [line], blank: 0 });
  expect(JSON.parse(new TextDecoder().decode(bytes)).final_state).toEqual({
    overlays: { awe: expect.any(Number) },
  });
});

test('records as values are whole: what makes them refuses the options', () => {
  for (const open of [pulsePipeline, runBatchOf])
    for (const options of [{ record: 'slim' } as const, { fields: ['run'] }])
      expect(() => open(options)).toThrowError(expect.objectContaining({ code: 'option-invalid' }));
});

function runBatchOf(options: Parameters<typeof pulsePipeline>[0]): unknown {
  return runBatch([], options);
}
