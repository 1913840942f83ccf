import type { PipelineOptions } from '@pulse-stream/pipeline';
import type { Dataset, ScenarioConfigInput, WorldModelInput } from '@pulse-stream/worldstate';
import { describe, expect, it } from 'vitest';
import { resultOf } from './run-line.ts';
import { twinDataset, twinModel } from './twin.ts';

/** Everything a re-run is: options of the world, and of the line. */
interface Variant {
  readonly options?: PipelineOptions;
  readonly config?: ScenarioConfigInput;
}

/** The median at the last horizon, and the robust spread, of the one target. */
function readCell({ options = {}, config = {} }: Variant): { median: number; spread: number } {
  const { forecast } = resultOf({ seed: 5, ...config }, { precision: 17, ...options });
  const [target] = Object.values(forecast.targets);
  // of the members as they were drawn, before any calibration
  const quantiles = target?.raw_quantiles ?? target?.quantiles;
  const at = (level: string) => quantiles?.[level]?.at(-1) ?? Number.NaN;
  return { median: at('0.5'), spread: (at('0.75') - at('0.25')) / 1.349 };
}

/** S/(1+S) of re-runs that a user could make one by one. */
function fragilityOf(base: Variant, reruns: readonly Variant[]): number {
  const { median, spread } = readCell(base);
  const squares = reruns.map((rerun) => ((readCell(rerun).median - median) / spread) ** 2);
  const strength = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
  return strength / (1 + strength);
}

const measured = ({ options = {}, config = {} }: Variant) =>
  resultOf({ seed: 5, ...config, assess: 'full' }, { precision: 17, ...options }).assessment;

const forecast = { targets: ['level'], quantiles: [0.25, 0.5, 0.75] };

