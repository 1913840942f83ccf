import type { DecodedScenario, NumberCache } from '@pulse-stream/codec/internal';
import { createPlainRun, undeclaredNames, type PlainRun } from '@pulse-stream/simulator/internal';
import type { OutputRecord, ResultRecord, ScenarioConfig } from '@pulse-stream/worldstate';
import type { Warning } from '@pulse-stream/worldstate/internal';
import type { ConfigWriter } from '../scenario/config-texts.ts';
import { BoundedMap } from '../world/bounded-map.ts';
import { estimateRecordBytes, sumBytes } from '../world/record-size.ts';
import { surroundingsOf } from '../world/surroundings.ts';
import { gravityOf, shadowOf, type World } from '../world/world.ts';
import { isCommon } from './config-roles.ts';
import { ExpressShape } from './express-shape.ts';
import { findHoles } from './record-roles.ts';

/** Longer lines take the long way: their overrides alone may fill a record. */
export const MOST_LINE_BYTES = 2048;
/** After so many lines of a shape that failed, its lines take the long way for good. */
export const MOST_TRIES = 8;
/** Lists of keys kept of a shape. */
const KEY_LISTS = 8;

/** How often a shape was seen, and its template from the second time on. */
export interface KnownShape {
  seen: number;
  shape: ExpressShape | null;
  /** The record its template is made of, of a config without overrides; null: it is a rare one. */
  example: ResultRecord | null;
  /** Runs its scenarios; null: `simulateRun` does. */
  plain: PlainRun | null;
  /** The warnings of every scenario that it runs. */
  warnings: readonly Warning[];
  /** Lines since a kind of them was learned last that were not copied, and after how many one is. */
  uncopied: number;
  patience: number;
  /** By the keys that lines give. */
  readonly configs: BoundedMap<string, ConfigWriter>;
}

export const newShape = (): KnownShape => ({
  seen: 0,
  shape: null,
  example: null,
  plain: null,
  warnings: [],
  uncopied: 0,
  patience: 1,
  configs: new BoundedMap(KEY_LISTS),
});

/**
 * Makes the shape of the scenarios that are like this one but for their overrides. Its example has
 * only those of undeclared names: most slots of most scenarios are as nobody touched them. Without a
 * shape it stays as it was.
 * @param long the long way from a config to its record
 */
export function learnShape(
  world: World,
  known: KnownShape,
  { config, given }: DecodedScenario,
  long: (decoded: DecodedScenario) => OutputRecord,
  cache: NumberCache,
): void {
  const { options, memo } = world;
  const undeclared = undeclaredNames(world.compiled, config);
  const kept = undeclared.map((name) => [name, config.state_overrides[name] as number] as const); // one of its keys
  const example = long({ config: { ...config, state_overrides: Object.fromEntries(kept) }, given });
  if (example.kind === 'failure') return;
  if (isCommon(config) && kept.length === 0) known.example = example;
  const holes = isBarred(world, config) ? null : findHoles(example);
  if (holes === null) {
    known.seen = MOST_TRIES;
    return;
  }
  known.shape = new ExpressShape(example, holes, options, cache, memo.statisticsOf);
  known.plain = openPlain(world, config, example);
  known.warnings = example.warnings;
  if (known.plain !== null) known.shape.follow(world, known.plain);
}

/** Warnings that every scenario of a shape has. */
const OF_A_SHAPE: ReadonlySet<Warning['type']> = new Set(['no-noise', 'dynamic-overlay']);

/** What runs the scenarios whose records are like an example; null: they are not plain enough. */
export function openPlain(
  world: World,
  config: ScenarioConfig,
  example: ResultRecord,
): PlainRun | null {
  if (example.warnings.some(({ type }) => !OF_A_SHAPE.has(type))) return null;
  const parts = Object.values(example.forecast.attribution).flatMap((target) =>
    target === null ? [] : [Object.keys(target.parts)],
  );
  const { surroundings, warnings } = surroundingsOf(world, config, null);
  if (warnings.length > 0) return null;
  const { strict, allowNames } = world.options;
  const run = createPlainRun(world.compiled, config, parts, { surroundings, strict, allowNames });
  // without members a run does not find its risk
  return run?.members === null && example.assessment.risk !== null ? null : run;
}

/** Whether records of the shape may break a limit or look at what is not a target. */
function isBarred(world: World, config: ScenarioConfig): boolean {
  const { compiled } = world;
  // as if the line were long: others of the shape may have more overrides, which add warnings
  const size = estimateRecordBytes({
    config,
    compiled,
    lineBytes: 128 * MOST_LINE_BYTES,
    reruns: 0,
  });
  const { targets } = config.forecast ?? {};
  const names = targets ?? compiled.targets.map((slot) => compiled.names[slot] ?? '');
  const { criticalVariables } = shadowOf(world, gravityOf(world, config.gravity), targets);
  return (
    sumBytes(size) > world.options.limits.recordBytes ||
    criticalVariables.some((name) => !names.includes(name))
  );
}
