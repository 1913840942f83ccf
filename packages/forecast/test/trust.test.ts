import { judgeTrust, resolveThresholds } from '@pulse-stream/forecast';
import { judgeAction, type Measures } from '@pulse-stream/forecast/internal';
import { PulseError } from '@pulse-stream/worldstate';
import { describe, expect, test } from 'vitest';

describe('the trust label', () => {
  const measured = (
    confidence: number | null,
    fragility: number | null,
    risk: number | null,
  ): Measures => ({
    confidence: { value: confidence },
    fragility: { value: fragility },
    risk: { value: risk },
  });
  const defaults = resolveThresholds();

  test.each([
    [0.6, 0.7, 0.5, 'Trusted', null],
    [0.6, null, null, 'Trusted', 'judged without fragility, risk'],
    [0.599, 0, 0, 'Unstable', null],
    [0.4, 0, 0, 'Unstable', null],
    [0.399, 0, 0, 'Rejected', null],
    [0.399, 0.9, 0.9, 'Rejected', null],
    [0.9, 0.701, 0, 'Unstable', null],
    [0.9, 0, 0.501, 'Unstable', null],
    [null, 0, 0, 'Unverified', 'judged without confidence'],
    [null, null, null, 'Unverified', 'judged without confidence, fragility, risk'],
    [null, 0.9, null, 'Unstable', 'judged without confidence, risk'],
  ])('of confidence %s, fragility %s, risk %s is %4$s', (c, f, r, label, reason) => {
    expect(judgeTrust(measured(c, f, r), defaults)).toEqual({ label, reason });
  });

  test('moves with its thresholds', () => {
    const strict = resolveThresholds({ confidence: 0.95, risk: 0 });
    expect(judgeTrust(measured(0.9, 0, 0), strict).label).toBe('Unstable');
    expect(judgeTrust(measured(0.63, 0, 0), strict).label).toBe('Rejected');
    expect(judgeTrust(measured(0.96, 0, 0.01), strict).label).toBe('Unstable');
  });

  test('refuses thresholds that are none', () => {
    expect(resolveThresholds({})).toEqual({ confidence: 0.6, fragility: 0.7, risk: 0.5 });
    const refusal = (input: Record<string, number>) => {
      try {
        return resolveThresholds(input);
      } catch (error) {
        return error instanceof PulseError && [error.code, error.problems[0]?.path];
      }
    };
    expect(refusal({ risk: 1.5 })).toEqual(['option-invalid', 'thresholds.risk']);
    expect(refusal({ rissk: 0.5 })).toEqual(['option-invalid', 'thresholds']);
  });

  test.each([
    ['Trusted', null, 'Actionable'],
    ['Trusted', false, 'Actionable'],
    ['Trusted', true, 'Risky'],
    ['Unstable', null, 'Risky'],
    ['Unverified', null, 'Unverified'],
    ['Unverified', true, 'Risky'],
    ['Rejected', false, 'Rejected'],
  ] as const)('%s with trigger %s gives %s', (label, triggered, action) => {
    expect(judgeAction(label, triggered)).toBe(action);
  });
});
