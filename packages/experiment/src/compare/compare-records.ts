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

/** What became of one scenario. */
export type Change =
  | { readonly kind: 'same' }
  | {
      readonly kind: 'moved';
      /** The first value that differs. */
      readonly path: string;
      readonly cells: readonly Cell[];
      /** The scenario is another one under the same name. */
      readonly otherConfig: boolean;
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
  // a short record leaves out what is null or explains, at every depth
  const isShort = (record: AnyRecord): boolean => !Object.hasOwn(record, 'config');
  const shared = a['schema'] !== b['schema'] || isShort(a) !== isShort(b);
  for (const part of PARTS) {
    if (!Object.hasOwn(a, part) || !Object.hasOwn(b, part)) continue;
    const path = findDifference(a[part], b[part], part, shared);
    if (path === null) continue;
    const otherConfig =
      isShort(a) === isShort(b) &&
      findDifference(a['config'], b['config'], 'config', false) !== null;
    return { kind: 'moved', path, cells: compareMeans(a, b), otherConfig };
  }
  return { kind: 'same' };
}
