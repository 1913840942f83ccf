import type { GatePredicate } from '@pulse-stream/forecast';
import {
  collectOperands,
  evaluateGate,
  GATE_OPERANDS,
  isGateOperand,
  type GateEvidence,
} from '@pulse-stream/forecast/internal';
import { fail } from '@pulse-stream/worldstate';
import type {
  GravityRecord,
  ShadowRecord,
  ShadowVariable,
} from '@pulse-stream/worldstate/internal';
import { describe, expect, test } from 'vitest';

const variable = (rest: Partial<ShadowVariable>): ShadowVariable => ({
  variance_explained: null,
  dominance: 0,
  energy_share: 0,
  samples: 0,
  verdict: 'untaught',
  ...rest,
});
const shadow = (variables: ShadowRecord['variables']): ShadowRecord => ({
  triggered: false,
  verdict: 'untaught',
  variables,
});
const gravity = (status: GravityRecord['status']): GravityRecord => ({
  status,
  method: 'sgd',
  observations_used: 0,
  refused: 0,
  variables: {},
  top_contributors: [],
  health: { status: 'healthy', warnings: [], recommendations: [] },
});
const evidence = (rest: Partial<GateEvidence> = {}): GateEvidence => ({
  gravity: gravity('active'),
  shadow: shadow({
    a: variable({ variance_explained: 0.2, dominance: 0.4, energy_share: 0.1 }),
    b: variable({ variance_explained: -0.5, dominance: 0.1, energy_share: 0.3 }),
    c: variable({}),
  }),
  events: [{ name: 'crash', probability: 0.25, count: 1, members: 4 }],
  confidence: { value: 0.9 },
  fragility: { value: null, reason: 'assess is "basic": no perturbed re-runs' },
  skill: { value: null, reason: 'no verified forecasts' },
  ...rest,
});
const valueOf = (name: string, rest: Partial<GateEvidence> = {}) =>
  collectOperands(evidence(rest)).get(name);

const predicate = (
  expr: string,
  operands: readonly string[],
  holds: GatePredicate['holds'],
): GatePredicate => ({ expr, operands, holds });

describe('the operands of a gate', () => {
  test('are the largest over the critical variables', () => {
    expect(valueOf('correction_share')).toEqual({ value: 0.2 });
    expect(valueOf('energy_share')).toEqual({ value: 0.3 });
    expect(valueOf('dominance')).toEqual({ value: 0.4 });
    expect(valueOf('p_crash')).toEqual({ value: 0.25 });
  });

  test('have no correction share where gravity is untaught or off', () => {
    expect(valueOf('correction_share', { shadow: shadow({ a: variable({}) }) })).toEqual({
      value: 0,
    });
    expect(valueOf('correction_share', { gravity: gravity('off') })).toEqual({ value: 0 });
    expect(valueOf('correction_share', { gravity: gravity('off'), shadow: null })).toEqual({
      value: 0,
    });
  });

  test('have a correction share of max(0, variance explained), never a negative one', () => {
    const shares = [-0.5, -1e-9, 0, 0.4].map((variance_explained) =>
      valueOf('correction_share', { shadow: shadow({ a: variable({ variance_explained }) }) }),
    );
    expect(shares.map((share) => share?.value)).toEqual([0, 0, 0, 0.4]);
  });

  test('are unknown without a shadow monitor', () => {
    for (const name of ['correction_share', 'energy_share', 'dominance']) {
      expect(valueOf(name, { shadow: null })).toEqual({
        value: null,
        reason: 'no shadow monitor was run',
      });
    }
  });

  test('are the documented names and the events', () => {
    const { events, ...rest } = evidence();
    expect([...collectOperands({ ...rest, events: [] }).keys()]).toEqual([...GATE_OPERANDS]);
    expect(events).toHaveLength(1);
    expect([...GATE_OPERANDS, 'p_crash'].every(isGateOperand)).toBe(true);
    expect(['p_', 'correction', 'turn'].some(isGateOperand)).toBe(false);
  });
});

describe('a gate', () => {
  const operands = collectOperands(evidence());

  test('passes when it holds', () => {
    const gate = predicate('dominance < 0.5', ['dominance'], (read) => read('dominance') < 0.5);
    expect(evaluateGate(gate, operands)).toEqual({ expr: 'dominance < 0.5', passed: true });
  });

  test('that does not hold names what it read', () => {
    const gate = predicate('p_crash < dominance - 0.2', ['p_crash', 'dominance'], () => false);
    expect(evaluateGate(gate, operands)).toEqual({
      expr: 'p_crash < dominance - 0.2',
      passed: false,
      reason: 'does not hold: p_crash = 0.25, dominance = 0.4',
    });
  });

  test.each([
    ['skill', 'skill is null: no verified forecasts'],
    ['p_boom', 'p_boom: the scenario has no event boom'],
    ['luck', 'luck is not an operand of a gate'],
  ])('that reads %s, which is unknown, does not pass', (name, reason) => {
    const gate = predicate(`${name} >= 0`, [name], () => true);
    expect(evaluateGate(gate, operands)).toEqual({ expr: gate.expr, passed: false, reason });
  });

  test('that cannot be computed does not pass', () => {
    const gate = predicate('1 / 0 > 1', [], () => fail('division-by-zero', 'assess', '1 / 0'));
    expect(evaluateGate(gate, operands).reason).toBe('cannot be computed: 1 / 0');
  });

  test('that reads what it did not declare, or breaks, is a bug', () => {
    const sneaky = predicate('skill > 0', [], (read) => read('skill') > 0);
    expect(() => evaluateGate(sneaky, operands)).toThrow('without declaring it');
  });
});
