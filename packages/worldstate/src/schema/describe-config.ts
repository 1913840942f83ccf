import { EnergyShareOptions, GravityOptions } from '../scenario/gravity-options.ts';
import { keyTexts, type KeyTexts } from './key-texts.ts';
import { EchoedConfig, ObservationsDigest } from '../record/records.ts';
import {
  DatasetReference,
  Intervention,
  ScenarioConfig,
  SeriesColumn,
  TraceSelection,
} from '../scenario/scenario-config.ts';
import { ForecastEvent, ForecastOptions } from '../model/world-model.ts';

const CONFIG = {
  id: 'name of the scenario, carried through; 1 to 256 characters',
  turns:
    'turns to forecast, in the time unit of the model; a history is at turns ≤ 0, its last row at 0',
  state_overrides:
    'values at turn 0 of overlays, variables and capital by name, natural units, applied after the history; clamped to the bounds of their slots with a warning; a name the model does not declare may become a dynamic overlay',
  params:
    'values of parameters of the model by name, or what they are drawn from, and values of rule.ID.trust and rule.ID.importance (0 to 1); clamped with a warning',
  series:
    'drivers of the model by name that this scenario replaces: numbers from turn 0 on, or a column of a registered dataset',
  start:
    'date label of the first row of a history without dates, else of turn 0; default: that of the model',
  interventions: 'acts on the world, each at the start of a turn',
  use_symbolism: 'whether tag and arc are read; changes no number',
  members:
    'size of the ensemble; 1: the control run alone, without noise and intervals; default: that of the model',
  seed: 'what the random numbers of this scenario are drawn from: an integer from 0 to 2^53−1, or a text; default: made of the run seed and the id, or of the whole config',
  gravity: 'false: without learned correction; an object: its options; default: as the run has it',
  observations:
    'history: rows written here, oldest first, null or no key where nothing was observed, or a part of a registered dataset; default: none',
  mode: 'strict_injection: every row is learned from, and the forecast starts at the last one; seed_then_free: the last row is only where it starts',
  forecast: 'what is forecast; keys that are missing are as in the model',
  assess: 'full: also fragility, by re-running the ensemble with changed rules',
  trace:
    'turns of the control run in the record: none, summary (rules and tag), full, or some turns and names of it',
  group: 'name shared by scenarios that rest on the same premises, carried through',
  meta: 'any JSON object of at most 16 KiB, carried through as it is written',
};

/** Texts of what a scenario says. */
export const describeConfig = (): KeyTexts[] => [
  keyTexts(ScenarioConfig, CONFIG),
  keyTexts(EchoedConfig, CONFIG),
  keyTexts(Intervention, {
    turn: 'the turn at whose start it happens, from 1; after the last turn nothing is applied, with a warning',
    set: 'new values by name of slots or parameters, natural units; an intervention has set or add',
    add: 'what is added to slots or parameters by name, natural units; an intervention has set or add',
  }),
  keyTexts(DatasetReference, {
    dataset: 'name of a dataset that was registered with --observations NAME=FILE',
    until: 'label of the last row that is used; default: the last row there is',
    window: 'how many rows are used, the last one included; default: all',
  }),
  keyTexts(SeriesColumn, {
    dataset:
      'name of a dataset that was registered with --observations NAME=FILE; default: that of the model',
    column:
      'column of the dataset; default: that of the model, of another dataset the name of the series',
    scale: 'factor of its numbers; default 1',
    add: 'what is added to them after scale; default 0',
  }),
  keyTexts(TraceSelection, {
    every: 'only turns that are multiples of this one; default 1',
    names: 'names of slots and values that are shown; default: all',
  }),
  keyTexts(ObservationsDigest, {
    rows: 'number of rows written in the line',
    sha256: 'hash of their canonical JSON (keys sorted, no white space), hexadecimal',
  }),
  keyTexts(ForecastOptions, {
    targets: 'names of slots or values; default: those of the model, else what its rules move',
    quantiles:
      'levels inside (0, 1), ascending, rounded to 10 decimals; default: those of the model, else .025 .05 .1 .25 .5 .75 .9 .95 .975',
    horizons:
      'turns ahead, ascending; default: those of the model, else every turn up to 60, beyond that 60 spread evenly',
    events: 'events whose probability is forecast; default: those of the model',
  }),
  keyTexts(ForecastEvent, {
    name: 'name of the event; a gate reads its probability as p_NAME',
    when: 'condition over slots and values in natural units, parameters, turn and the clock',
    by: 'it happens when the condition holds at any turn from 1 to this one; default: turns',
    at: 'it happens when the condition holds at this turn; an event has by or at, not both',
  }),
  keyTexts(EnergyShareOptions, {
    threshold_variance_explained:
      'share of the energy of a variable, inside (0, 1), above which the monitor triggers; default 0.35',
    window_steps: 'steps the energy share looks at; default 10',
    critical_variables: 'names of slots that are watched; default: the targets of the forecast',
  }),
  keyTexts(GravityOptions, GRAVITY),
];

