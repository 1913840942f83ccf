import {
  decodeScenarioLine,
  encodeRecord,
  failFrame,
  LineDigester,
  readMetaText,
  type DecodedScenario,
} from '@pulse-stream/codec';
import { assessRun, forecastRun, type PerturbedRuns } from '@pulse-stream/forecast';
import { reportGravity } from '@pulse-stream/gravity';
import {
  effectiveSeed,
  simulateSteps,
  type Progress,
  type SimulateOptions,
} from '@pulse-stream/simulator';
import {
  attempt,
  continueLabels,
  failureOf,
  inStage,
  isFailure,
  readTimeAxis,
  type Failure,
  type Forecast,
  type GravityRecord,
  type OutputRecord,
  type SimulatedRun,
  type Stage,
  type TurnObserver,
} from '@pulse-stream/worldstate';
import { createExpressLane, MOST_LINE_BYTES } from './express/express-lane.ts';
import { finish } from './finish.ts';
import { runPerturbed } from './fragility-runs.ts';
import { describeOrigin } from './history/history.ts';
import { gatherEvidence } from './history/learned-evidence.ts';
import type { Line } from './batch/line.ts';
import { guardTurnObservers, showRecord } from './observers.ts';
import { prepareScenario, type PreparedScenario } from './prepare-scenario.ts';
import { createRooms, type LineProcessor } from './batch/process-batch.ts';
import {
  createFailureRecord,
  createResultRecord,
  createScenarioFailure,
  traceIdOf,
  type StageResults,
} from './record.ts';
import type { World } from './world.ts';

/**
 * The record of one line: decode → limits → history and retrodiction → simulate → forecast →
 * assess → observers. Total: whatever is thrown on the way gives a failure record; pure but for
 * what the observers do.
 */
export function processLine(world: World, line: Line): OutputRecord {
  return finish(processLineSteps(world, line));
}

/** `processLine` in slices: yields now and then while a long scenario runs. */
function* processLineSteps(world: World, line: Line): Generator<Progress, OutputRecord> {
  const decoded = decodeScenario(world, line);
  return yield* processConfigSteps(world, line, decoded);
}

/** The record of a line that is already decoded (or failed to be). */
export function* processConfigSteps(
  world: World,
  line: Line,
  decoded: DecodedScenario | Failure,
): Generator<Progress, OutputRecord> {
  const record = isFailure(decoded)
    ? createFailureRecord(world, line, decoded)
    : yield* runScenario(world, line, decoded);
  return observeRecord(world, line, record);
}

/** The config of a line, defaults of the run filled in, or why it is none. Total. */
export function decodeScenario(world: World, line: Line): DecodedScenario | Failure {
  const { lineBytes } = world.options.limits;
  return attempt(() =>
    inStage('decode', () => {
      const cut = line.cut === undefined ? null : failFrame(line.cut, lineBytes);
      return cut ?? decodeScenarioLine(line.bytes, world.decode);
    }),
  );
}

/** What the scenario of a line draws from; null for a line that is no scenario. */
export function seedOfLine(world: World, line: Line): number | string | null {
  const decoded = decodeScenario(world, line);
  return isFailure(decoded) ? null : effectiveSeed(decoded.config, world.options);
}

function* runScenario(
  world: World,
  line: Line,
  decoded: DecodedScenario,
): Generator<Progress, OutputRecord> {
  const { config, given } = decoded;
  let stage: Stage = 'initialise';
  try {
    const seed = effectiveSeed(config, world.options);
    const scenario = prepareScenario(world, config, seed, line.bytes.length);
    stage = 'simulate';
    const options = simulateOptions(world, scenario);
    const run = yield* simulateSteps(world.compiled, config, options);
    stage = 'assess';
    const perturbed =
      config.assess === 'full' ? yield* runPerturbed(world, scenario, run, options) : null;
    const results = assessScenario(world, scenario, run, perturbed);
    return createResultRecord(world, line, given, results);
  } catch (error) {
    return createScenarioFailure(world, line, decoded, failureOf(error, stage), error);
  }
}

/** How the simulate stage runs a prepared scenario. */
export function simulateOptions(world: World, scenario: PreparedScenario): SimulateOptions {
  const { seed, crn, member, strict, allowNames, turnObservers } = world.options;
  return {
    seed,
    crn,
    strict,
    allowNames,
    ...(member === undefined ? {} : { member }),
    ...(scenario.start === undefined ? {} : { start: scenario.start }),
    observers: [watch(scenario.monitor), ...guardTurnObservers(turnObservers)],
  };
}

/** The shadow monitor is one of our stages: a bug of it is no failed observer. */
const watch = (monitor: TurnObserver): TurnObserver => ({
  observeTurn: (step) => inStage('shadow-monitor', () => monitor.observeTurn(step)),
});

