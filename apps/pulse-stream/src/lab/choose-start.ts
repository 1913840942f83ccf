import { checkLine, type World } from '@pulse-stream/pipeline';
import { createLineProcessor, processBatch } from '@pulse-stream/pipeline/internal';
import type { Failure, OutputRecord, ScenarioConfigInput } from '@pulse-stream/worldstate';
import { numberOf, type Settings } from '../settings/settings.ts';

/** Turns that are tried, most first: drivers may end earlier. */
const TURNS = [40, 24, 12, 6, 3, 2, 1];

/** The turn that a model looks furthest to by itself; null: it does not say. */
function furthestTurn({ compiled: { model } }: World): number | null {
  const { horizons = [], events = [] } = model.forecast;
  const turns = [...horizons, ...events.flatMap(({ by, at }) => by ?? at ?? [])];
  return turns.length === 0 ? null : Math.max(...turns);
}

/** Datasets with a column that the model has a slot for: those it can learn from. */
function learnable({ options: { datasets }, compiled }: World): string[] {
  const slots = new Set(Object.keys(compiled.model.slots));
  return [...datasets].flatMap(([name, { columns }]) =>
    columns.some((column) => slots.has(column)) ? [name] : [],
  );
}

type Reason = Pick<Failure, 'path' | 'message' | 'hint'>;

/** Members times steps of a run that is seen as no delay; a page is not worth waiting for more. */
const MOST_TRIED = 20_000;

/** Whether a scenario is run to see that it can be: one on a learned state always, one that learns never. */
function isCheap({ options, compiled }: World, scenario: ScenarioConfigInput): boolean {
  if (scenario.observations !== undefined) return options.gravityState !== undefined;
  const { members = compiled.model.members, turns = 1 } = scenario;
  return members * turns * compiled.clock.steps <= MOST_TRIED;
}

/** Why a scenario cannot run; null: nothing is known against it. */
function failureOf(world: World, scenario: ScenarioConfigInput): Reason | null {
  const line = {
    line: 1,
    batchIndex: 0,
    bytes: new TextEncoder().encode(JSON.stringify(scenario)),
  };
  const { failure } = checkLine(world, line);
  if (failure !== null || !isCheap(world, scenario)) return failure;
  // a division by 0, or rows after those that a state was learned from, are only seen in a run
  const { bytes } = processBatch(createLineProcessor(world), { lines: [line], blank: 0 });
  const record: OutputRecord = JSON.parse(new TextDecoder().decode(bytes));
  return record.kind === 'failure' ? record.error : null;
}

/**
 * The scenario that a lab begins with: from the history when there is one that the model can learn from,
 * as far as the model or its drivers reach. It is one that can be run, where there is one; else the
 * failure says why not.
 */
export function chooseStart(
  world: World,
  settings: Settings,
): { readonly scenario: ScenarioConfigInput; readonly failure: Reason | null } {
  const [turns, members] = [numberOf(settings, 'turns'), numberOf(settings, 'members')];
  const [only, ...others] = learnable(world);
  const histories =
    only === undefined || others.length > 0 ? [{}] : [{ observations: { dataset: only } }, {}];
  const furthest = furthestTurn(world);
  const tried =
    turns === undefined ? [...(furthest === null ? [] : [furthest]), ...TURNS] : [turns];
  const scenarios = histories.flatMap((history) =>
    tried.map((count) => ({
      turns: count,
      // every move of a slider draws the same chance, and the line gives the same numbers anywhere
      seed: world.options.seed,
      ...(members === undefined ? {} : { members }),
      ...history,
    })),
  );
  let first: Reason | null = null;
  for (const scenario of scenarios) {
    const failure = failureOf(world, scenario);
    if (failure === null) return { scenario, failure };
    first ??= failure;
  }
  return { scenario: scenarios[0] ?? {}, failure: first };
}
