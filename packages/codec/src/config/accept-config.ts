import { GravityOptions, ScenarioConfig } from '@pulse-stream/worldstate';
import {
  DatasetReference,
  FORBIDDEN_NAMES,
  ForecastOptions,
  RESERVED_NAMES,
  TraceSelection,
  type Intervention,
  type ObservationRow,
} from '@pulse-stream/worldstate/internal';
import { DELETE, SPACE } from '../scan/ascii.ts';
import { isPlainObject } from './inspect-value.ts';

const MOST_TURNS = 100_000;
const MOST_LABEL = 256;
const MOST_ROWS = 1_000_000;
const MOST_KNOWN_NAMES = 1000;

type Draft = { -readonly [K in keyof ScenarioConfig]: ScenarioConfig[K] };

/**
 * Accepts a config in a tenth of the time the schema needs: never one that the schema would refuse,
 * and then with equal values; nearly every one that it would accept (`tools/bench/fast-paths.mjs`
 * holds it to the schema on a million configs). Common values are looked at here; rare and deep ones (forecast, meta,
 * datasets, gravity with options) are left to their part of the schema. The maps whose keys a user
 * chooses have no prototype: a slot may be called `valueOf`.
 * @param raw what JSON.parse returned; not changed
 * @returns the config with defaults filled in; null: ask the schema
 */
export function acceptConfig(raw: Readonly<Record<string, unknown>>): ScenarioConfig | null {
  // null, which no key may hold, is what the functions below return for a value they refuse
  const draft: { [K in keyof ScenarioConfig]: ScenarioConfig[K] | null } = {
    turns: 1,
    state_overrides: NOTHING,
    params: NOTHING,
    interventions: [],
    use_symbolism: true,
    gravity: true,
    mode: 'strict_injection',
    assess: 'basic',
    trace: 'none',
  };
  for (const key in raw) {
    const value = raw[key];
    if (value === undefined && isKey(key)) continue;
    let accepted: unknown = null;
    // not a table of functions: a store under a known name costs a tenth of one under any name
    switch (key) {
      case 'id':
        accepted = draft.id = acceptLabel(value);
        break;
      case 'turns':
        accepted = draft.turns = acceptCount(value);
        break;
      case 'members':
        accepted = draft.members = acceptCount(value);
        break;
      case 'state_overrides':
        accepted = draft.state_overrides = acceptNumbers(value, SLOT_NAME);
        break;
      case 'params':
        accepted = draft.params = acceptNumbers(value, PARAMETER_NAME);
        break;
      case 'seed':
        accepted = draft.seed = isSeed(value) ? value : acceptLabel(value);
        break;
      case 'interventions':
        accepted = draft.interventions = acceptInterventions(value);
        break;
      case 'use_symbolism':
        accepted = draft.use_symbolism = typeof value === 'boolean' ? value : null;
        break;
      case 'gravity':
        accepted = draft.gravity =
          typeof value === 'boolean' ? value : (GravityOptions.safeParse(value).data ?? null);
        break;
      case 'observations':
        accepted = draft.observations = acceptObservations(value);
        break;
      case 'mode':
        accepted = draft.mode =
          value === 'strict_injection' || value === 'seed_then_free' ? value : null;
        break;
      case 'forecast':
        accepted = draft.forecast = ForecastOptions.safeParse(value).data ?? null;
        break;
      case 'assess':
        accepted = draft.assess = value === 'basic' || value === 'full' ? value : null;
        break;
      case 'trace':
        accepted = draft.trace =
          value === 'none' || value === 'summary' || value === 'full'
            ? value
            : (TraceSelection.safeParse(value).data ?? null);
        break;
      case 'group':
        accepted = draft.group = acceptLabel(value);
        break;
      case 'meta':
        accepted = draft.meta = ScenarioConfig.shape.meta.safeParse(value).data ?? null;
        break;
      default:
    }
    if (accepted === null) return null;
  }
  // nothing was refused
  return draft as Draft;
}

const isKey = (key: string): boolean => Object.hasOwn(ScenarioConfig.shape, key);

/**
 * Makes maps without inherited keys, as `Object.create(null)` does, which the engine keeps like any
 * other object instead of as a hash table: made and filled in a third of the time.
 */
