import { digestObservations, sha256Hex, type DecodedScenario } from '@pulse-stream/codec';
import { effectiveSeed, hash53 } from '@pulse-stream/simulator';
import {
  canonicalJson,
  RECORD_SCHEMA,
  type Assessment,
  type EchoedConfig,
  type Failure,
  type FailureRecord,
  type Forecast,
  type GivenConfig,
  type GravityRecord,
  type ResultRecord,
  type RunInfo,
  type ScenarioConfig,
  type ShadowRecord,
  type SimulatedRun,
  type Warning,
} from '@pulse-stream/worldstate';
import { ENGINE_VERSION } from './engine-version.ts';
import { refuseNonFinite } from './finite-record.ts';
import type { Line } from './batch/line.ts';
import type { World } from './world.ts';

/** What the stages said about one scenario. */
export interface StageResults {
  readonly run: SimulatedRun;
  readonly forecast: Forecast;
  readonly gravity: GravityRecord;
  readonly shadow: ShadowRecord;
  readonly assessment: Assessment;
  readonly warnings: readonly Warning[];
}

/**
 * Puts a result record together; keys in the order of the wire (DESIGN.md §3).
 * @param given what the line said
 * @throws ScenarioError `overflow`: a number of it is none
 */
export function createResultRecord(
  world: World,
  line: Line,
  given: GivenConfig,
  results: StageResults,
): ResultRecord {
  const { run, forecast, gravity, shadow, assessment, warnings } = results;
  const { control } = run;
  const gated = assessment.gate?.passed === false;
  return refuseNonFinite({
    kind: 'result',
    schema: RECORD_SCHEMA,
    ...(run.config.id === undefined ? {} : { id: run.config.id }),
    ...placeOf(line),
    status: gated ? 'gated' : 'complete',
    line_sha256: hashLine(line),
    config: echoConfig(given, world.options.echoFull),
    run: describeRun(world, run.config, run.seed),
    final_state: control.final,
    ...(control.trace === null ? {} : { trace: [...control.trace] as ResultRecord['trace'] }), // all full or all summary
    forecast,
    gravity,
    shadow_monitor: shadow,
    assessment,
    warnings: [...warnings],
  });
}

/** What is known of a scenario that failed. */
export interface FailureContext {
  readonly id?: string | undefined;
  /** As the record prints it. */
  readonly config?: FailureRecord['config'];
  readonly run?: FailureRecord['run'];
  /** What was thrown, when that is known; its stack is printed with `debug`. */
  readonly error?: unknown;
}

/** Puts a failure record together. */
export function createFailureRecord(
  world: World,
  line: Line,
  failure: Failure,
  { id = failure.id, config, run, error }: FailureContext = {},
): FailureRecord {
  const { type, stage, message, path, hint, raw, reproducible } = failure;
  // the engine writes a stack only when it is read, and that costs more than the failure
  const stack = world.options.debug ? stackOf(failure.cause ?? error) : undefined;
  return {
    kind: 'failure',
    schema: RECORD_SCHEMA,
    ...(id === undefined ? {} : { id }),
    ...placeOf(line),
    status: 'failed',
    line_sha256: hashLine(line),
    ...(config === undefined ? {} : { config }),
    ...(run === undefined ? {} : { run }),
    error: {
      type,
      stage,
      message,
      ...(path === undefined ? {} : { path }),
      ...(hint === undefined ? {} : { hint }),
      ...(raw === undefined ? {} : { raw }),
      ...(reproducible === undefined ? {} : { reproducible }),
      ...(stack === undefined ? {} : { traceback: stack }),
    },
  };
}

function stackOf(error: unknown): string | undefined {
  return error instanceof Error ? error.stack : undefined;
}

/**
 * The failure of a scenario whose config could be read.
 * @param error what was thrown, when that is known
 */
export function createScenarioFailure(
  world: World,
  line: Line,
  { config, given }: DecodedScenario,
  failure: Failure,
  error?: unknown,
): FailureRecord {
  const seed = effectiveSeed(config, world.options);
  return createFailureRecord(world, line, failure, {
    id: config.id,
    config: echoConfig(given, world.options.echoFull),
    run: describeRun(world, config, seed),
    error,
  });
}

/**
 * Names a scenario in its run: equal for equal run seed, model and config. 14 hex digits. The id and
 * the overrides are parts of their own behind the rest of the config: of many lines only they differ,
 * and what comes before them is hashed once (`TextHash`).
 */
export function traceIdOf(world: World, config: ScenarioConfig): string {
  return traceIdOfTexts(world, splitConfig(config));
}

/** A config in three canonical texts; a config without an id has an empty one. */
export interface TraceTexts {
  readonly rest: string;
  readonly id: string;
  readonly overrides: string;
}

export function splitConfig(config: ScenarioConfig): TraceTexts {
  const { id = '', state_overrides: overrides, ...rest } = config;
  return { rest: canonicalJson(rest), id, overrides: canonicalJson(overrides) };
}

/** `traceIdOf` of a config whose texts are known. */
export function traceIdOfTexts(world: World, { rest, id, overrides }: TraceTexts): string {
  const hash = hash53(world.options.seed, world.modelHash, rest, id, overrides);
  // in two halves of 7 digits: the engine is slow where a double is no small integer
  const high = Math.floor(hash / HALF);
  return hex7(high) + hex7(hash - high * HALF);
}

const HALF = 2 ** 28;
const hex7 = (value: number): string => value.toString(16).padStart(7, '0');

function placeOf({ line, source, batchIndex }: Line) {
  return { line, ...(source === undefined ? {} : { source }), batch_index: batchIndex };
}

function describeRun(world: World, config: ScenarioConfig, seed: number | string): RunInfo {
  const { model } = world.compiled;
  const members = config.members ?? model.members;
  const { member } = world.options;
  return {
    model: model.name,
    model_hash: world.modelHash,
    seed,
    members,
    turns: config.turns,
    engine_version: ENGINE_VERSION,
    ...(member === undefined || members === 1 ? {} : { member }),
  };
}

/** A line that was not cut out whole is empty here; the framer hashed what it read. */
const hashLine = ({ cut, bytes }: Line): string => cut?.sha256 ?? sha256Hex(bytes);

function echoConfig(given: GivenConfig, full: boolean): EchoedConfig {
  if (full || !Array.isArray(given.observations)) return given;
  return { ...given, observations: digestObservations(given.observations) };
}
