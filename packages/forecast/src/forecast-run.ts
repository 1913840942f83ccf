import { fail, type Forecast, type SimulatedRun } from '@pulse-stream/worldstate';
import type {
  Attribution,
  Ensemble,
  EventForecast,
  RunSlot,
  TargetForecast,
} from '@pulse-stream/worldstate/internal';
import { attributeTarget, UNBOUNDED } from './attribution.ts';
import {
  addCalibration,
  calibrateDrawn,
  calibrateSorted,
  labelSpread,
  type SpreadKnowledge,
  type TargetCalibration,
} from './calibrated-members.ts';
import { keepStatistics, type CellStatistics, type StatisticsOf } from './cell-statistics.ts';
import { ascendingLevels, levelKey, quantile7 } from './quantile.ts';
import { findSpreadless } from './spreadless.ts';

/** What a run does not know about itself. */
export interface ForecastContext {
  /** The observation the forecast starts from; absent or null: none. */
  readonly origin?: Forecast['origin'] | undefined;
  /** Date of every horizon, when the history has dates. */
  readonly labels?: readonly string[] | undefined;
  /** Quantile levels inside (0, 1) instead of the run's. */
  readonly quantiles?: readonly number[] | undefined;
  /** The members themselves stand in the forecast; default: only what they say together. */
  readonly keepMembers?: boolean | undefined;
  /** Slots that the history observes; absent: all. */
  readonly observed?: ReadonlySet<string> | undefined;
  /** What is known about the spread; absent: nothing, it is the model's declared noise. */
  readonly spread?: SpreadKnowledge | undefined;
  /** Kept by whoever describes many forecasts; absent: made for this one. */
  readonly statisticsOf?: StatisticsOf | undefined;
}

/** One path gives a point forecast: the control run, or the one member that was replayed. */
function describePath(unit: string | null, path: Float64Array, replayed: boolean): TargetForecast {
  const mean = [...path];
  return { unit, mean, median: replayed ? [...mean] : null, sd: null, quantiles: null };
}

/** Members that are all the control run: its path is their mean, their median and every quantile. */
function describeEqual(
  { unit }: RunSlot,
  path: Float64Array,
  levels: readonly Level[],
): TargetForecast {
  return {
    unit,
    mean: [...path],
    median: [...path],
    sd: Array.from(path, () => 0),
    quantiles: byLevel(levels.map(({ key }) => ({ key, values: [...path] }))),
  };
}

/** The members of one target, a list per horizon, with the spread that its quantiles say. */
function listMembers(
  { horizons }: SimulatedRun,
  { values, members }: Ensemble,
  target: number,
  calibration: TargetCalibration | null,
): number[][] {
  return horizons.map((_, h) => {
    const from = (target * horizons.length + h) * members;
    const drawn = values.subarray(from, from + members);
    return calibration === null ? [...drawn] : calibrateDrawn(drawn, calibration, h);
  });
}

interface Level {
  readonly p: number;
  /** Key in the record. */
  readonly key: string;
}

function describeMembers(
  run: SimulatedRun,
  { values, members }: Ensemble,
  target: number,
  levels: readonly Level[],
  statistics: CellStatistics,
  calibration: TargetCalibration | null,
): TargetForecast {
  const { horizons } = run;
  const slot = run.targets[target];
  const mean: number[] = [];
  const median: number[] = [];
  const sd: number[] = [];
  const columns = levels.map(({ p, key }) => ({ p, key, values: new Array<number>() }));
  const raw = levels.map(({ p, key }) => ({ p, key, values: new Array<number>() }));
  for (let h = 0; h < horizons.length; h += 1) {
    const from = (target * horizons.length + h) * members;
    let isFinite = true;
    if (calibration === null) isFinite = statistics.measure(values, from);
    else {
      const sorted = statistics.sort(values, from);
      for (const column of raw) column.values.push(quantile7(sorted, column.p));
      calibrateSorted(sorted, calibration, h);
      isFinite = statistics.describe(sorted);
    }
    if (!isFinite) {
      fail(
        'overflow',
        'forecast',
        `mean or spread of ${slot?.name} at turn ${horizons[h]} is beyond the range of a double`,
        { path: 'forecast.targets', hint: UNBOUNDED },
      );
    }
    const [average = NaN, middle = NaN, spread = NaN, ...found] = statistics.results;
    mean.push(average);
    median.push(middle);
    sd.push(spread);
    for (const [index, column] of columns.entries()) column.values.push(found[index] as number); // one per level
  }
  return {
    unit: slot?.unit ?? null,
    mean,
    median,
    sd,
    quantiles: byLevel(columns),
    ...(calibration === null ? {} : { raw_quantiles: byLevel(raw) }),
  };
}

const byLevel = (columns: readonly { readonly key: string; readonly values: number[] }[]) =>
  Object.fromEntries(columns.map(({ key, values }) => [key, values]));