/** What forecast, gravity, shadow monitor and assessment say about a finished run. */
function assessScenario(
  world: World,
  scenario: PreparedScenario,
  run: SimulatedRun,
  perturbed: PerturbedRuns | null,
): StageResults {
  const { keepMembers } = world.options;
  const { known, forecast } = inStage('forecast', () => {
    const evidence = evidenceFor(scenario, run);
    const context = {
      ...describeTime(world, scenario, run),
      ...evidence?.context,
      keepMembers,
      statisticsOf: world.memo.statisticsOf,
    };
    return { known: evidence, forecast: forecastRun(run, context) };
  });
  const gravity = inStage('gravity', () => reportOf(scenario, run));
  const shadow = inStage('shadow-monitor', () => scenario.monitor.judge());
  const assessment = assessRun({
    run,
    forecast,
    traceId: traceIdOf(world, run.config),
    gravity,
    shadow,
    ...known?.assessment,
    perturbed,
    thresholds: world.options.thresholds,
    gate: world.gate,
  });
  return {
    run,
    forecast,
    gravity,
    shadow,
    assessment,
    warnings: [...scenario.warnings, ...run.warnings],
  };
}

/** What gravity says of itself. */
export function reportOf(
  { gravity, retrodiction, attenuated }: PreparedScenario,
  { corrections: totals }: SimulatedRun,
): GravityRecord {
  const { options, off } = gravity;
  return reportGravity({ retrodiction, totals, options, off, attenuated });
}

/** What earlier forecasts say about this one; null: nothing was learned. */
export function evidenceFor({ core, learned, gravity }: PreparedScenario, run: SimulatedRun) {
  if (learned === null) return null;
  const { spread, evidence, skill, uncalibrated } = gatherEvidence(core, learned, gravity, run);
  return { context: { spread }, assessment: { evidence, skill, uncalibrated } };
}

/** The observation a forecast starts from, and the labels of its horizons as far as they follow. */
export function describeTime(
  { compiled, state }: World,
  { span, learned }: PreparedScenario,
  run: SimulatedRun,
): { origin: Forecast['origin']; labels?: string[] } {
  const from = span === null && learned !== null ? state : null;
  if (span === null && from === null) return { origin: null };
  const labels =
    span === null
      ? continueState(from, compiled.model.time_unit, run.horizons)
      : span.labelled
        ? continueLabels(span.axis, span.last, run.horizons)
        : null;
  return {
    origin: span === null ? originOfState(from) : describeOrigin(span),
    ...(labels === null ? {} : { labels }),
  };
}

function continueState(
  state: World['state'],
  timeUnit: string,
  horizons: readonly number[],
): string[] | null {
  const known = state?.labels ?? [];
  return continueLabels(readTimeAxis(known, { timeUnit }), known.length - 1, horizons);
}

function originOfState(state: World['state']): Forecast['origin'] {
  if (state === null) return null;
  const { dataset, labels, rows } = state;
  const label = labels.at(-1);
  return {
    ...(dataset.name === null ? {} : { dataset: dataset.name }),
    ...(label === undefined ? {} : { label }),
    row: rows - 1,
  };
}

/** Shows a record to the run observers; one that throws turns it into a failure. */
export function observeRecord(world: World, line: Line, record: OutputRecord): OutputRecord {
  const shown = attempt(() => showRecord(world.options.runObservers, record));
  return isFailure(shown) ? createFailureRecord(world, line, shown, record) : record;
}

/** What `processBatch` needs of a world. */
export function createLineProcessor(world: World): LineProcessor {
  const { select } = world;
  const { precision } = world.options;
  const lane = createExpressLane(world);
  // what the express lane decoded and did not take
  let known: { readonly line: Line; readonly decoded: DecodedScenario | Failure } | null = null;
  const processor: LineProcessor = {
    steps(line) {
      const decoded = known?.line === line ? known.decoded : decodeScenario(world, line);
      return processConfigSteps(world, line, decoded);
    },
    encode: (record, { bytes }) =>
      encodeRecord(record, {
        precision,
        select,
        meta: hasMeta(record) ? readMetaText(bytes) : null,
      }),
    fail: (line, error, record) =>
      createFailureRecord(world, line, failureOf(error, record === null ? 'simulate' : 'encode'), {
        id: record?.id,
      }),
    rooms: createRooms(),
  };
  if (lane === null) return processor;
  const digester = new LineDigester(MOST_LINE_BYTES);
  return {
    ...processor,
    digest: (lines) => digester.hash(lines),
    express(line, room, digests, index, warn) {
      const copied = line.cut === undefined ? lane.copy(line, room, digests, index) : 0;
      if (copied > 0) return copied;
      const decoded = decodeScenario(world, line);
      known = { line, decoded };
      if (isFailure(decoded)) return 0;
      const long = (scenario: DecodedScenario) => finish(processConfigSteps(world, line, scenario));
      return lane.write(line, decoded, long, room, warn);
    },
  };
}

/** A failure may stand there without a config; a config is an object. */
function hasMeta({ config }: OutputRecord): boolean {
  return typeof config === 'object' && config !== null && 'meta' in config;
}
