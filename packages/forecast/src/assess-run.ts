import type { Forecast, SimulatedRun } from '@pulse-stream/worldstate';
import type {
  Assessment,
  EventForecast,
  GravityRecord,
  ShadowRecord,
} from '@pulse-stream/worldstate/internal';
import { measureConfidence, type EvidenceOf } from './confidence.ts';
import { measureFragility, type PerturbedRuns } from './fragility.ts';
import { collectOperands, evaluateGate, type GatePredicate } from './gate.ts';
import { unknownBecause, type Reading } from './reading.ts';
import { measureRisk } from './risk.ts';
import { judgeAction, judgeTrust, resolveThresholds, type TrustThresholds } from './trust.ts';

/** Everything an assessment may look at; what is absent is unknown and said to be. */
export interface AssessInput {
  readonly run: SimulatedRun;
  readonly forecast: Forecast;
  /** Hash of run seed, model and scenario. */
  readonly traceId: string;
  readonly gravity?: GravityRecord | null | undefined;
  readonly shadow?: ShadowRecord | null | undefined;
  /** Verified coverage and climatology, per target and horizon. */
  readonly evidence?: EvidenceOf | null | undefined;
  /** The perturbed re-runs, for fragility; see `measureFragility`. */
  readonly perturbed?: PerturbedRuns | null | undefined;
  /** Skill against a random walk: least over the targets, last horizon. */
  readonly skill?: Reading | undefined;
  /** Why quantiles are not calibrated although a history is known; absent or null: no remark. */
  readonly uncalibrated?: string | null | undefined;
  /** Default: confidence 0.5, fragility 0.7, risk 0.5. */
  readonly thresholds?: TrustThresholds | undefined;
  readonly gate?: GatePredicate | null | undefined;
}

/** Targets that have members but no spread that could be published. */
function findSpreadless({ run, forecast }: AssessInput): string[] {
  if (run.members === 1 || run.member !== null) return [];
  return Object.entries(forecast.targets).flatMap(([name, { quantiles }]) =>
    quantiles === null ? [name] : [],
  );
}

function readConfidence(input: AssessInput, spreadless: readonly string[]): Reading {
  const found = measureConfidence(input.run, input.evidence ?? null);
  return found.value === null || spreadless.length === 0
    ? found
    : unknownBecause(`no spread: ${spreadless.join(', ')}`);
}

function readFragility({ run, perturbed }: AssessInput, spreadless: readonly string[]): Reading {
  if (spreadless.length > 0) return unknownBecause(`no spread: ${spreadless.join(', ')}`);
  if (run.deterministic)
    return unknownBecause(
      'deterministic: no noise reaches what is forecast, so nothing is its unit',
    );
  if (perturbed !== null && perturbed !== undefined)
    return 'failed' in perturbed
      ? unknownBecause(perturbed.failed)
      : measureFragility(run, perturbed.runs);
  return unknownBecause(
    run.config.assess === 'full'
      ? 'no perturbed re-runs were made'
      : 'assess is "basic": no perturbed re-runs',
  );
}

function readSymbolic({ control }: SimulatedRun): Assessment['symbolic'] {
  if (control.symbolic === null) return null;
  const { tag, arc, score, arcCertainty, volatility } = control.symbolic;
  return { tag, arc, score, arc_certainty: arcCertainty, volatility };
}

const isOfOnePath = ({ count, members }: EventForecast): boolean =>
  count === 0 || count === members;

const ONE_PATH =
  'members that do not differ are one path: 0 or 1 is whether it satisfies the event, no probability';

/** Why fields of the record are null, other than the three measures. */
function explainNulls(
  { run, forecast, shadow, uncalibrated = null }: AssessInput,
  spreadless: readonly string[],
): [string, string | null][] {
  const { symbolic } = run.control;
  const unexplained = Object.entries(shadow?.variables ?? {})
    .filter(([, variable]) => variable.variance_explained === null)
    .map(([name]) => name);
  const derived = Object.keys(forecast.attribution).filter(
    (name) => forecast.attribution[name] === null,
  );
  const isPath = run.members === 1 || run.member !== null;
  const path =
    run.member === null
      ? 'members is 1: the control run alone, no intervals'
      : `member ${run.member} replayed alone, no intervals`;
  const spread =
    spreadless.length === 0
      ? null
      : `neither declared noise nor a learned spread yet (two changes between observed rows of the warm-up teach one), no intervals: ${spreadless.join(', ')}`;
  return [
    [
      'symbolic',
      symbolic !== null
        ? null
        : run.config.use_symbolism
          ? 'the model has no tags'
          : 'use_symbolism is false',
    ],
    [
      'symbolic.arc',
      symbolic !== null && symbolic.arc === null ? 'the model lacks an overlay of the arcs' : null,
    ],
    ['forecast.origin', forecast.origin === null ? 'no observations' : null],
    ['forecast.quantiles', isPath ? path : spread],
    [
      'forecast.attribution',
      derived.length > 0
        ? `derived: nothing moves a value but what it is computed from: ${derived.join(', ')}`
        : null,
    ],
    ['forecast.events', spread !== null && forecast.events.some(isOfOnePath) ? ONE_PATH : null],
    ['forecast.calibration', forecast.calibration === 'none' ? null : uncalibrated],
    ['shadow_monitor.triggered', shadow?.triggered === null ? 'the trigger is disabled' : null],
    [
      'shadow_monitor.variance_explained',
      unexplained.length > 0
        ? `too few scored steps, or too little variance: ${unexplained.join(', ')}`
        : null,
    ],
  ];
}

/**
 * The assessment of one record. Pure: the trace id, the records of gravity and shadow monitor, the
 * evidence and the perturbed runs are handed in.
 * @returns confidence, fragility and risk in 0..1, or null; `reasons` then says why
 * @see FORECAST.md §5 for the measures, `judgeTrust` and `judgeAction` for the labels
 */
export function assessRun(input: AssessInput): Assessment {
  const { run, forecast, gate, thresholds = resolveThresholds() } = input;
  const gravity = input.gravity ?? null;
  const shadow = input.shadow ?? null;
  const skill = input.skill ?? unknownBecause('no verified forecasts');
  const spreadless = findSpreadless(input);
  const confidence = readConfidence(input, spreadless);
  const fragility = readFragility(input, spreadless);
  const risk = measureRisk(run);

  const trust = judgeTrust({ confidence, fragility, risk }, thresholds);
  const operands = { gravity, shadow, events: forecast.events, confidence, fragility, skill };
  const result = gate ? evaluateGate(gate, collectOperands(operands)) : null;
  const reasons = [
    ['confidence', confidence.reason],
    ['fragility', fragility.reason],
    ['risk', risk.reason],
    ['trust_label', trust.reason],
    ...explainNulls(input, spreadless),
  ].filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return {
    trace_id: input.traceId,
    confidence: confidence.value,
    fragility: fragility.value,
    risk: risk.value,
    trust_label: trust.label,
    action: judgeAction(trust.label, shadow?.triggered ?? null),
    gate: result,
    symbolic: readSymbolic(run),
    reasons: Object.fromEntries(reasons),
  };
}
