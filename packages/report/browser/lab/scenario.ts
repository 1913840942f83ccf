/** A scenario as it is written: the engine says what is wrong with it, nothing is taken for granted. */
export type Scenario = Readonly<Record<string, unknown>>;

/** Somebody steps in: one name at one turn. */
export interface Act {
  readonly turn: number;
  readonly how: 'set' | 'add';
  readonly name: string;
  readonly value: number;
}

/** Keys of a scenario that hold numbers by name. */
export type NumberGroup = 'params' | 'state_overrides';

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What stands under a key of an object; undefined: it has none of its own. */
export const own = (object: unknown, key: string): unknown =>
  isObject(object) && Object.hasOwn(object, key) ? object[key] : undefined;

/** The number a scenario gives a name; null: none. */
export function numberOf(scenario: Scenario, group: NumberGroup, name: string): number | null {
  const value = own(own(scenario, group), name);
  return typeof value === 'number' ? value : null;
}

/** The scenario with another value under a key; undefined: without it. */
export function withKey(scenario: Scenario, key: string, value: unknown): Scenario {
  const { [key]: _, ...rest } = scenario;
  return value === undefined ? rest : { ...scenario, [key]: value };
}

/** The scenario in which a name has a number; null: that of the model. */
export function withNumber(
  scenario: Scenario,
  group: NumberGroup,
  name: string,
  value: number | null,
): Scenario {
  const before = own(scenario, group);
  const values = withKey(isObject(before) ? before : {}, name, value ?? undefined);
  return withKey(scenario, group, Object.keys(values).length === 0 ? undefined : values);
}

/** Names to which the scenario gives numbers. */
export function namesIn(scenario: Scenario, group: NumberGroup): string[] {
  const values = own(scenario, group);
  return isObject(values) ? Object.keys(values) : [];
}

/** The interventions of a scenario, one name each; what is none is left out. */
export function actsOf(scenario: Scenario): Act[] {
  const list = own(scenario, 'interventions');
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown) =>
    (['set', 'add'] as const).flatMap((how) => {
      const [turn, values] = [own(item, 'turn'), own(item, how)];
      if (typeof turn !== 'number' || !isObject(values)) return [];
      return Object.entries(values).flatMap(([name, value]): Act[] =>
        typeof value === 'number' ? [{ turn, how, name, value }] : [],
      );
    }),
  );
}

/** The scenario with these interventions. */
export function withActs(scenario: Scenario, acts: readonly Act[]): Scenario {
  const list = acts.map(({ turn, how, name, value }) => ({ turn, [how]: { [name]: value } }));
  return withKey(scenario, 'interventions', list.length === 0 ? undefined : list);
}

/** Forecast turns; 1 where the scenario does not say. */
export function turnsOf(scenario: Scenario): number {
  const turns = own(scenario, 'turns');
  return typeof turns === 'number' && turns >= 1 ? Math.floor(turns) : 1;
}
