import { createWorld, type Line, type PipelineOptions } from '@pulse-stream/pipeline';
import {
  createLineProcessor,
  processBatch,
  type LineProcessor,
} from '@pulse-stream/pipeline/internal';
import type { ResultRecord, WorldModelInput } from '@pulse-stream/worldstate';
import { describe, expect, it } from 'vitest';
import { resultOf, toLine } from './run-line.ts';
import { twinDataset, twinModel } from './twin.ts';

const silent = (model: WorldModelInput): WorldModelInput => ({
  ...model,
  slots: Object.fromEntries(
    Object.entries(model.slots).map(([name, slot]) => [name, { ...slot, noise: 0 }]),
  ),
});
const growth: WorldModelInput = {
  name: 'growth',
  slots: {
    y: { kind: 'variable', initial: 1 },
    z: { kind: 'overlay', initial: 0.2, decay: 0.03 },
  },
  params: { rate: { value: 0.1 } },
  rules: [{ id: 'grow', effects: [{ target: 'y', add: 'rate * y' }] }],
  forecast: {
    targets: ['y', 'z'],
    events: [
      { name: 'big', when: 'y > 1.2' },
      { name: 'huge', when: 'y > 100' },
    ],
  },
};

/** What is forecast, each list as the record prints it. */
const listsOf = ({ forecast }: ResultRecord) =>
  Object.values(forecast.targets).flatMap(({ mean, median, quantiles }) => [
    mean,
    median,
    ...Object.values(quantiles ?? {}),
  ]);

describe('a world without noise, asked for members', () => {
  const record = resultOf({ turns: 4, members: 100, assess: 'full' }, { model: growth });

  it('has its path as mean, median and every quantile, and no deviation', () => {
    const path = resultOf({ turns: 4, members: 1 }, { model: growth });
    const expected = Object.values(path.forecast.targets).flatMap(({ mean }) =>
      Array.from({ length: 2 + 9 }, () => mean),
    );
    expect(listsOf(record)).toEqual(expected);
    for (const { sd } of Object.values(record.forecast.targets)) expect(sd).toEqual([0, 0, 0, 0]);
    expect(record.forecast.attribution).toEqual(path.forecast.attribution);
    expect(record.run.members).toBe(100);
  });

  it('counts all members of an event or none', () => {
    expect(record.forecast.events).toEqual([
      { name: 'big', probability: 1, count: 100, members: 100 },
      { name: 'huge', probability: 0, count: 0, members: 100 },
    ]);
  });

  it('warns once, is not fragile for it and asks nobody to hold back', () => {
    expect(record.warnings.map(({ type }) => type)).toEqual(['no-noise']);
    expect(record.assessment.fragility).toBeNull();
    expect(record.assessment.reasons['fragility']).toMatch(/^deterministic/);
    expect(record.assessment.trust_label).toBe('Unverified');
    expect(record.assessment.action).toBe('Unverified');
    const alone = resultOf({ turns: 4, members: 1, assess: 'full' }, { model: growth });
    expect(alone.warnings).toEqual([]);
  });

  it('keeps as many members as were asked for, all alike', () => {
    const kept = resultOf({ turns: 2, members: 3 }, { model: growth, keepMembers: true });
    const { mean, members } = kept.forecast.targets['y'] ?? {};
    expect(members).toEqual(mean?.map((value) => [value, value, value]));
  });

  it('has the risk of its one path', () => {
    const loss: WorldModelInput = {
      name: 'loss',
      slots: {
        a: { kind: 'capital', initial: 90 },
        cash: { kind: 'capital', initial: 10 },
      },
      rules: [{ id: 'lose', effects: [{ target: 'a', add: -10 }] }],
    };
    const { assessment } = resultOf({ turns: 3, members: 40 }, { model: loss });
    expect(assessment.risk).toBeCloseTo(0.3, 12);
  });
});

