import { flattenConfig } from '@pulse-stream/worldstate/internal';
import type { OutputRecord, ResultRecord } from '@pulse-stream/worldstate';

/** A target at the last turn ahead, as the record says it. */
export interface Outcome {
  readonly target: string;
  readonly unit: string | null;
  readonly turn: number;
  readonly mean: number;
  /** Ends of the central 80 % interval; null: the record has no such quantiles. */
  readonly low: number | null;
  readonly high: number | null;
}

/** What the page keeps of every scenario. */
export interface Scenario {
  readonly name: string;
  readonly line: number;
  readonly source: string | null;
  readonly status: string;
  readonly action: string;
  /** What the gate of the run said: "passed", or why not; null: none was asked. */
  readonly gate: string | null;
  readonly trustLabel: string;
  readonly confidence: number | null;
  readonly group: string | null;
  /** Leaves of its config that say which world it is about. */
  readonly inputs: ReadonlyMap<string, number | string>;
  readonly outcomes: readonly Outcome[];
  readonly events: readonly { readonly name: string; readonly probability: number }[];
  readonly warnings: number;
  /** The path of the first target for who selects the scenario; null: it has none. */
  readonly path: ScenarioPath | null;
}

/** The path of a target at some of its turns, with the ends of the middle 80 %. */
export interface ScenarioPath {
  readonly turns: readonly number[];
  readonly middle: readonly number[];
  readonly low: readonly number[] | null;
  readonly high: readonly number[] | null;
}

/** Inputs of one scenario that are kept; the rest of a very long config is not. */
const MOST_INPUTS = 64;

/** What to do with a forecast; records of schema 1 say it as `gate`. */
export function actionOf({ assessment }: ResultRecord): string {
  const { action, gate }: Readonly<Record<string, unknown>> = assessment;
  if (typeof action === 'string') return action;
  return typeof gate === 'string' ? gate : 'Unverified';
}

/** What --gate said; records of schema 1 have their action there. */
function gateOf({ assessment: { gate } }: ResultRecord): string | null {
  if (typeof gate !== 'object' || gate === null) return null;
  return gate.passed ? 'passed' : `stopped: ${gate.reason ?? gate.expr}`;
}

/** What a scenario is called: its id, else its line. */
export const nameOf = ({ id, line }: Pick<OutputRecord, 'id' | 'line'>): string =>
  id ?? `line ${line}`;

const quantile = (
  quantiles: Readonly<Record<string, readonly number[]>> | null,
  level: number,
): readonly number[] | undefined => {
  const key = Object.keys(quantiles ?? {}).find((text) => Math.abs(Number(text) - level) < 1e-9);
  return key === undefined ? undefined : quantiles?.[key];
};

function readOutcomes(
  { forecast: { horizon, targets } }: ResultRecord,
  names: readonly string[],
): Outcome[] {
  const turn = horizon.at(-1);
  if (turn === undefined) return [];
  return names.flatMap((target) => {
    const forecast = Object.hasOwn(targets, target) ? targets[target] : undefined;
    if (forecast === undefined) return [];
    const { unit, mean, quantiles } = forecast;
    const last = mean.at(-1);
    if (last === undefined) return [];
    const [low, high] = [0.1, 0.9].map((level) => quantile(quantiles, level)?.at(-1) ?? null);
    return [{ target, unit, turn, mean: last, low: low ?? null, high: high ?? null }];
  });
}

/** Turns of a path that are kept of every scenario: evenly, with the last. */
const MOST_TURNS = 12;

function readPath(
  { forecast: { horizon, targets } }: ResultRecord,
  [name = '']: readonly string[],
): ScenarioPath | null {
  const forecast = Object.hasOwn(targets, name) ? targets[name] : undefined;
  if (forecast === undefined || horizon.length === 0) return null;
  const { mean, median, quantiles } = forecast;
  const step = Math.ceil(horizon.length / MOST_TURNS);
  const last = horizon.length - 1;
  const kept = (values: readonly number[]): number[] =>
    values.filter((_, at) => (last - at) % step === 0);
  const [low, high] = [0.1, 0.9].map((level) => quantile(quantiles, level));
  return {
    turns: kept(horizon),
    middle: kept(median ?? mean),
    low: low === undefined ? null : kept(low),
    high: high === undefined ? null : kept(high),
  };
}

function readInputs({ config }: ResultRecord): Map<string, number | string> {
  const inputs = new Map<string, number | string>();
  flattenConfig(config, (name, value) => {
    if (inputs.size < MOST_INPUTS) inputs.set(name, value);
  });
  return inputs;
}

/**
 * What of a record stands in the table of the page.
 * @param targets whose outcomes are kept
 */
export function readScenario(record: ResultRecord, targets: readonly string[]): Scenario {
  const { line, source, status, config, forecast, assessment, warnings } = record;
  return {
    name: nameOf(record),
    line,
    source: source ?? null,
    status,
    action: actionOf(record),
    gate: gateOf(record),
    trustLabel: assessment.trust_label,
    confidence: assessment.confidence,
    group: config.group ?? null,
    inputs: readInputs(record),
    outcomes: readOutcomes(record, targets),
    events: forecast.events.map(({ name, probability }) => ({ name, probability })),
    warnings: warnings.length,
    path: readPath(record, targets),
  };
}