describe('fragility, from the records of the re-runs', () => {
  it.each([
    ['an amount', { target: 'level', add: 0.5 }],
    ['an amount that is not scaled', { target: 'level', add: 0.5, scaled: false }],
    ['a rate', { target: 'level', rate: 0.5 }],
    ['a rate that is not scaled', { target: 'level', rate: '0.5 + 0 * level', scaled: false }],
    ['a flow', { flow: { to: 'level' }, rate: 0.5 }],
    ['a flow between slots', { flow: { from: 'store', to: 'level' }, rate: 0.5 }],
  ])(
    'of a world that drifts by ½ a turn, by %s, is that of a median 0.4 up and 0.4 down after 4 turns',
    (_, effect) => {
      const model: WorldModelInput = {
        name: 'drift',
        members: 200,
        time: { steps_per_turn: 4, dt: 0.25 },
        slots: {
          level: { kind: 'variable', initial: 0, noise: 0.3 },
          store: { kind: 'variable', initial: 1000 },
        },
        rules: [{ id: 'grow', effects: [effect] }],
        forecast,
      };
      const base = { options: { model }, config: { turns: 4 } };
      const { spread } = readCell(base);
      // 20 % of ½, four times; the noise is the same in every run
      const strength = 0.4 / spread;
      const { fragility } = measured(base);
      expect(fragility).toBeCloseTo(strength / (1 + strength), 9);
      // IQR/1.349 of a sum of four draws of 0.3 is about 0.6
      expect(spread).toBeGreaterThan(0.4);
      expect(spread).toBeLessThan(0.8);
    },
  );

  it('counts no multiplier of what a rule sets', () => {
    const model: WorldModelInput = {
      name: 'set',
      members: 50,
      slots: { level: { kind: 'variable', initial: 0, noise: 0.3 } },
      rules: [{ id: 'put', effects: [{ target: 'level', set: 'level + 0.5' }] }],
      forecast,
    };
    expect(measured({ options: { model }, config: { turns: 4 } }).fragility).toBe(0);
  });

  it('with a history is that of gravity off, gravity halved, each rule ±20 % and the start ±1 s', () => {
    // the rule moves no observed slot: what is learned beside it is the same in every variant
    const model = { ...twinModel, members: 60, rules: twinModel.rules?.slice(1) ?? [] };
    const datasets = new Map([['truth', twinDataset()]]);
    const bank = { method: 'bank' as const };
    const config = { turns: 4, observations: { dataset: 'truth' }, forecast };
    const base = { options: { model, datasets, gravity: bank }, config };
    const withConfig = (rest: ScenarioConfigInput) => ({ ...base, config: { ...config, ...rest } });
    const withRule = (share: number) => {
      const rules = scaleRule(model, 'gain', share);
      return { ...base, options: { ...base.options, model: { ...model, rules } } };
    };
    const reruns: Variant[] = [
      withConfig({ gravity: false }),
      withConfig({ gravity: { lambda: 0.5 } }),
      ...[0.8, 1.2].map(withRule),
      ...[1, -1].map((way) => withConfig({ state_overrides: shiftStart(twinDataset(), way) })),
    ];
    const expected = fragilityOf(base, reruns);
    expect(measured(base).fragility).toBeCloseTo(expected, 9);
    expect(expected).toBeGreaterThan(0.1);
  });

  it('moves an overridden start as well: it is where the world starts', () => {
    const model = { ...twinModel, members: 50, rules: twinModel.rules?.slice(1) ?? [] };
    const options = { model, datasets: new Map([['truth', twinDataset()]]) };
    const config = { turns: 2, observations: { dataset: 'truth' }, gravity: false, forecast };
    const of = (state_overrides: Record<string, number>) => ({
      options,
      config: { ...config, state_overrides },
    });
    const here = { level: 1, hope: 0.5 };
    const moved = (way: number) => {
      const start = shiftStart(twinDataset(), way, here);
      return of({ level: start['level'] ?? Number.NaN, hope: start['hope'] ?? Number.NaN });
    };
    const still = of(here);
    const expected = fragilityOf(still, [still, still, moved(1), moved(-1)]);
    expect(measured(still).fragility).toBeCloseTo(expected, 9);
    expect(expected).toBeGreaterThan(0.1);
  });

  it('does not count a start that cannot be moved: two rows tell no sd of changes', () => {
    const model = { ...twinModel, members: 50 };
    const base = { options: { model }, config: { turns: 3 } };
    const observations = [
      { level: 0, other: 1 },
      { level: 0, other: 1 },
    ];
    const short = { options: { model }, config: { turns: 3, observations } };
    expect(measured(short).fragility).toBe(measured(base).fragility);
  });

  it('is unknown when a perturbation breaks the world, and the record says which', () => {
    const model: WorldModelInput = {
      name: 'brittle',
      members: 20,
      slots: { level: { kind: 'variable', initial: 2, noise: 0.01 } },
      rules: [
        {
          id: 'sink',
          effects: [
            { target: 'level', add: -1 },
            { target: 'level', add: '0 * ln(level - 0.9)' },
          ],
        },
      ],
      forecast,
    };
    const record = resultOf({ turns: 1, assess: 'full' }, { model });
    expect(record.status).toBe('complete');
    expect(record.assessment.fragility).toBeNull();
    expect(record.assessment.reasons['fragility']).toMatch(
      /^the re-run "rule sink × 1.2" failed: .*ln/,
    );
    expect(record.assessment.trust_label).toBe('Unverified');
  });
});

function scaleRule(model: WorldModelInput, id: string, share: number) {
  return (model.rules ?? []).map((rule) =>
    rule.id === id
      ? { ...rule, effects: rule.effects.map((one) => ({ ...one, add: share * Number(one.add) })) }
      : rule,
  );
}

/** The last row with every observed slot moved by the sd of its one-step changes in the warm-up. */
function shiftStart(
  { columns, rows }: Dataset,
  direction: number,
  overrides: Record<string, number> = {},
): Record<string, number> {
  const warmup = rows.slice(0, 60);
  const last = rows.at(-1) ?? [];
  return Object.fromEntries(
    columns.map((name, column) => {
      const values = warmup.map((row) => row[column] ?? Number.NaN);
      const changes = values.slice(1).map((value, at) => value - (values[at] ?? 0));
      const mean = changes.reduce((sum, change) => sum + change, 0) / changes.length;
      const squares = changes.reduce((sum, change) => sum + (change - mean) ** 2, 0);
      const sd = Math.sqrt(squares / changes.length);
      return [name, (overrides[name] ?? last[column] ?? 0) + direction * sd];
    }),
  );
}