function describeTargets(
  run: SimulatedRun,
  {
    quantiles = run.quantiles,
    keepMembers = false,
    statisticsOf = keepStatistics(),
  }: ForecastContext,
  calibrationOf: SpreadKnowledge['calibrationOf'],
  spreadless: ReadonlySet<string>,
): Record<string, TargetForecast> {
  const { ensemble, targets } = run;
  const turns = run.horizons.length;
  const pathOf = (values: Float64Array, t: number) => values.subarray(t * turns, (t + 1) * turns);
  const openLevels = () => ascendingLevels(quantiles).map((p): Level => ({ p, key: levelKey(p) }));
  if (run.deterministic && spreadless.size === 0) {
    const levels = openLevels();
    return Object.fromEntries(
      targets.map((slot, t) => {
        const path = pathOf(run.control.values, t);
        const equal = describeEqual(slot, path, levels);
        if (!keepMembers) return [slot.name, equal];
        const members = Array.from(path, (value) =>
          Array.from({ length: run.members }, () => value),
        );
        return [slot.name, { ...equal, members }];
      }),
    );
  }
  if (ensemble === null || run.member !== null) {
    const values = ensemble?.values ?? run.control.values;
    return Object.fromEntries(
      targets.map((slot, t) => [
        slot.name,
        describePath(slot.unit, pathOf(values, t), ensemble !== null),
      ]),
    );
  }
  const levels = openLevels();
  const statistics = statisticsOf(
    ensemble.members,
    levels.map(({ p }) => p),
  );
  return Object.fromEntries(
    targets.map((slot, t) => [
      slot.name,
      {
        ...withoutSpread(
          describeMembers(run, ensemble, t, levels, statistics, calibrationOf(slot.name)),
          spreadless.has(slot.name),
        ),
        ...(keepMembers && !spreadless.has(slot.name)
          ? { members: listMembers(run, ensemble, t, calibrationOf(slot.name)) }
          : {}),
      },
    ]),
  );
}

function withoutSpread(target: TargetForecast, isSpreadless: boolean): TargetForecast {
  return isSpreadless ? { ...target, median: null, sd: null, quantiles: null } : target;
}

function countEvents(run: SimulatedRun): EventForecast[] {
  const { ensemble, control } = run;
  return run.eventNames.map((name, e) => {
    const members = ensemble?.members ?? (run.deterministic ? run.members : 1);
    const count = ensemble?.eventCounts[e] ?? (control.events[e] === true ? members : 0);
    return { name, probability: count / members, count, members };
  });
}

function attribute(
  run: SimulatedRun,
  calibrationOf: SpreadKnowledge['calibrationOf'],
): Record<string, Attribution | null> {
  const entries = run.attribution.map((account) => {
    const at = run.targets.findIndex(({ name }) => name === account.target);
    const slot = run.targets[at];
    if (slot === undefined) throw new Error(`${account.target} is attributed but is no target`);
    const calibration = calibrationOf(slot.name);
    const full = calibration === null ? account : addCalibration(run, at, account, calibration);
    return [account.target, attributeTarget(full, slot)] as const;
  });
  // an auxiliary is moved by nothing but what it is computed from
  const derived = run.targets.flatMap(({ name, kind }) =>
    kind === 'value' ? [[name, null] as const] : [],
  );
  return Object.fromEntries([...entries, ...derived]);
}

function checkShape(run: SimulatedRun, labels: readonly string[] | undefined): void {
  const drawn = run.ensemble?.members ?? 1;
  const cells = run.targets.length * run.horizons.length;
  const held = (run.ensemble ?? run.control).values.length;
  if (held !== cells * drawn) throw new Error(`${held} values for ${cells} cells × ${drawn}`);
  if (run.member !== null && drawn !== 1) throw new Error('a replayed member is one path');
  if (run.member === null && run.ensemble !== null && drawn < 2) {
    throw new Error('an ensemble has at least two members');
  }
  if (labels !== undefined && labels.length !== run.horizons.length) {
    throw new Error(`${labels.length} labels for ${run.horizons.length} horizons`);
  }
}

/**
 * The forecast of one run: per target and horizon the mean, the median, the sample standard
 * deviation (divisor n − 1) and quantiles of type 7 over the members; events by path; attribution.
 * Everything is in natural units but the attribution, which names its unit. With members 1 (the
 * control run alone) mean is its path and median, sd and quantiles are null; a replayed member has
 * mean = median = its path, sd and quantiles null. Members of a calibrated target are moved away from
 * their median before they are summed up; `raw_quantiles` are those of the members as they ran.
 * `members` are moved alike, each by its rank. Events count paths as they ran. When no noise reaches what is forecast, mean, median and every
 * quantile are the path and sd is 0; but from observations (an origin) a target without noise of its
 * own, without a learned spread and without differing members has median, sd and quantiles null (one
 * that was never observed only when they differ at no horizon).
 * @returns quantile keys ascend; calibration "verified" (every target is
 *   calibrated that is a slot; values stay as the members computed them), "residual" (the
 *   spread comes from past errors), "early" (from the few rows there are), "declared" (it is the model's own noise) or "none" (one path,
 *   or no target has a spread)
 * @throws ScenarioError `overflow` when a mean, a spread or a part of an attribution is beyond the range of a double
 * @see FORECAST.md §4
 */
export function forecastRun(run: SimulatedRun, context: ForecastContext = {}): Forecast {
  const { labels, origin = null } = context;
  checkShape(run, labels);
  const spreadless = findSpreadless(run, context);
  const isPath = run.members === 1 || run.member !== null;
  const { spread } = context;
  const calibrationOf = (target: string) =>
    isPath || spread === undefined || spreadless.has(target) ? null : spread.calibrationOf(target);
  return {
    origin,
    horizon: [...run.horizons],
    ...(labels === undefined ? {} : { labels: [...labels] }),
    targets: describeTargets(run, context, calibrationOf, spreadless),
    quantile_type: 7,
    events: countEvents(run),
    attribution: attribute(run, calibrationOf),
    calibration:
      isPath || spreadless.size === run.targets.length ? 'none' : labelSpread(run, spread),
  };
}
