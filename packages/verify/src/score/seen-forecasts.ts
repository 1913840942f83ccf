import type { IssuedForecast } from '@pulse-stream/worldstate/internal';

/** What one forecast is about. */
interface Scope {
  readonly targets: ReadonlySet<string>;
  readonly turns: ReadonlySet<number>;
  readonly events: ReadonlySet<string>;
}

/** What came before of a forecast that is read. */
export interface Repeated {
  hasCell(target: string, turn: number): boolean;
  hasEvent(name: string): boolean;
}

/** Trace ids that are named. */
const NAMED = 10;

/**
 * Forecasts that were read, so that none counts twice: the same are those with one trace id, origin,
 * target and horizon. Keeps some hundred bytes for each.
 */
export class SeenForecasts {
  readonly #scopes = new Map<string, Scope>();
  readonly #seen = new Map<string, readonly Scope[]>();
  #repeated: string[] = [];

  /** The least trace ids of forecasts that were there before, at most ten. */
  get repeated(): readonly string[] {
    return this.#repeated;
  }

  /** Takes note of a forecast and tells what of it came before. */
  enter(issued: IssuedForecast): Repeated {
    const { trace_id: trace, origin } = issued;
    const key = JSON.stringify([trace, origin.dataset, origin.label]);
    const before = this.#seen.get(key) ?? [];
    const scope = this.#scopeOf(issued);
    if (!before.includes(scope)) this.#seen.set(key, [...before, scope]);
    return {
      hasCell: (target, turn) =>
        before.some(({ targets, turns }) => targets.has(target) && turns.has(turn)),
      hasEvent: (name) => before.some(({ events }) => events.has(name)),
    };
  }

  /** A forecast was there before. */
  name({ trace_id: trace }: IssuedForecast): void {
    this.#repeated = [...new Set([...this.#repeated, trace])].toSorted().slice(0, NAMED);
  }

  /** Most forecasts of a file are about the same: one value serves them all. */
  #scopeOf({ targets, horizon, events }: IssuedForecast): Scope {
    const names = [Object.keys(targets), horizon, events.map(({ name }) => name)] as const;
    const key = JSON.stringify(names);
    const known = this.#scopes.get(key);
    if (known !== undefined) return known;
    const [of, turns, happenings] = names;
    const scope = { targets: new Set(of), turns: new Set(turns), events: new Set(happenings) };
    this.#scopes.set(key, scope);
    return scope;
  }
}
