import {
  createShadowMonitor,
  explainVariance,
  resolveShadowOptions,
} from '@pulse-stream/shadow-monitor';
import type { ControlStep } from '@pulse-stream/worldstate';
import type { ScoredSteps } from '@pulse-stream/worldstate/internal';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const list = (length: number) =>
  fc.array(fc.double({ min: -100, max: 100, noNaN: true }), {
    minLength: length,
    maxLength: length,
  });

/** Σ over the last `count` of them. */
const sum = (values: readonly number[], count: number, of: (value: number) => number) =>
  values.slice(-count).reduce((total, value) => total + of(value), 0);
const square = (value: number) => value * value;

test('the variance of the core is that of all its errors, over n and about their mean', () => {
  // ±1 around 5: over n it is exactly 1, over n − 1 a little more; the variable changed by ±1
  const drifts = Array.from({ length: 30 }, () => -5);
  const core = Array.from({ length: 30 }, (_, t) => 5 + (t % 2 === 0 ? 1 : -1));
  const say = (minCausalVariance: number) =>
    explainVariance(
      { coreErrors: core, correctedErrors: core, drifts },
      { windowSize: 60, minTriggerSamples: 30, minCausalVariance },
      'x',
    ).value;
  expect(say(1)).toBe(0);
  expect(say(1.0001)).toBeNull();
});

test('what the monitor says of any steps is a computation by hand on the last of them', () => {
  const steps = fc.integer({ min: 0, max: 50 }).chain((scored) =>
    fc.record({
      core: list(scored),
      corrected: list(scored),
      corrections: list(scored),
      drifts: list(scored),
      turns: fc.array(
        fc.tuple(
          fc.double({ min: -9, max: 9, noNaN: true }),
          fc.double({ min: -9, max: 9, noNaN: true }),
        ),
        { maxLength: 12 },
      ),
      window: fc.integer({ min: 5, max: 40 }),
      energy: fc.integer({ min: 1, max: 8 }),
    }),
  );
  fc.assert(
    fc.property(steps, ({ core, corrected, corrections, drifts, turns, window, energy }) => {
      const options = resolveShadowOptions(
        {
          shadow_model_window_size: window,
          shadow_model_min_trigger_samples: 5,
          shadow_model_min_causal_variance: 0,
          shadow_monitor: { window_steps: energy },
        },
        'turn',
        ['x'],
        ['x'],
      );
      const scored: ScoredSteps = {
        variable: 'x',
        coreErrors: core,
        correctedErrors: corrected,
        corrections,
        drifts,
      };
      const monitor = createShadowMonitor(options, core.length === 0 ? [] : [scored]);
      for (const [correction, drift] of turns)
        monitor.observeTurn({
          turn: 1,
          slots: ['x'],
          before: new Float64Array(1),
          after: new Float64Array(1),
          drift: Float64Array.of(drift),
          correction: Float64Array.of(correction),
          firedRules: [],
        } satisfies ControlStep);
      const { variables, triggered } = monitor.judge();
      const { x } = variables;
      const samples = Math.min(core.length, window);
      const coreSquares = sum(core, window, square);
      const isSaid = samples >= 5 && coreSquares > 0;
      expect(x?.samples).toBe(samples);
      if (isSaid)
        expect(x?.variance_explained).toBeCloseTo(
          1 - sum(corrected, window, square) / coreSquares,
          9,
        );
      else expect(x?.variance_explained).toBeNull();

      const moved = [...corrections, ...turns.map(([correction]) => correction)];
      const driven = [...drifts, ...turns.map(([, drift]) => drift)];
      const [g, c] = [sum(moved, energy, square), sum(driven, energy, square)];
      const share = g + c === 0 ? 0 : g / (g + c);
      expect(x?.energy_share).toBeCloseTo(share, 12);

      const [ofSteps, ofDrift] =
        core.length > 0
          ? [sum(corrections, window, Math.abs), sum(drifts, window, Math.abs)]
          : [
              sum(
                turns.map(([correction]) => correction),
                99,
                Math.abs,
              ),
              sum(
                turns.map(([, drift]) => drift),
                99,
                Math.abs,
              ),
            ];
      const whole = ofSteps + ofDrift;
      expect(x?.dominance).toBeCloseTo(whole === 0 ? 0 : ofSteps / whole, 12);

      const isFull = moved.length >= energy;
      expect(triggered).toBe(x?.verdict === 'review' || (isFull && (x?.energy_share ?? 0) > 0.35));
    }),
    { numRuns: 300 },
  );
});
