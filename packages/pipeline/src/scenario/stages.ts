import { assessRun, forecastRun } from '@pulse-stream/forecast';
import { reportGravity } from '@pulse-stream/gravity';
import { simulateSteps, type Progress, type SimulateOptions } from '@pulse-stream/simulator';
import { effectiveSeed } from '@pulse-stream/simulator/internal';
import type { OutputRecord, TurnObserver } from '@pulse-stream/worldstate';
import { finish, inStage } from '@pulse-stream/worldstate/internal';
import type { Line } from '../batch/line.ts';
import { gatherEvidence } from '../history/learned-evidence.ts';
import type { World } from '../world/world.ts';
import { decodeScenario, openEnvelope } from './decode-scenario.ts';
import { describeTime } from './describe-time.ts';
import type {
  Assessed,
  Decoded,
  Failed,
  Forecasted,
  Framed,
  Initialised,
  Monitored,
  Corrected,
  Simulated,
} from './envelope.ts';
import { runPerturbed } from './fragility-runs.ts';
import { guardTurnObservers } from './observers.ts';
import { prepareScenario, type PreparedScenario } from './prepare-scenario.ts';
import { recordOf, traceIdOf } from './record.ts';
import { StageChain } from './stage-chain.ts';

/** How the simulate stage runs a prepared scenario. */
function simulateOptions(world: World, scenario: PreparedScenario): SimulateOptions {
  const { seed, crn, member, strict, allowNames, turnObservers } = world.options;
  return {
    seed,
    crn,
    strict,
    allowNames,
    ...(member === undefined ? {} : { member }),
    ...(scenario.start === undefined ? {} : { start: scenario.start }),
    surroundings: scenario.surroundings,
    observers: [
      // nothing is corrected without a history, and the turns of a run that nobody sees cost less
      ...(scenario.learned === null ? [] : [watch(scenario.monitor)]),
      ...guardTurnObservers(turnObservers),
    ],
  };
}

/** The shadow monitor is one of our stages: a bug of it is no failed observer. */
const watch = (monitor: TurnObserver): TurnObserver => ({
  observeTurn: (step) => inStage('shadow-monitor', () => monitor.observeTurn(step)),
});

/** The line as a scenario, or why it is none; what is decoded already stays. */
const decode = {
  name: 'decode',
  add(world: World, item: Framed | Decoded): Decoded | Failed {
    if ('given' in item) return item;
    const { line } = item;
    return openEnvelope(line, decodeScenario(world, line));
  },
} as const;

/** Limits, history and retrodiction: everything that comes before the simulation. */
const initialise = {
  name: 'initialise',
  add(world: World, item: Decoded): Initialised {
    const { config, line } = item;
    const seed = effectiveSeed(config, world.options);
    return { ...item, scenario: prepareScenario(world, config, seed, line.bytes.length) };
  },
} as const;

const simulate = {
  name: 'simulate',
  *add(world: World, item: Initialised): Generator<Progress, Simulated> {
    const { config, scenario } = item;
    const options = simulateOptions(world, scenario);
    return { ...item, run: yield* simulateSteps(world.compiled, config, options) };
  },
} as const;

const forecast = {
  name: 'forecast',
  add(world: World, item: Simulated): Forecasted {
    const { run, scenario } = item;
    const { core, learned, gravity, span } = scenario;
    const observed = span?.dataset.columns ?? learned?.retrodiction.state.variables;
    const evidence = learned === null ? null : gatherEvidence(core, learned, gravity, run);
    const context = {
      ...describeTime(world, scenario, run),
      ...(evidence === null ? {} : { spread: evidence.spread }),
      ...(observed === undefined ? {} : { observed: new Set(observed) }),
      keepMembers: world.options.keepMembers,
      statisticsOf: world.memo.statisticsOf,
    };
    return { ...item, evidence, forecast: forecastRun(run, context) };
  },
} as const;

const gravity = {
  name: 'gravity',
  add(_: World, item: Forecasted): Corrected {
    const { retrodiction, attenuated, gravity: chosen } = item.scenario;
    const { options, off } = chosen;
    const totals = item.run.corrections;
    return {
      ...item,
      gravity: reportGravity({ retrodiction, totals, options, off, attenuated }),
    };
  },
} as const;

const shadowMonitor = {
  name: 'shadow-monitor',
  add: (_: World, item: Corrected): Monitored => ({
    ...item,
    shadow: item.scenario.monitor.judge(),
  }),
} as const;

const assess = {
  name: 'assess',
  *add(world: World, item: Monitored): Generator<Progress, Assessed> {
    const { run, scenario, config, evidence: known } = item;
    const perturbed =
      config.assess === 'full'
        ? yield* runPerturbed(world, scenario, run, simulateOptions(world, scenario))
        : null;
    const assessment = assessRun({
      run,
      forecast: item.forecast,
      traceId: traceIdOf(world, config),
      gravity: item.gravity,
      shadow: item.shadow,
      evidence: known?.evidence,
      skill: known?.skill,
      uncalibrated: known?.uncalibrated,
      perturbed,
      thresholds: world.options.thresholds,
      gate: world.gate,
    });
    return { ...item, assessment };
  },
} as const;

/** The way from a line to its record: the one list behind the operators, the batches and the workers. */
export const STAGES = StageChain.of<Framed>()
  .with(decode)
  .with(initialise)
  .with(simulate)
  .with(forecast)
  .with(gravity)
  .with(shadowMonitor)
  .with(assess);

/**
 * The record of a line in slices: yields now and then while a long scenario runs. Total: whatever is
 * thrown on the way gives a failure record; pure but for what observers do.
 * @param item may be decoded already, or have failed to be
 */
export function* recordSteps(
  world: World,
  item: Framed | Decoded | Failed,
): Generator<Progress, OutputRecord> {
  return recordOf(world, yield* STAGES.steps(world, item));
}

/** The record of one line: decode → initialise → … → assess → observers. Total, see `recordSteps`. */
export function processLine(world: World, line: Line): OutputRecord {
  return finish(recordSteps(world, { line }));
}
