import { sha256Hex } from '@pulse-stream/codec';
import { digestObservations } from '@pulse-stream/codec/internal';
import { effectiveSeed, hash53 } from '@pulse-stream/simulator/internal';
import {
  attempt,
  isFailure,
  type Failure,
  type FailureRecord,
  type OutputRecord,
  type ResultRecord,
  type ScenarioConfig,
} from '@pulse-stream/worldstate';
import {
  canonicalJson,
  RECORD_SCHEMA,
  type EchoedConfig,
  type GivenConfig,
  type RunInfo,
} from '@pulse-stream/worldstate/internal';
import { explainByModel } from './explain-by-model.ts';
import type { Line } from '../batch/line.ts';
import { ENGINE_VERSION } from '../world/engine-version.ts';
import type { World } from '../world/world.ts';
import { isFailed, type Assessed, type Failed } from './envelope.ts';
import { refuseNonFinite } from './finite-record.ts';
import { showRecord } from './observers.ts';
import { failItem } from './stage-chain.ts';

/** The record of an envelope that went all the way, or failed on it, shown to the observers of the run. */
export function recordOf(world: World, item: Assessed | Failed): OutputRecord {
  const record = putTogether(world, item);
  const shown = attempt(() => showRecord(world.options.runObservers, record));
  return isFailure(shown) ? createFailureRecord(world, item.line, shown, record) : record;
}

function putTogether(world: World, item: Assessed | Failed): OutputRecord {
  if (isFailed(item)) return failedRecord(world, item);
  try {
    return createResultRecord(world, item);
  } catch (error) {
    return failedRecord(world, failItem(item, 'assess', error));
  }
}

/**
 * Puts a result record together; keys in the order of the wire (DESIGN.md §3).
 * @throws ScenarioError `overflow`: a number of it is none
 */
function createResultRecord(world: World, item: Assessed): ResultRecord {
  const { line, given, scenario, run, forecast, gravity, shadow, assessment } = item;
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
    warnings: [...scenario.warnings, ...run.warnings],
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
  const { type, stage, message, path, hint, raw, reproducible } = explainByModel(
    failure,
    world.compiled.model,
  );
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

/** With what could be read of the config. */
function failedRecord(world: World, { line, decoded, failure, error }: Failed): FailureRecord {
  if (decoded === null) return createFailureRecord(world, line, failure, { error });
  const { config, given } = decoded;
  return createFailureRecord(world, line, failure, {
    id: config.id,
    config: echoConfig(given, world.options.echoFull),
    run: describeRun(world, config, effectiveSeed(config, world.options)),
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
