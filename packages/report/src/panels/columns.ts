import type { RunFacts } from '../gather/run-facts.ts';
import type { Outcome, Scenario } from '../gather/scenario.ts';

export type Cell = string | number | null;

/** A column of the table of scenarios. Names are those that `sensitivity` knows outcomes by. */
export interface Column {
  readonly name: string;
  /** Whether it stands on the page; every column is in the CSV. */
  readonly shown: boolean;
  readonly values: readonly Cell[];
}

const MOST_INPUTS = 24;
const SHOWN_INPUTS = 6;
const MOST_EVENTS = 12;
const SHOWN_EVENTS = 3;

type Read = (scenario: Scenario) => Cell;

/** Inputs that are not the same in all scenarios, in the order they are met. */
export function varyingInputs(scenarios: readonly Scenario[]): string[] {
  const first = new Map<string, Cell>();
  const varying = new Set<string>();
  for (const [at, { inputs }] of scenarios.entries()) {
    for (const [name, value] of inputs) {
      if (!first.has(name) && at === 0) first.set(name, value);
      else if (first.get(name) !== value) varying.add(name);
    }
    for (const name of first.keys()) if (!inputs.has(name)) varying.add(name);
  }
  return [...varying].slice(0, MOST_INPUTS);
}

/** The one last turn of a target, or `last`: it differs between scenarios. */
function lastTurn(target: string, scenarios: readonly Scenario[]): number | 'last' {
  const turns = new Set(
    scenarios.flatMap(({ outcomes }) =>
      outcomes.flatMap((outcome) => (outcome.target === target ? [outcome.turn] : [])),
    ),
  );
  const [turn] = turns;
  return turns.size === 1 && turn !== undefined ? turn : 'last';
}

/** The column of the mean of a target, which is never called like the input of that name. */
export const outcomeColumn = (target: string, scenarios: readonly Scenario[]): string =>
  `${target}@${lastTurn(target, scenarios)}`;

/** Names, whether they are shown, and how they are read. */
function* readers({ scenarios, targets }: RunFacts): Generator<[string, boolean, Read]> {
  const isAny = (has: (scenario: Scenario) => boolean): boolean => scenarios.some(has);
  yield ['scenario', true, ({ name }) => name];
  yield ['line', true, ({ line }) => line];
  if (isAny(({ source }) => source !== null)) yield ['source', true, ({ source }) => source];
  yield ['status', true, ({ status }) => status];
  yield ['action', true, ({ action }) => action];
  if (isAny(({ gate }) => gate !== null)) yield ['gate', true, ({ gate }) => gate];
  if (isAny(({ group }) => group !== null)) yield ['group', true, ({ group }) => group];
  for (const [at, name] of varyingInputs(scenarios).entries())
    yield [name, at < SHOWN_INPUTS, ({ inputs }) => inputs.get(name) ?? null];
  for (const [at, target] of targets.entries()) {
    const suffix = `@${lastTurn(target, scenarios)}`;
    const read =
      (key: 'mean' | 'low' | 'high'): Read =>
      ({ outcomes }) =>
        outcomes.find((outcome: Outcome) => outcome.target === target)?.[key] ?? null;
    yield [`${target}${suffix}`, true, read('mean')];
    yield [`${target}.q0.1${suffix}`, at === 0, read('low')];
    yield [`${target}.q0.9${suffix}`, at === 0, read('high')];
  }
  const events = [...new Set(scenarios.flatMap((one) => one.events.map(({ name }) => name)))];
  for (const [at, event] of events.slice(0, MOST_EVENTS).entries())
    yield [
      `p_${event}`,
      at < SHOWN_EVENTS,
      (one) => one.events.find(({ name }) => name === event)?.probability ?? null,
    ];
  yield [
    'confidence',
    isAny(({ confidence }) => confidence !== null),
    ({ confidence }) => confidence,
  ];
  yield ['trust_label', false, ({ trustLabel }) => trustLabel];
  yield ['warnings', isAny(({ warnings }) => warnings > 0), ({ warnings }) => warnings];
}

/** The table of scenarios by column, numbers as the records say them. */
export function columnsOf(facts: RunFacts): readonly Column[] {
  return [...readers(facts)].map(([name, shown, read]) => ({
    name,
    shown,
    values: facts.scenarios.map((scenario) => read(scenario)),
  }));
}
