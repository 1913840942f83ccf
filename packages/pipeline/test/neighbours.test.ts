import { createWorld, processLine } from '@pulse-stream/pipeline';
import type { OutputRecord } from '@pulse-stream/worldstate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toLine } from './run-line.ts';
import { twinDataset, twinModel, twinRows } from './twin.ts';

const options = { model: twinModel, datasets: new Map([['truth', twinDataset()]]) };

const CONFIGS: readonly (string | object)[] = [
  { id: 'plain', turns: 3, members: 5 },
  { turns: 2, members: 5 },
  { id: 'learns', observations: { dataset: 'truth' }, members: 5 },
  { id: 'learns again', observations: { dataset: 'truth' }, members: 5, gravity: { lambda: 0.9 } },
  { id: 'off', observations: { dataset: 'truth' }, members: 5, gravity: false },
  {
    id: 'no such variable',
    observations: { dataset: 'truth' },
    gravity: { shadow_monitor: { critical_variables: ['typo'] } },
  },
  {
    id: 'attenuates at once',
    observations: { dataset: 'truth' },
    members: 5,
    gravity: { shadow_model_window_size: 2, shadow_model_min_trigger_samples: 1 },
  },
  { id: 'other params', observations: { dataset: 'truth' }, members: 5, params: { pull: 0.7 } },
  { id: 'own rows', observations: twinRows(40), members: 5 },
  { id: 'rows of the same shape', observations: twinRows(40).toReversed(), members: 5 },
  { id: 'dynamic', state_overrides: { extra: 0.5 }, members: 5, turns: 2 },
  { id: 'fails', observations: { dataset: 'none' } },
  { id: 'fails late', forecast: { events: [{ name: 'e', when: '1 / (level - level) > 0' }] } },
  '{"turns":',
];

/** A record without its place in the input. */
function placeless(record: OutputRecord): object {
  const { line: _line, batch_index: _index, ...rest } = record;
  return rest;
}

const LAWS = Number(process.env['LAWS'] ?? 1);

describe('neighbours', () => {
  const alone = CONFIGS.map((config) =>
    placeless(processLine(createWorld(options), toLine(config))),
  );

  it('never change a record: any order, any repetition', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(CONFIGS.length - 1), { minLength: 1, maxLength: 25 }),
        (order) => {
          const world = createWorld(options);
          for (const [index, which] of order.entries()) {
            const record = processLine(world, toLine(CONFIGS[which], index));
            expect(record).toMatchObject({ line: index + 1, batch_index: index });
            expect(placeless(record)).toEqual(alone[which]);
          }
        },
      ),
      { numRuns: 8 * LAWS },
    );
  });

  it('never change a record, also when more is learned than is remembered', () => {
    const world = createWorld(options);
    const lines = Array.from({ length: 70 }, (_, index) =>
      toLine(
        {
          id: 'w',
          members: 2,
          observations: { dataset: 'truth', window: 44 + (index % 2) },
          params: { pull: index / 100 },
        },
        index,
      ),
    );
    const once = lines.map((line) => processLine(world, line));
    expect(world.memo.learned.size).toBe(64);
    expect(lines.map((line) => processLine(world, line))).toEqual(once);
  });
});
