import {
  compileModel,
  pulse,
  simulateRun,
  type CompiledModel,
  type SimulateOptions,
} from '@pulse-stream/simulator';
import {
  ScenarioConfig,
  type ScenarioConfigInput,
  type SimulatedRun,
} from '@pulse-stream/worldstate';
import type { TurnRecord, TurnSummary } from '@pulse-stream/worldstate/internal';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readText } from '../workspace.mjs';

const sir = compileModel(parse(readText('models/sir.yaml')));

function run(
  model: CompiledModel,
  config: ScenarioConfigInput,
  options: SimulateOptions = {},
): SimulatedRun {
  return simulateRun(model, ScenarioConfig.parse(config), options);
}

function isFull(turn: TurnRecord | TurnSummary): turn is TurnRecord {
  return 'deltas' in turn;
}

/** Values of a variable or an overlay at turns 1.. of the control run. */
function path(result: SimulatedRun, name: string): number[] {
  return (result.control.trace ?? []).map((turn) =>
    isFull(turn) ? (turn.variables[name] ?? turn.overlays[name] ?? NaN) : NaN,
  );
}

test('sir without caution is the Euler scheme of the textbook model, bit for bit', () => {
  const result = run(sir, {
    turns: 150,
    members: 1,
    trace: 'full',
    params: { caution: 0, beta: 0.3, gamma: 0.1 },
  });
  let [s, i, r] = [0.999, 0.001, 0];
  const expected: number[][] = [];
  for (let turn = 0; turn < 150; turn++) {
    const infections = 0.3 * s * i;
    const recoveries = 0.1 * i;
    [s, i, r] = [s - infections, i + infections - recoveries, r + recoveries];
    expected.push([s, i, r]);
  }
  expect(path(result, 'susceptible')).toEqual(expected.map(([value]) => value));
  expect(path(result, 'infected')).toEqual(expected.map(([, value]) => value));
  expect(path(result, 'recovered')).toEqual(expected.map(([, , value]) => value));
});

test('sir loses nobody, whatever the draws', () => {
  const result = run(sir, {
    turns: 120,
    forecast: { targets: ['susceptible', 'infected', 'recovered'], horizons: [1, 30, 60, 120] },
  });
  const { values, members } = result.ensemble ?? { values: new Float64Array(), members: 0 };
  expect(members).toBe(200);
  const perTarget = 4 * members;
  for (let at = 0; at < perTarget; at++) {
    const people = [0, 1, 2].reduce((sum, t) => sum + (values[t * perTarget + at] ?? NaN), 0);
    expect(Math.abs(people - 1)).toBeLessThan(1e-12);
  }
});

test('sir has an event whose probability says something, and params that move it', () => {
  const chance = (params: Record<string, number>): number => {
    const result = run(sir, { turns: 120, params }, { seed: 1, crn: true });
    expect(result.eventNames[0]).toBe('peak');
    return (result.ensemble?.eventCounts[0] ?? NaN) / 200;
  };
  const usual = chance({});
  expect(usual).toBeGreaterThan(0.2);
  expect(usual).toBeLessThan(0.9);
  expect(chance({ beta: 0.25 })).toBeGreaterThan(usual);
  expect(chance({ gamma: 0.12 })).toBeLessThan(usual);
  expect(chance({ caution: 0.6 })).toBeLessThan(usual);
});

test('the alarm of sir is the load of the hospitals, measured on the same day', () => {
  const result = run(sir, { turns: 120, members: 1, trace: 'full' });
  const infected = path(result, 'infected');
  expect(path(result, 'alarm')).toEqual(
    infected.map((share) => Math.min(1, (share * 1_000_000 * 0.02) / 2500)),
  );
});

test('from its start values no variable of pulse moves a thing', () => {
  const model = compileModel(pulse);
  const [first] = run(model, { members: 1, trace: 'full' }).control.trace ?? [];
  expect(first?.fired_rules).toEqual(['R001_HopeTrust']);
});

test('pulse has its slots, rules and tags in the order of the contract', () => {
  expect(Object.keys(pulse.slots).join(' ')).toBe(
    'hope despair rage fatigue trust nvda msft ibit spy cash inflation_index ' +
      'geopolitical_stability media_sentiment_score ai_policy_risk market_volatility_index ' +
      'public_trust_level fed_funds_rate crypto_instability energy_price_index hope_surge_count',
  );
  expect(pulse.rules).toHaveLength(17);
  expect(pulse.tags?.map(({ code }) => code).join(' ')).toBe(
    'HOPE DESPAIR FATIGUE COLLAPSE_RISK SYMBOLIC_DRAIN HOPE_RAGE_CONFLICT SYMBOLIC_EXHAUSTION NEUTRAL',
  );
});
