/** A record as it was parsed. */
export type AnyRecord = Readonly<Record<string, unknown>>;

/** How far one number of a forecast moved. */
export interface Cell {
  readonly target: string;
  readonly horizon: number;
  /** Mean of the second less that of the first. */
  readonly delta: number;
  /**
   * The same in standard errors of the difference of the two means; Infinity: it moved where neither
   * ensemble has a spread.
   */
  readonly shift: number;
}

/** What a record is made of; `line` where one of the two does not say its config. */
export const INGREDIENTS = ['config', 'line', 'model', 'seed'] as const;
export type Ingredient = (typeof INGREDIENTS)[number];

/** What became of one scenario. */
export type Change =
  | { readonly kind: 'same' }
  | {
      readonly kind: 'moved';
      /** The first value that differs. */
      readonly path: string;
      readonly cells: readonly Cell[];
      /** What two records under one name were made of, where it was not the same. */
      readonly others: readonly Ingredient[];
    }
  /** A failure that was none, or one that is none any more. */
  | { readonly kind: 'appeared' | 'healed'; readonly error: string };

/** Parts of a record that are results; the others say which line it is and what made it. */
const PARTS = [
  'status',
  'final_state',
  'trace',
  'forecast',
  'gravity',
  'shadow_monitor',
  'assessment',
  'error',
] as const;
/** Identifies config, model and seed, and so differs where no value does. */
const IDENTITIES: ReadonlySet<string> = new Set(['trace_id']);

const isObject = (value: unknown): value is AnyRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The path of the first value in which two differ; null: none.
 * @param shared only what both have counts: they are of different schemas, or one is short
 */
function findDifference(a: unknown, b: unknown, path: string, shared: boolean): string | null {
  if (Object.is(a, b) || (a === 0 && b === 0)) return null;
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length !== b.length) return path;
    for (const [at, item] of a.entries()) {
      const found = findDifference(item, b[at], `${path}[${at}]`, shared);
      if (found !== null) return found;
    }
    return null;
  }
  if (!isObject(a) || !isObject(b)) return path;
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    if (IDENTITIES.has(key)) continue;
    const isShared = Object.hasOwn(a, key) && Object.hasOwn(b, key);
    if (!isShared && shared) continue;
    if (!isShared) return `${path}.${key}`;
    const found = findDifference(a[key], b[key], `${path}.${key}`, shared);
    if (found !== null) return found;
  }
  return null;
}

const numbersOf = (value: unknown): readonly number[] => (Array.isArray(value) ? value : []);
const membersOf = ({ run }: AnyRecord): number =>
  isObject(run) && typeof run['members'] === 'number' ? run['members'] : 1;

interface Means {
  readonly horizon: readonly number[];
  readonly targets: ReadonlyMap<
    string,
    { readonly mean: readonly number[]; readonly sd: readonly number[] }
  >;
}

function meansOf({ forecast }: AnyRecord): Means {
  const { horizon, targets } = isObject(forecast) ? forecast : {};
  const known = Object.entries(isObject(targets) ? targets : {}).flatMap(([name, target]) =>
    isObject(target)
      ? [[name, { mean: numbersOf(target['mean']), sd: numbersOf(target['sd']) }] as const]
      : [],
  );
  return { horizon: numbersOf(horizon), targets: new Map(known) };
}

/** Every target and horizon that both have: |Δmean|/√(sd²ₐ/Mₐ + sd²_b/M_b). */
function compareMeans(a: AnyRecord, b: AnyRecord): Cell[] {
  const [before, after] = [meansOf(a), meansOf(b)];
  const [m, n] = [membersOf(a), membersOf(b)];
  const cells: Cell[] = [];
  for (const [target, first] of before.targets) {
    const second = after.targets.get(target);
    if (second === undefined) continue;
    for (const [at, horizon] of before.horizon.entries()) {
      const other = after.horizon.indexOf(horizon);
      const [x, y] = [first.mean[at], second.mean[other]];
      if (x === undefined || y === undefined) continue;
      const error = Math.sqrt((first.sd[at] ?? 0) ** 2 / m + (second.sd[other] ?? 0) ** 2 / n);
      const delta = y - x;
      cells.push({ target, horizon, delta, shift: delta === 0 ? 0 : Math.abs(delta) / error });
    }
  }
  return cells;
}

const errorOf = ({ error }: AnyRecord): string =>
  isObject(error) ? `${String(error['type'])}: ${String(error['message'])}` : 'failed';

/** A short record leaves out what is null or explains, at every depth. */
const isShort = (record: AnyRecord): boolean => !Object.hasOwn(record, 'config');

/** Of what another one was taken. What only one of the two says is not compared. */
function findOthers(a: AnyRecord, b: AnyRecord): Ingredient[] {
  const differs = (x: unknown, y: unknown): boolean =>
    x !== undefined && y !== undefined && x !== y;
  const [before, after] = [a, b].map(({ run }) => (isObject(run) ? run : {}));
  const isConfig = findDifference(a['config'], b['config'], 'config', false) !== null;
  const isAnyShort = isShort(a) || isShort(b);
  const is: Readonly<Record<Ingredient, boolean>> = {
    config: !isAnyShort && isConfig,
    line: isAnyShort && differs(a['line_sha256'], b['line_sha256']),
    model: differs(before?.['model_hash'], after?.['model_hash']),
    seed: differs(before?.['seed'], after?.['seed']),
  };
  // a scenario without an id has the seed that its config makes
  const isMade = typeof a['id'] !== 'string' && (is.config || is.line);
  return INGREDIENTS.filter((name) => is[name] && !(name === 'seed' && isMade));
}

/**
 * What became of a scenario from one run to another. Moved: any value of its results differs, whatever
 * made them; parts that only one record has (slim ones) are left aside.
 */
export function compareRecords(a: AnyRecord, b: AnyRecord): Change {
  const [failedBefore, failedAfter] = [a['kind'] === 'failure', b['kind'] === 'failure'];
  if (failedBefore !== failedAfter)
    return failedAfter
      ? { kind: 'appeared', error: errorOf(b) }
      : { kind: 'healed', error: errorOf(a) };
  const shared = a['schema'] !== b['schema'] || isShort(a) !== isShort(b);
  for (const part of PARTS) {
    if (!Object.hasOwn(a, part) || !Object.hasOwn(b, part)) continue;
    const path = findDifference(a[part], b[part], part, shared);
    if (path === null) continue;
    return { kind: 'moved', path, cells: compareMeans(a, b), others: findOthers(a, b) };
  }
  return { kind: 'same' };
}
