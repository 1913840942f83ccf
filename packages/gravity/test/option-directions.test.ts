import { createCorrector, retrodict, type Retrodiction } from '@pulse-stream/gravity';
import type { GravityOptions } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { runForward } from './forward.ts';
import { openTwin, type TwinName } from './twin.ts';
import { sgdOptions } from './sgd-options.ts';

/** What an option is seen by. */
interface Seen {
  readonly learned: Retrodiction;
  /** rms of the weights. */
  readonly weights: number;
  /** Weights that are exactly 0. */
  readonly zeros: number;
  readonly lambda: number;
  /** Σ|correction| and the largest one over 12 turns of forecast, in units of s_i. */
  readonly corrected: number;
  readonly largest: number;
  readonly trips: number;
  readonly clipped: number;
  /** Scored innovations of all variables, and how many variables are corrected. */
  readonly scored: number;
  readonly taught: number;
}

function see(given: GravityOptions, twinName: TwinName, rows: number): Seen {
  const { core, start, history } = openTwin(twinName, rows, 11);
  const options = sgdOptions(given);
  const learned = retrodict(core, start, history, options);
  const { state } = learned;
  const corrector = createCorrector(core, state, options);
  const scales = corrector.slots.map(
    (slot) => state.scales[state.variables.indexOf(core.slots[slot] ?? '')] ?? 1,
  );
  const sizes = runForward(core, learned.path, corrector, 12).corrections.flatMap((turn) =>
    turn.map((amount, at) => Math.abs(amount / (scales[at] ?? 1))),
  );
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  return {
    learned,
    weights: Math.sqrt(total([...state.weights].map((weight) => weight ** 2))),
    zeros: state.weights.filter((weight) => weight === 0).length,
    lambda: state.lambda,
    corrected: total(sizes),
    largest: Math.max(0, ...sizes),
    trips: total(state.trips),
    clipped: total([...corrector.clipped]),
    scored: total(state.scored),
    taught: corrector.slots.length,
  };
}

const FIXED = { enable_adaptive_lambda: false, learning_rate: 0.1 } as const;
const FAST = { learning_rate: 0.1, ewma_span: 1, momentum_factor: 0.5 } as const;

/** More of the option in `more` than in `less` makes `what` larger. */
interface Direction {
  readonly less: GravityOptions;
  readonly more: GravityOptions;
  readonly what: Exclude<keyof Seen, 'learned'>;
  readonly twin?: TwinName;
  readonly rows?: number;
}