describe('lines of a world without noise', () => {
  const world = createWorld({ model: growth });
  const wide = createWorld({
    model: { ...growth, slots: { ...growth.slots, a: { kind: 'capital', initial: 9 } } },
  });
  it.each([
    ['without capital', world],
    ['with capital', wide],
  ])('%s are the same bytes on the fast lane and on the long way', (_, made) => {
    const lines: Line[] = Array.from({ length: 60 }, (_line, index) => {
      const shape = index % 3;
      return toLine(
        {
          id: `line ${index}`,
          turns: 3,
          members: shape === 0 ? 1 : 50,
          state_overrides: index % 7 === 0 ? { z: 2 } : { y: 1 + index / 10 },
          ...(shape === 2 ? { forecast: { quantiles: [0.25, 0.5] } } : {}),
        },
        index,
      );
    });
    const processor = createLineProcessor(made);
    const slowly: LineProcessor = { ...processor, express: () => 0 };
    let copied = 0;
    const quickly: LineProcessor = {
      ...processor,
      express(...given) {
        const turns = processor.express?.(...given) ?? 0;
        if (turns > 0) copied += 1;
        return turns;
      },
    };
    const [slow, fast] = [slowly, quickly].map((way) =>
      new TextDecoder().decode(processBatch(way, { lines, blank: 0 }).bytes).split('\n'),
    );
    expect(fast).toEqual(slow);
    expect(copied).toBeGreaterThan(40);
    expect(slow?.filter((text) => text.includes('no-noise'))).toHaveLength(40);
  });
});

describe('a forecast from observations', () => {
  const datasets = new Map([['truth', twinDataset(120)]]);
  const options = (model: WorldModelInput, rest: PipelineOptions = {}): PipelineOptions => ({
    model,
    datasets,
    ...rest,
  });
  const early = { dataset: 'truth', until: '2000-01' };
  const { level: _, ...noisyOther } = silent(twinModel).slots;
  const levelAlone: WorldModelInput = {
    ...twinModel,
    slots: {
      level: { kind: 'variable', initial: 0 },
      ...noisyOther,
      other: { kind: 'variable', initial: 1, noise: 0.02 },
    },
  };

  it('gives intervals from two rows on, and says that they are early', () => {
    for (const until of ['2000-02', '2000-03', '2000-11']) {
      const config = { observations: { ...early, until }, turns: 3, members: 20 };
      const { forecast, assessment } = resultOf(config, options(silent(twinModel)));
      for (const { sd } of Object.values(forecast.targets))
        expect(sd?.every((value) => value > 0)).toBe(true);
      expect(forecast.calibration).toBe('early');
      expect(assessment.trust_label).toBe('Unverified');
    }
  });

  it('gives no interval to what has neither noise nor a second row, and says why', () => {
    for (const mode of ['strict_injection', 'seed_then_free'] as const) {
      const config = { observations: early, turns: 3, members: 20, mode, assess: 'full' as const };
      const { forecast, assessment, warnings } = resultOf(config, options(silent(twinModel)));
      for (const { mean, median, sd, quantiles } of Object.values(forecast.targets)) {
        expect(mean.every(Number.isFinite)).toBe(true);
        expect([median, sd, quantiles]).toEqual([null, null, null]);
      }
      expect(forecast.calibration).toBe('none');
      expect(warnings).toEqual([]);
      const { reasons } = assessment;
      expect(reasons['forecast.quantiles']).toMatch(/no intervals: level, other$/);
      expect(reasons['forecast.events']).toMatch(/one path/);
      expect([assessment.confidence, assessment.fragility]).toEqual([null, null]);
      expect(reasons['confidence']).toBeTypeOf('string');
      expect(reasons['fragility']).toBe('no spread: level, other');
      expect(assessment.trust_label).toBe('Unverified');
    }
  });

  it('gives intervals to what has noise, beside what has none', () => {
    const config = { observations: early, turns: 3, members: 20 };
    const { forecast, assessment } = resultOf(config, options(levelAlone));
    expect(forecast.targets['level']?.quantiles).toBeNull();
    expect(forecast.targets['other']?.sd?.every((sd) => sd > 0)).toBe(true);
    expect(forecast.calibration).toBe('declared');
    expect(assessment.reasons['forecast.quantiles']).toMatch(/no intervals: level$/);
  });

  it('gives intervals once errors were learned, by the method that learns a spread', () => {
    const config = { observations: { dataset: 'truth' }, turns: 3, members: 20 };
    for (const [method, isSpread] of [
      ['bank', true],
      ['sgd', false],
    ] as const) {
      const record = resultOf(config, options(silent(twinModel), { gravity: { method } }));
      expect(record.gravity.variables['level']?.status).toBe('active');
      expect(record.forecast.targets['level']?.quantiles !== null).toBe(isSpread);
    }
  });
});
