import { assessRun, forecastRun, type AssessInput } from '@pulse-stream/forecast';
import type { SimulatedRun } from '@pulse-stream/worldstate';
import { Assessment, type ShadowRecord } from '@pulse-stream/worldstate/internal';
import { describe, expect, test } from 'vitest';
import { evidenceOf, hundred } from './evidence.ts';
import { makeRun, makeSlot } from './make-run.ts';

describe('an assessment', () => {
  const run = makeRun({
    cells: [hundred],
    exposure: { start: 0, cash: 100 },
    symbolic: {
      tag: 'Neutral',
      code: 'NEUTRAL',
      arc: 'Hope Arc',
      score: 0.5,
      arcCertainty: 0.25,
      volatility: 0.125,
    },
  });
  const input = (of: SimulatedRun, rest: Partial<AssessInput> = {}): AssessInput => ({
    run: of,
    forecast: forecastRun(of),
    traceId: 'abc',
    ...rest,
  });
  const shadow = (triggered: boolean | null, explained: number | null): ShadowRecord => ({
    triggered,
    verdict: 'healthy',
    variables: {
      x: {
        variance_explained: explained,
        dominance: 0.2,
        energy_share: 0.1,
        samples: 40,
        verdict: 'healthy',
      },
    },
  });

  test('says of a value that nothing but slots moves it, and of a slot nothing', () => {
    const derived = forecastRun(
      makeRun({ targets: [makeSlot('v', { kind: 'value' })], cells: [hundred] }),
    );
    const { reasons } = assessRun(input(run, { forecast: derived }));
    expect(reasons['forecast.attribution']).toBe(
      'derived: nothing moves a value but what it is computed from: v',
    );
    expect(assessRun(input(run)).reasons).not.toHaveProperty(['forecast.attribution']);
  });

  test('without evidence is Unverified, and every null has its reason', () => {
    const assessment = assessRun(input(run));
    expect(assessment).toEqual({
      trace_id: 'abc',
      confidence: null,
      fragility: null,
      risk: 0,
      trust_label: 'Unverified',
      action: 'Unverified',
      gate: null,
      symbolic: {
        tag: 'Neutral',
        arc: 'Hope Arc',
        score: 0.5,
        arc_certainty: 0.25,
        volatility: 0.125,
      },
      reasons: {
        confidence: 'no verified forecasts',
        fragility: 'assess is "basic": no perturbed re-runs',
        trust_label: 'judged without confidence, fragility',
        'forecast.origin': 'no observations',
      },
    });
    expect(Assessment.parse(assessment)).toEqual(assessment);
  });

  test('with evidence, perturbed runs and capital is complete', () => {
    const assessment = assessRun(
      input(run, {
        evidence: () => evidenceOf(80, 89),
        perturbed: { runs: [run] },
        shadow: shadow(false, 0),
      }),
    );
    expect(assessment).toMatchObject({ fragility: 0, risk: 0, trust_label: 'Trusted' });
    expect(assessment.confidence).toBeCloseTo(0.9, 12);
    expect(assessment).toMatchObject({ action: 'Actionable', gate: null });
    expect(Object.keys(assessment.reasons)).toEqual(['forecast.origin']);
  });

  test('carries what its gate said, which changes no action', () => {
    const gate = { expr: 'risk_free', operands: [], holds: () => false };
    const asked = assessRun(input(run, { gate }));
    expect(asked.action).toBe(assessRun(input(run)).action);
    expect(asked.gate).toEqual({
      expr: 'risk_free',
      passed: false,
      reason: 'does not hold: risk_free',
    });
  });

  test('says why a path has no intervals and what the monitor could not judge', () => {
    const alone = makeRun({ cells: null, config: { use_symbolism: false, assess: 'full' } });
    expect(assessRun(input(alone, { shadow: shadow(null, null) })).reasons).toEqual({
      confidence: 'no verified forecasts',
      fragility: 'no perturbed re-runs were made',
      risk: 'the model has no capital',
      trust_label: 'judged without confidence, fragility, risk',
      symbolic: 'use_symbolism is false',
      'forecast.origin': 'no observations',
      'forecast.quantiles': 'members is 1: the control run alone, no intervals',
      'shadow_monitor.triggered': 'the trigger is disabled',
      'shadow_monitor.variance_explained': 'too few scored steps, or too little variance: x',
    });
    const replayed = makeRun({ cells: [[4]], member: 9 });
    expect(assessRun(input(replayed)).reasons).toMatchObject({
      symbolic: 'the model has no tags',
      'forecast.quantiles': 'member 9 replayed alone, no intervals',
    });
  });

  test('says when a model with tags has no arc', () => {
    const reading = {
      tag: 'T',
      code: 'T',
      arc: null,
      score: null,
      arcCertainty: null,
      volatility: null,
    };
    const arcless = makeRun({ cells: [[1, 2]], symbolic: reading });
    const { symbolic, reasons } = assessRun(input(arcless));
    expect(symbolic).toEqual({
      tag: 'T',
      arc: null,
      score: null,
      arc_certainty: null,
      volatility: null,
    });
    expect(reasons['symbolic.arc']).toBe('the model lacks an overlay of the arcs');
  });
});