const DIRECTIONS: Record<string, Direction> = {
  'lambda: a larger share of g is applied': {
    less: { ...FIXED, lambda: 0.2 },
    more: { ...FIXED, lambda: 0.8 },
    what: 'corrected',
  },
  'regularization_strength: less of it, larger weights': {
    less: { ...FIXED, regularization_strength: 1 },
    more: { ...FIXED, regularization_strength: 0 },
    what: 'weights',
  },
  'regularization: as its long name': {
    less: { ...FIXED, regularization: 1 },
    more: { ...FIXED, regularization: 0 },
    what: 'weights',
  },
  'learning_rate: larger, faster weights': {
    less: { learning_rate: 0.01 },
    more: { learning_rate: 0.05 },
    what: 'weights',
  },
  'momentum_factor: 1 freezes the weights': {
    less: { momentum_factor: 1 },
    more: { momentum_factor: 0.9 },
    what: 'weights',
  },
  'momentum: as its long name': {
    less: { momentum: 1 },
    more: { momentum: 0.5 },
    what: 'weights',
  },
  'ewma_span: a shorter one learns faster': {
    less: { ewma_span: 100 },
    more: { ewma_span: 10 },
    what: 'weights',
  },
  'circuit_breaker_threshold: a lower one trips more often': {
    less: { ...FAST, circuit_breaker_threshold: 5 },
    more: { ...FAST, circuit_breaker_threshold: 0.1 },
    what: 'trips',
  },
  'max_correction: a higher one lets larger corrections through': {
    less: { ...FAST, max_correction: 0.05 },
    more: { ...FAST, max_correction: 0.5 },
    what: 'largest',
    twin: 'regime',
    rows: 300,
  },
  'max_correction: a lower one limits more corrections': {
    less: { ...FAST, max_correction: 0.5 },
    more: { ...FAST, max_correction: 0.05 },
    what: 'clipped',
  },
  'max_correction: 0 is no limit': {
    less: { ...FAST, max_correction: 0.5 },
    more: { ...FAST, max_correction: 0 },
    what: 'largest',
    twin: 'regime',
    rows: 300,
  },
  'enable_adaptive_lambda: a core that errs raises lambda': {
    less: { enable_adaptive_lambda: false },
    more: { enable_adaptive_lambda: true },
    what: 'lambda',
  },
  'adaptive_lambda_min: lambda falls no further': {
    less: { adaptive_lambda_residual_threshold_high: 9, adaptive_lambda_residual_threshold_low: 9 },
    more: {
      adaptive_lambda_residual_threshold_high: 9,
      adaptive_lambda_residual_threshold_low: 9,
      adaptive_lambda_min: 0.2,
    },
    what: 'lambda',
  },
  'adaptive_lambda_max: lambda rises no further': {
    less: { adaptive_lambda_max: 0.3 },
    more: { adaptive_lambda_max: 0.9 },
    what: 'lambda',
  },
  'adaptive_lambda_window_size: a shorter one acts sooner': {
    less: { adaptive_lambda_window_size: 70 },
    more: { adaptive_lambda_window_size: 60 },
    what: 'lambda',
    rows: 75,
  },
  'adaptive_lambda_residual_threshold_high: a lower one raises lambda': {
    less: { adaptive_lambda_residual_threshold_high: 9 },
    more: { adaptive_lambda_residual_threshold_high: 0.5 },
    what: 'lambda',
  },
  'adaptive_lambda_residual_threshold_low: a lower one keeps lambda up': {
    less: { adaptive_lambda_residual_threshold_low: 8, adaptive_lambda_residual_threshold_high: 9 },
    more: { adaptive_lambda_residual_threshold_low: 0, adaptive_lambda_residual_threshold_high: 9 },
    what: 'lambda',
  },
  'adaptive_lambda_increase_factor: a larger one raises lambda faster': {
    less: { adaptive_lambda_increase_factor: 1.001 },
    more: { adaptive_lambda_increase_factor: 1.01 },
    what: 'lambda',
  },
  'adaptive_lambda_decrease_factor: a larger one lowers lambda more slowly': {
    less: {
      adaptive_lambda_decrease_factor: 0.99,
      adaptive_lambda_residual_threshold_low: 8,
      adaptive_lambda_residual_threshold_high: 9,
    },
    more: {
      adaptive_lambda_decrease_factor: 0.999,
      adaptive_lambda_residual_threshold_low: 8,
      adaptive_lambda_residual_threshold_high: 9,
    },
    what: 'lambda',
  },
  'enable_weight_pruning: small weights become 0 once the weights are fragile': {
    less: {
      ...FAST,
      fragility_threshold: 0.01,
      weight_pruning_threshold: 0.05,
      enable_weight_pruning: false,
    },
    more: { ...FAST, fragility_threshold: 0.01, weight_pruning_threshold: 0.05 },
    what: 'zeros',
  },
  'weight_pruning_threshold: a higher one zeroes more': {
    less: { ...FAST, fragility_threshold: 0.01, weight_pruning_threshold: 0.001 },
    more: { ...FAST, fragility_threshold: 0.01, weight_pruning_threshold: 0.1 },
    what: 'zeros',
  },
  'fragility_threshold: a higher one corrects more strongly': {
    less: { fragility_threshold: 0.01, enable_weight_pruning: false },
    more: { fragility_threshold: 3, enable_weight_pruning: false },
    what: 'corrected',
  },
  'min_observations: fewer of them teach sooner': {
    less: { min_observations: 200 },
    more: { min_observations: 30 },
    what: 'taught',
  },
  'warmup: a shorter one scores more': {
    less: { warmup: 80 },
    more: { warmup: 20 },
    what: 'scored',
  },
};

test.each(Object.entries(DIRECTIONS))(
  '%s',
  (_, { less, more, what, twin = 'bias', rows = 150 }) => {
    expect(see(more, twin, rows)[what]).toBeGreaterThan(see(less, twin, rows)[what]);
  },
);

test('min_observations only delays: before it the issued correction is exactly 0', () => {
  const { learned, taught, corrected } = see({ min_observations: 91 }, 'bias', 150);
  expect(learned.state.scored).toEqual([90, 90, 90, 90]);
  expect([taught, corrected]).toEqual([0, 0]);
  expect(see({ min_observations: 90 }, 'bias', 150).taught).toBe(4);
});
