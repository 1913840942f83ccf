import type { WorldModel } from '@pulse-stream/worldstate';
import type { RunKind } from '@pulse-stream/worldstate/internal';
import type { NameTable } from '../language/parse-expression.ts';
import { compileExpression, type ExpressionScope } from '../language/compile-expression.ts';
import type { CompiledModel, CompiledTag } from './compiled-model.ts';
import { noteTwice } from './compile-rules.ts';
import type { CompiledSlots } from './compile-slots.ts';
import { hintSlot } from './name-hints.ts';
import type { Namespace } from './namespace.ts';
import { LEVELS_RULE, roundLevels } from './quantile-levels.ts';
import type { ModelProblems } from '../shape/problems.ts';

/** The part of a compiled model that says what is looked at: targets, events, tags, symbols. */
export type CompiledForecast = Pick<
  CompiledModel,
  'symbols' | 'targets' | 'quantiles' | 'horizons' | 'events' | 'tags'
>;

/** Quantiles of a model that names none: the medians and the 50, 80, 90 and 95 % intervals (FORECAST.md §4). */
const DEFAULT_QUANTILES: readonly number[] = [0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975];

/**
 * What the condition of an event may read: slots in natural units, parameters, turn and clock.
 * @param names slots, then the dynamic overlays of the scenario
 */
export function eventScope(
  names: readonly string[],
  params: readonly string[],
): ExpressionScope & { readonly kind: 'boolean' } {
  return { names, params, lags: false, clock: true, kind: 'boolean' };
}

/** Compiles forecast defaults, tags and symbols; what is wrong goes to `problems`. */
export function compileForecast(
  model: WorldModel,
  slots: CompiledSlots,
  { table }: Namespace,
  problems: ModelProblems,
): CompiledForecast {
  const { targets, horizons = null, events = [] } = model.forecast;
  const { levels: quantiles, wrong } = roundLevels(model.forecast.quantiles ?? DEFAULT_QUANTILES);
  if (wrong >= 0) problems.add(['forecast', 'quantiles', wrong], LEVELS_RULE);
  checkAscending(['forecast', 'horizons'], horizons ?? [], problems);
  noteTwice(events, ['forecast', 'events'], 'name', problems);
  const scope = eventScope(slots.names, slots.params.names);
  const compiledEvents = events.flatMap((event, index) => {
    const path = ['forecast', 'events', index, 'when'];
    const condition = problems.attempt(path, undefined, () => compileExpression(event.when, scope));
    return condition === null ? [] : [{ ...event, condition }];
  });
  const symbols = findSlots(['symbols'], model.symbols, table, slots, problems);
  for (const [index, slot] of symbols.entries())
    if (slot >= 0 && slots.kinds[slot] !== 'overlay')
      problems.add(['symbols', index], `"${slots.names[slot]}" is not an overlay`);
  return {
    symbols,
    targets:
      targets === undefined
        ? defaultTargets(model, slots)
        : findSlots(['forecast', 'targets'], targets, table, slots, problems),
    quantiles,
    horizons,
    events: compiledEvents,
    tags: compileTags(model, slots, problems),
  };
}

/** What the rules move; in a world without rules everything; auxiliaries where there is nothing else. */
function defaultTargets(model: WorldModel, { names, kinds }: CompiledSlots): number[] {
  const moved = new Set(
    model.rules.flatMap(({ effects }) =>
      effects.flatMap(({ target, flow }) => [target, flow?.from, flow?.to]),
    ),
  );
  const ofKind = (isWanted: (kind: RunKind | undefined) => boolean): number[] =>
    names.flatMap((_, slot) => (isWanted(kinds[slot]) ? [slot] : []));
  const all = ofKind((kind) => kind !== 'value' && kind !== 'hidden');
  const targets = all.filter((slot) => moved.has(names[slot]));
  if (targets.length > 0) return targets;
  return all.length > 0 ? all : ofKind((kind) => kind === 'value');
}

/** Indexes of a list of slot names; unknown and repeated names are noted. */
function findSlots(
  path: readonly PropertyKey[],
  list: readonly string[],
  names: NameTable,
  slots: CompiledSlots,
  problems: ModelProblems,
): number[] {
  return list.map((name, index) => {
    const slot = slots.index.get(name) ?? -1;
    if (slot < 0)
      problems.addUnknown([...path, index], name, { hint: hintSlot(name, names, ['value']) });
    else if (list.indexOf(name) < index) problems.add([...path, index], `"${name}" is there twice`);
    return slot;
  });
}

function checkAscending(
  path: readonly PropertyKey[],
  values: readonly number[],
  problems: ModelProblems,
): void {
  for (const [index, value] of values.entries()) {
    const before = values[index - 1] ?? -Infinity;
    if (!(value > before))
      problems.add([...path, index], `${value} is not above ${before}: they ascend, each once`);
  }
}

function compileTags(
  model: WorldModel,
  slots: CompiledSlots,
  problems: ModelProblems,
): CompiledTag[] {
  noteTwice(model.tags, ['tags'], 'code', problems);
  const always = model.tags.findIndex(({ when }) => when === undefined);
  if (always >= 0 && always < model.tags.length - 1)
    problems.add(
      ['tags', always + 1],
      `is never reached: tags[${always}] has no when and always holds`,
    );
  return model.tags.map(({ code, label, when }, index) => ({
    code,
    label,
    when:
      when === undefined
        ? null
        : problems.attempt(['tags', index, 'when'], undefined, () =>
            compileExpression(when, { names: slots.names, lags: false, kind: 'boolean' }),
          ),
  }));
}