const GRAVITY: Readonly<Record<keyof typeof GravityOptions.shape, string>> = {
  method:
    'bank: a bank of filters weighed by how well they predicted; sgd: a regression by gradient descent; default bank, or sgd where an option is given that only sgd has',
  lambda:
    'share of the correction that is applied, 0 to 1; default 1 (bank), 0.25 to begin with (sgd)',
  forgetting:
    'bank: what a regression keeps of the past per step, in (0, 1]; default 0.995, month 0.997, quarter 0.99',
  scale_forgetting:
    'bank: what a scale keeps of the past per step, in (0, 1]; default 0.97, month 0.94, quarter 0.95',
  horizon_decay:
    'bank: how slowly the scale of shocks returns to its long run in a forecast, 0 to 1; default 0.95, quarter 0.9',
  regularization_strength: 'sgd: how strongly weights are drawn to zero; default 0.001',
  regularization: 'sgd: another name of regularization_strength',
  learning_rate: 'sgd: size of a step of the weights; default 0.01',
  momentum_factor:
    'sgd: what a step keeps of the one before, 0 to 1, 1 freezes the weights; default 0.9',
  momentum: 'sgd: another name of momentum_factor',
  ewma_span:
    'sgd: new weights are blended in with 2/(span + 1); at most 1: not blended; default 30',
  circuit_breaker_threshold:
    'sgd: a correction beyond it is cut to it, in sd of one-step changes; default 5',
  max_correction:
    'largest correction, ≤ 0: none; bank: in long-run sd of one-step errors, default 0; sgd: in sd of one-step changes, default 0.5',
  enable_adaptive_lambda: 'sgd: lambda follows the size of the residuals; default true',
  adaptive_lambda_min: 'sgd: least lambda, 0 to 1; default 0.01',
  adaptive_lambda_max: 'sgd: largest lambda, 0 to 1; default 1',
  adaptive_lambda_window_size: 'sgd: updates whose mean residual decides about lambda; default 20',
  adaptive_lambda_residual_threshold_high:
    'sgd: mean residual above which lambda grows, in sd of one-step changes; default 0.5',
  adaptive_lambda_residual_threshold_low:
    'sgd: mean residual below which lambda falls, in sd of one-step changes; default 0.1',
  adaptive_lambda_increase_factor: 'sgd: factor by which lambda grows, at least 1; default 1.05',
  adaptive_lambda_decrease_factor: 'sgd: factor by which lambda falls, at most 1; default 0.95',
  enable_weight_pruning: 'sgd: tiny weights are set to zero; default true',
  weight_pruning_threshold: 'sgd: size below which a weight is tiny; default 0.0001',
  fragility_threshold: 'sgd: rms of the weights at which they count as fragile; default 3',
  min_observations: 'scored steps before a variable is corrected; default 1, sgd 30',
  warmup: 'rows that fix the scales and are never scored; default: half the history, 12 to 60',
  enable_shadow_model_trigger: 'false: the shadow monitor never triggers; default true',
  shadow_model_variance_threshold:
    'variance explained by the correction, inside (0, 1), above which a variable is up for review; default 0.3',
  shadow_model_window_size: 'scored steps the shadow monitor looks at; default 60, quarter 40',
  shadow_model_min_trigger_samples:
    'scored steps below which the shadow monitor says nothing; default 30, at most the window',
  shadow_model_min_causal_variance:
    'variance of the errors of the model below which the shadow monitor says nothing, as a share of the mean square of what the variable changed by; default 1e-6',
  shadow_monitor: 'options of the part that watches energy',
};
