import { calendarFrom, readTimeAxis, type CalendarName } from '@pulse-stream/worldstate/internal';
import { CALENDAR } from '../language/clock.ts';
import { isIn } from '../language/operations.ts';
import { operandsOf, visitTree, type ExpressionTree } from '../language/tree.ts';
import type { CompiledModel } from '../model/compiled-model.ts';
import type { ModelProblems } from '../shape/problems.ts';
import type { Place } from './places.ts';

const readsTurn = (tree: ExpressionTree): boolean =>
  tree.op === 'turn' || operandsOf(tree).some(readsTurn);

const OF_FORECASTS = new Set<PropertyKey | undefined>(['forecast', 'tags']);

/** `turn` where a world with a past would mean a moment of it; told once. */
export function reviewTurn(places: readonly Place[], problems: ModelProblems): void {
  // events and tags look at a forecast
  const place = places.find(({ path, tree }) => !OF_FORECASTS.has(path[0]) && readsTurn(tree));
  if (place === undefined) return;
  const { path, rule } = place;
  problems.add(path, 'turn counts from the origin of each forecast: in a history it is always 0', {
    rule,
    hint: 'a moment of the world is time, or month, week, season, … where the turns have dates',
  });
}

/** What reads of the calendar more than a date of the model says; told once. */
export function reviewCalendar(
  { model: { time_unit: timeUnit }, clock }: CompiledModel,
  places: readonly Place[],
  problems: ModelProblems,
): void {
  const { label, season } = clock;
  const calendar =
    label === null
      ? null
      : calendarFrom(readTimeAxis([label], { timeUnit }), {
          timeUnit,
          season: season ?? undefined,
        });
  const position = calendar?.at(0);
  const read = new Set<CalendarName>();
  let first: Place | undefined;
  for (const place of places)
    visitTree(place.tree, (node) => {
      if (node.op !== 'clock' || !isIn(CALENDAR, node.reading)) return;
      // a season of so many turns needs no date
      if (node.reading === 'season' && season !== null) return;
      if (typeof position?.[node.reading] === 'number') return;
      read.add(node.reading);
      first ??= place;
    });
  if (first === undefined) return;
  const { path, rule } = first;
  const [name = 'season'] = read;
  const are = read.size === 1 ? 'is' : 'are';
  const why = calendar === null ? 'the model has none' : calendar.explain(name);
  problems.add(
    path,
    `${[...read].join(' and ')} ${are} read from dates, and ${why}: a run needs a history with dates, or start in its lines`,
    {
      rule,
      hint:
        calendar === null
          ? 'write time: { start: 2024-01 } for one that needs neither'
          : 'write in time: { start: … } a date that says it, as 2024-01-31',
    },
  );
}