const OwnKeys = function OwnKeys() {} as unknown as new () => Record<string, never>; // a function is a constructor
OwnKeys.prototype = Object.create(null) as object; // as above

function emptyMap<T>(): Record<string, T> {
  return new OwnKeys();
}

/** Every map that was not given: frozen, because making one costs as much as a third of the rest. */
const NOTHING = Object.freeze(emptyMap<number>());

function acceptLabel(value: unknown): string | null {
  if (typeof value !== 'string' || value.length === 0 || value.length > MOST_LABEL) return null;
  // as CONTROL_CHARACTER, in a third of its time
  for (let index = 0; index < value.length; index += 1) {
    const unit = value.charCodeAt(index);
    if (unit < SPACE || unit === DELETE) return null;
  }
  return value;
}

function acceptCount(value: unknown): number | null {
  const isCount =
    typeof value === 'number' && value >= 1 && value <= MOST_TURNS && Number.isInteger(value);
  return isCount ? value : null;
}

const isSeed = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && Number.isSafeInteger(value);

/** Names that were accepted: a run has few, and finding one is faster than reading it again. */
class NameRule {
  readonly #pattern: RegExp;
  readonly #accepted = new Set<string>();

  constructor(pattern: RegExp) {
    this.#pattern = pattern;
  }

  accepts(name: string): boolean {
    if (this.#accepted.has(name)) return true;
    if (!this.#pattern.test(name)) return false;
    if (this.#accepted.size < MOST_KNOWN_NAMES) this.#accepted.add(name);
    return true;
  }
}

/** Whether it was parsed, or made here: nothing it inherits can be listed. */
function isParsed(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === OwnKeys.prototype || prototype === null;
}

function acceptNumbers(value: unknown, names: NameRule): Record<string, number> | null {
  if (!isParsed(value)) return null;
  const map = emptyMap<number>();
  for (const name in value) {
    const number = value[name];
    if (typeof number !== 'number' || number - number !== 0 || !names.accepts(name)) return null;
    map[name] = number;
  }
  return map;
}

function acceptInterventions(value: unknown): Intervention[] | null {
  if (!Array.isArray(value) || value.length > MOST_TURNS) return null;
  const acts: Intervention[] = [];
  for (const item of value) {
    const act = acceptIntervention(item);
    if (act === null) return null;
    acts.push(act);
  }
  return acts;
}

function acceptIntervention(value: unknown): Intervention | null {
  if (!isPlainObject(value)) return null;
  const { turn, set, add, ...others } = value;
  if (Object.keys(others).length > 0 || (set === undefined) === (add === undefined)) return null;
  const known = acceptCount(turn);
  const map = acceptNumbers(set ?? add, SLOT_NAME);
  if (known === null || map === null) return null;
  return set === undefined ? { turn: known, add: map } : { turn: known, set: map };
}

/** Rows written inside the config, or a reference to a dataset. */
function acceptObservations(value: unknown): NonNullable<ScenarioConfig['observations']> | null {
  if (!Array.isArray(value)) return DatasetReference.safeParse(value).data ?? null;
  if (value.length > MOST_ROWS) return null;
  const rows: ObservationRow[] = [];
  for (const item of value) {
    const row = acceptRow(item);
    if (row === null) return null;
    rows.push(row);
  }
  return rows;
}

function acceptRow(value: unknown): ObservationRow | null {
  if (!isPlainObject(value)) return null;
  const row = emptyMap<number | string | null>();
  for (const name of Object.keys(value)) {
    const cell = value[name];
    const isCell =
      cell === null ||
      typeof cell === 'string' ||
      (typeof cell === 'number' && Number.isFinite(cell));
    if (!isCell || name === '__proto__') return null;
    row[name] = cell;
  }
  return row;
}

const SLOT_NAME = new NameRule(
  new RegExp(
    `^(?!(?:${[...FORBIDDEN_NAMES, ...RESERVED_NAMES].join('|')})$)[A-Za-z][A-Za-z0-9_]{0,63}$`,
  ),
);
const PARAMETER_NAME = new NameRule(
  new RegExp(
    String.raw`^(?!(?:${FORBIDDEN_NAMES.join('|')})$)(?:[A-Za-z][A-Za-z0-9_]{0,63}|rule\.[A-Za-z0-9][A-Za-z0-9_.-]{0,63}\.(?:trust|importance))$`,
  ),
);
