import { createWorld } from '@pulse-stream/pipeline';
import { describe, expect, it } from 'vitest';
import { failureOf, resultOf } from './run-line.ts';
import { twinDataset, twinModel } from './twin.ts';

const twin = { model: twinModel, datasets: new Map([['truth', twinDataset()]]) };
const full = { id: 'a', turns: 6, assess: 'full' } as const;

describe('assess "full"', () => {
  it('measures fragility in 0..1 and changes nothing else', () => {
    for (const observations of [undefined, { dataset: 'truth' }]) {
      const config = { ...full, ...(observations && { observations }) };
      const record = resultOf(config, twin);
      const { fragility, reasons } = record.assessment;
      expect(fragility).toBeGreaterThan(0);
      expect(fragility).toBeLessThan(1);
      expect(reasons).not.toHaveProperty('fragility');
      const basic = resultOf({ ...config, assess: 'basic' }, twin);
      expect(basic.assessment.fragility).toBeNull();
      expect(record.forecast).toEqual(basic.forecast);
      expect(resultOf(config, twin).assessment).toEqual(record.assessment);
    }
  });

  it('a world that depends more on its rules is more fragile', () => {
    const { rules = [], ...rest } = twinModel;
    const pushed = (add: number) =>
      resultOf(full, {
        model: { ...rest, rules: [...rules, { id: 'push', effects: [{ target: 'level', add }] }] },
      }).assessment.fragility ?? Number.NaN;
    expect(pushed(0.5)).toBeGreaterThan(pushed(0.02));
  });

  it('what was learned and where it starts count as well', () => {
    const fragility = (gravity: boolean | object) =>
      resultOf({ ...full, observations: { dataset: 'truth' }, gravity }, twin).assessment
        .fragility ?? Number.NaN;
    const strong = { lambda: 1, learning_rate: 0.1, enable_adaptive_lambda: false };
    expect(fragility(strong)).toBeGreaterThan(fragility({ ...strong, lambda: 0.01 }));
    const free = resultOf(
      { ...full, mode: 'seed_then_free', observations: { dataset: 'truth' } },
      twin,
    );
    expect(free.assessment.fragility).toBeLessThan(fragility(false));
  });

  it('needs an ensemble, and says so', () => {
    const { assessment } = resultOf({ ...full, members: 1 }, twin);
    expect(assessment.fragility).toBeNull();
    expect(assessment.reasons['fragility']).toContain('spread');
  });

  it('its runs count as fuel, its observers see only the run itself', () => {
    const one = resultOf({ ...full, assess: 'basic' }, twin);
    expect(one.kind).toBe('result');
    let turns = 0;
    const turnObservers = [{ observeTurn: () => void (turns += 1) }];
    const world = createWorld({ ...twin, turnObservers });
    const fuel = 20 * 6 * world.compiled.nodes;
    resultOf(full, world);
    expect(turns).toBe(6);
    expect(resultOf(full, { ...twin, limits: { fuel: 5 * fuel } }).kind).toBe('result');
    expect(failureOf(full, { ...twin, limits: { fuel: 5 * fuel - 1 } }).error).toMatchObject({
      type: 'limit-exceeded',
      message: expect.stringContaining('5 runs'),
    });
  });
});
