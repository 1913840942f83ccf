import type { ResultRecord } from '@pulse-stream/worldstate';

/** Where the values of a run go in `numbers` and `texts`, by path. */
export interface Holes {
  readonly numbers: Map<string, number>;
  readonly texts: Map<string, number>;
}

/** The values of a world, in record order. */
export const GROUPS = ['overlays', 'variables', 'capital'] as const;

/**
 * The holes of a record, its numbers in this order: place of the line, final state, targets, events,
 * attribution, risk, symbolic reading.
 * @param places paths of texts, by index; those that the record lacks are left out
 */
export function findHoles(example: ResultRecord, places: Readonly<Record<string, number>>): Holes {
  const { forecast, assessment, final_state: final } = example;
  const numbers = new Map<string, number>();
  const add = (path: string): void => void numbers.set(path, numbers.size);
  add('line');
  add('batch_index');
  for (const group of GROUPS)
    for (const name of Object.keys(final[group])) add(`final_state.${group}.${name}`);
  for (const [name, { mean, median, sd, quantiles }] of Object.entries(forecast.targets)) {
    const path = `forecast.targets.${name}`;
    const lists = { mean, median, sd };
    for (const [key, list] of Object.entries(lists))
      for (const turn of (list ?? []).keys()) add(`${path}.${key}[${turn}]`);
    for (const [level, list] of Object.entries(quantiles ?? {}))
      for (const turn of list.keys()) add(`${path}.quantiles.${level}[${turn}]`);
  }
  for (const event of forecast.events.keys()) {
    add(`forecast.events[${event}].probability`);
    add(`forecast.events[${event}].count`);
  }
  for (const [name, { parts }] of Object.entries(forecast.attribution)) {
    const path = `forecast.attribution.${name}`;
    for (const key of ['start', 'end', 'change']) add(`${path}.${key}`);
    for (const part of Object.keys(parts)) add(`${path}.parts.${part}`);
  }
  if (assessment.risk !== null) add('assessment.risk');
  const { symbolic } = assessment;
  if (symbolic !== null && symbolic.score !== null)
    for (const key of ['score', 'arc_certainty', 'volatility']) add(`assessment.symbolic.${key}`);

  const texts = new Map<string, number>(Object.entries(places));
  if (example.id === undefined) texts.delete('id');
  if (example.id === undefined) texts.delete('config.id');
  if (example.config.state_overrides === undefined) texts.delete('config.state_overrides');
  if (example.source === undefined) texts.delete('source');
  if (symbolic === null) texts.delete('assessment.symbolic.tag');
  if (symbolic === null || symbolic.arc === null) texts.delete('assessment.symbolic.arc');
  return { numbers, texts };
}
