import { PulseError, ScenarioError } from '@pulse-stream/worldstate';
import { describe, expect, it } from 'vitest';
import { compileGate } from './gate-expression.ts';

const read = (values: Record<string, number>) => (name: string) => values[name] ?? Number.NaN;

describe('a gate', () => {
  it('reads the operands of a record and the probabilities of its events', () => {
    const gate = compileGate('correction_share < 0.3 and (p_crash <= 0.05 or confidence > 0.9)');
    expect(gate.operands.toSorted()).toEqual(['confidence', 'correction_share', 'p_crash']);
    const values = { correction_share: 0.1, p_crash: 0.05, confidence: 0 };
    expect(gate.holds(read(values))).toBe(true);
    expect(gate.holds(read({ ...values, p_crash: 0.06 }))).toBe(false);
  });

  it('an unknown operand is refused with the nearest one', () => {
    expect(() => compileGate('fragilty < 0.5')).toThrow(PulseError);
    expect(() => compileGate('fragilty < 0.5')).toThrow(/fragility/);
  });

  it.each([
    '',
    'confidence',
    'confidence >',
    'turn > 1',
    'confidence[-1] > 0',
    'p_ > 0',
    '1 = 1 x',
  ])('the gate %j is refused', (source) => {
    expect(() => compileGate(source)).toThrow(expect.objectContaining({ code: 'option-invalid' }));
  });

  it('what cannot be computed is a failure of the stage assess', () => {
    const gate = compileGate('1 / dominance > 2');
    expect(() => gate.holds(read({ dominance: 0 }))).toThrow(ScenarioError);
    expect(gate.holds(read({ dominance: 0.25 }))).toBe(true);
  });
});
