import {
  assess,
  forecast,
  type AssessableRun,
  type AssessedRun,
  type ForecastContext,
  type ForecastedRun,
} from '@pulse-stream/forecast';
import type { DecodedScenario } from '@pulse-stream/codec';
import { effectiveSeed, simulate } from '@pulse-stream/simulator';
import {
  failureOf,
  inStage,
  isFailure,
  perItem,
  type Failure,
  type OutputRecord,
  type ScenarioConfig,
  type SimulatedRun,
} from '@pulse-stream/worldstate';
import { defer, map, type OperatorFunction } from 'rxjs';
import { finish } from './finish.ts';
import { runPerturbed } from './fragility-runs.ts';
import type { Line } from './batch/line.ts';
import type { PipelineOptions } from './options.ts';
import { prepareScenario, type PreparedScenario } from './prepare-scenario.ts';
import {
  decodeScenario,
  describeTime,
  evidenceFor,
  observeRecord,
  reportOf,
  simulateOptions,
} from './process-line.ts';
import {
  createFailureRecord,
  createResultRecord,
  createScenarioFailure,
  traceIdOf,
} from './record.ts';
import { refuseSelection } from './select-record.ts';
import { createWorld, forgetful, isWorld, type World } from './world.ts';

/** What the stages' own values do not carry: the line being worked on, and what was prepared for it. */
interface Desk {
  line: Line | null;
  decoded: DecodedScenario | null;
  scenario: PreparedScenario | null;
}

/**
 * `pulsePipeline` put together from the public operators of the stages, as a library user would:
 * decode → simulate → forecast → gravity and shadow monitor → assess → record. Every operator gives
 * one value per value, in order, at once; that is why one desk is enough.
 * It gives the records of `pulsePipeline` (a test holds them equal) at a higher cost per line.
 * @throws PulseError `option-invalid`, `model-invalid`, at once
 */
export function composePipeline(
  options: PipelineOptions | World = {},
): OperatorFunction<Line, OutputRecord> {
  const world = isWorld(options) ? options : createWorld(options);
  refuseSelection(world.options);
  const { thresholds } = world.options;
  const traceId = (run: { config: ScenarioConfig }) => traceIdOf(world, run.config);
  return (lines$) =>
    defer(() => {
      const own = forgetful(world);
      const desk: Desk = { line: null, decoded: null, scenario: null };
      return lines$.pipe(
        decode(own, desk),
        simulate({
          ...seedsOf(own),
          model: own.compiled,
          prepare: (config) => prepareAt(own, desk, config),
        }),
        forecast({
          keepMembers: own.options.keepMembers,
          contextOf: (run) => contextAt(own, desk, run),
        }),
        perItem((item) => addGravity(own, desk, item), 'assess'),
        assess({ traceId, thresholds, gate: own.gate }),
        map((item) => closeDesk(own, desk, item)),
      );
    });
}

function decode(world: World, desk: Desk): OperatorFunction<Line, ScenarioConfig | Failure> {
  return map((line) => {
    const decoded = decodeScenario(world, line);
    const isFailed = isFailure(decoded);
    Object.assign(desk, { line, scenario: null, decoded: isFailed ? null : decoded });
    return isFailed ? decoded : decoded.config;
  });
}

function seedsOf({ options: { seed, crn, strict, allowNames, member } }: World) {
  return { seed, crn, strict, allowNames, ...(member === undefined ? {} : { member }) };
}

function prepareAt(world: World, desk: Desk, config: ScenarioConfig) {
  const bytes = desk.line?.bytes.length ?? 0;
  const scenario = prepareScenario(world, config, effectiveSeed(config, world.options), bytes);
  desk.scenario = scenario;
  return simulateOptions(world, scenario);
}

function contextAt(world: World, desk: Desk, run: SimulatedRun): ForecastContext {
  const scenario = onDesk(desk.scenario);
  return { ...describeTime(world, scenario, run), ...evidenceFor(scenario, run)?.context };
}

function addGravity(world: World, desk: Desk, item: ForecastedRun): AssessableRun {
  const scenario = onDesk(desk.scenario);
  const { run } = item;
  const options = simulateOptions(world, scenario);
  return {
    run,
    forecast: item.forecast,
    ...evidenceFor(scenario, run)?.assessment,
    gravity: inStage('gravity', () => reportOf(scenario, run)),
    shadow: inStage('shadow-monitor', () => scenario.monitor.judge()),
    perturbed:
      run.config.assess === 'full' ? finish(runPerturbed(world, scenario, run, options)) : null,
  };
}

function closeDesk(world: World, desk: Desk, item: AssessedRun | Failure): OutputRecord {
  const line = onDesk(desk.line);
  if (isFailure(item)) return failOnDesk(world, desk, item);
  try {
    const { run, forecast: forecasted, assessment } = item;
    const warnings = [...onDesk(desk.scenario).warnings, ...run.warnings];
    const gravity = onDesk(item.gravity);
    const shadow = onDesk(item.shadow);
    const results = { run, forecast: forecasted, gravity, shadow, assessment, warnings };
    const { given } = onDesk(desk.decoded);
    return observeRecord(world, line, createResultRecord(world, line, given, results));
  } catch (error) {
    return failOnDesk(world, desk, failureOf(error, 'assess'));
  }
}

function failOnDesk(world: World, desk: Desk, failure: Failure): OutputRecord {
  const line = onDesk(desk.line);
  const record =
    desk.decoded === null
      ? createFailureRecord(world, line, failure)
      : createScenarioFailure(world, line, desk.decoded, failure);
  return observeRecord(world, line, record);
}

/** What an earlier operator put there for the same line. */
function onDesk<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('a stage was left out');
  return value;
}
