import type { CompiledModel } from '@pulse-stream/simulator';
import type { ScenarioConfig } from '@pulse-stream/worldstate';
import { readsLater, type Driver, type Warning } from '@pulse-stream/worldstate/internal';
import { resolveDrivers, warnCounted } from './drivers.ts';
import type { GravityState } from './gravity-state.ts';
import type { HistorySpan, IndexedDataset } from './history.ts';
import { warnDriverCodes } from './missing-codes.ts';
import { lastObserved } from './usable-history.ts';
import { resolveClock, type ScenarioClock } from './scenario-clock.ts';

/** What time depends on of what scenarios share. */
export interface TimedWorld {
  readonly compiled: CompiledModel;
  readonly datasets: ReadonlyMap<string, IndexedDataset>;
  readonly state: GravityState | null;
}

/** What time depends on of a line; without turns nothing is forecast. */
export type TimedConfig = Pick<ScenarioConfig, 'start' | 'series' | 'mode'> &
  Partial<Pick<ScenarioConfig, 'turns'>>;

/** The clock of a scenario and its series, in the order of the model. */
export interface ScenarioTime {
  readonly clock: ScenarioClock;
  /** Of the forecast: as the config has them from turn 0 on. */
  readonly drivers: readonly Driver[];
  /** Of what is or was learned from rows: those of the model, whatever a config replaces. */
  readonly taught: readonly Driver[];
  /** Series of the model whose rows after the origin drive the forecast, though the history goes on. */
  readonly realised: readonly string[];
  /** Of rows that are counted although they have labels, and of numbers that seem to be none. */
  readonly warnings: readonly Warning[];
}

/**
 * Everything about time that one scenario has to itself.
 * @param span its rows; null: none
 * @throws ScenarioError `config-invalid`, `unknown-name`, `dataset-unknown`, `driver-missing`
 */
export function timeOfScenario(
  { compiled: { model }, datasets, state }: TimedWorld,
  { start, series, mode, turns = 0 }: TimedConfig,
  span: HistorySpan | null,
): ScenarioTime {
  const learns = span !== null && mode !== 'seed_then_free';
  // a start state alone goes on from nothing that was learned
  const clock = resolveClock({ model, start, span, state: span === null || learns ? state : null });
  const sources = { model, datasets, clock, choices: series };
  const drivers = resolveDrivers(sources);
  // a row of the history is read while it is learned from
  const first = clock.origin - (span === null ? 0 : span.last - span.first);
  const warnings = [
    ...warnCounted(sources),
    ...warnDriverCodes(drivers, { first, last: clock.origin + turns }),
  ];
  const goesOn =
    span !== null && drivers.length > 0 && lastObserved(span.dataset, Infinity) > span.last;
  const realised = drivers.flatMap((driver) =>
    goesOn && !Object.hasOwn(series ?? {}, driver.name) && readsLater(driver, clock.origin, turns)
      ? [driver.name]
      : [],
  );
  if (!learns && state === null) return { clock, drivers, taught: [], realised, warnings };
  return {
    clock,
    drivers,
    realised,
    warnings,
    taught: series === undefined ? drivers : resolveDrivers({ model, datasets, clock }),
  };
}
