import { compareRecords, type AnyRecord, type Ingredient } from './compare-records.ts';

/** What a record that moved was made of, where it was not the same. */
type Others = { readonly [Name in Ingredient as `other_${Name}`]?: true };

/** One scenario that is not as it was. */
export interface DiffLine extends Others {
  readonly kind: 'diff';
  /** Its id; without one `line 7`. */
  readonly scenario: string;
  readonly change: 'appeared' | 'healed' | 'went' | 'came' | 'moved';
  /** Moved: largest shift of its cells, in standard errors; null: it has no cells that moved. */
  readonly shift: number | null;
  /** Its shift has no spread to be measured by. */
  readonly exact?: true;
  readonly target?: string;
  readonly horizon?: number;
  readonly delta?: number;
  /** Moved: the first value that differs. Failures: the error. */
  readonly detail?: string;
}

/** How far the forecasts of one target at one horizon moved, over all scenarios. */
export interface DiffCell {
  readonly kind: 'diff-cell';
  readonly target: string;
  readonly horizon: number;
  readonly compared: number;
  readonly moved: number;
  /** By more than three standard errors. */
  readonly above3: number;
  /** Largest shift; null: it moved where there is no spread. */
  readonly shift: number | null;
  readonly scenario: string | null;
}

/** Counts of a comparison, whatever is told of it. */
export interface DiffSummary {
  readonly kind: 'diff-summary';
  readonly before: number;
  readonly after: number;
  readonly same: number;
  readonly moved: number;
  readonly came: number;
  readonly went: number;
  /** Failures that were none, and that are none any more. */
  readonly appeared: number;
  readonly healed: number;
  /** Largest shift; null: something moved that has no spread. */
  readonly shift: number | null;
  /** Changes that are counted and not told. */
  readonly not_told: number;
}

const CLEAR = 3;
const ORDER: Readonly<Record<DiffLine['change'], number>> = {
  appeared: 0,
  healed: 1,
  went: 2,
  came: 3,
  moved: 4,
};

const sizeOf = ({ shift, exact }: DiffLine): number => (exact === true ? Infinity : (shift ?? -1));
/** What matters most comes first: failures, what is not in both, then the largest shifts. */
const compareLines = (a: DiffLine, b: DiffLine): number =>
  ORDER[a.change] - ORDER[b.change] || (sizeOf(a) === sizeOf(b) ? 0 : sizeOf(b) - sizeOf(a));

interface CellTally {
  readonly target: string;
  readonly horizon: number;
  compared: number;
  moved: number;
  above3: number;
  shift: number;
  scenario: string | null;
}

const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

/**
 * Compares two runs pair by pair, in any order; keeps counts, and the lines that matter most.
 */
export class RunDiff {
  readonly #most: number;
  #lines: DiffLine[] = [];
  readonly #cells = new Map<string, CellTally>();
  readonly #counts = { same: 0, moved: 0, came: 0, went: 0, appeared: 0, healed: 0 };
  #before = 0;
  #after = 0;
  #shift = 0;

  /** @param most lines that are told */
  constructor(most: number) {
    this.#most = most;
  }

  /** A scenario that both runs have. */
  addPair(scenario: string, a: AnyRecord, b: AnyRecord): void {
    this.#before += 1;
    this.#after += 1;
    const change = compareRecords(a, b);
    this.#counts[change.kind] += 1;
    if (change.kind === 'same') return;
    if (change.kind !== 'moved')
      return this.#tell({
        kind: 'diff',
        scenario,
        change: change.kind,
        shift: null,
        detail: change.error,
      });
    const cells = change.cells.filter(({ delta }) => delta !== 0);
    for (const { target, horizon, shift } of change.cells)
      this.#count(scenario, target, horizon, shift);
    const [largest] = cells.toSorted((x, y) => (x.shift === y.shift ? 0 : y.shift - x.shift));
    this.#shift = Math.max(this.#shift, largest?.shift ?? 0);
    return this.#tell({
      kind: 'diff',
      scenario,
      change: 'moved',
      shift: largest === undefined ? null : finiteOrNull(largest.shift),
      ...(largest?.shift === Infinity ? { exact: true as const } : {}),
      ...(largest === undefined
        ? {}
        : { target: largest.target, horizon: largest.horizon, delta: largest.delta }),
      detail: change.path,
      ...Object.fromEntries(change.others.map((name) => [`other_${name}`, true])),
    });
  }

  /** A scenario that both runs have, byte for byte the same. */
  addSame(): void {
    this.#before += 1;
    this.#after += 1;
    this.#counts.same += 1;
  }

  /** A scenario that only one of the runs has. */
  addSingle(scenario: string, change: 'came' | 'went'): void {
    if (change === 'came') this.#after += 1;
    else this.#before += 1;
    this.#counts[change] += 1;
    this.#tell({ kind: 'diff', scenario, change, shift: null });
  }

  #count(scenario: string, target: string, horizon: number, shift: number): void {
    const key = `${horizon} ${target}`;
    const cell = this.#cells.get(key) ?? {
      target,
      horizon,
      compared: 0,
      moved: 0,
      above3: 0,
      shift: 0,
      scenario: null,
    };
    this.#cells.set(key, cell);
    cell.compared += 1;
    cell.moved += Number(shift > 0);
    cell.above3 += Number(shift > CLEAR);
    if (shift <= cell.shift) return;
    cell.shift = shift;
    cell.scenario = scenario;
  }

  #tell(line: DiffLine): void {
    this.#lines.push(line);
    if (this.#lines.length > 2 * this.#most + 1) this.#cut();
  }

  #cut(): void {
    this.#lines = this.#lines.toSorted(compareLines).slice(0, this.#most);
  }

  /** Operands of a condition on the whole comparison. */
  operands(): ReadonlyMap<string, number> {
    const { same: _, ...counts } = this.#counts;
    return new Map([['shift', this.#shift], ...Object.entries(counts)]);
  }

  /** What was found so far: the lines that matter most first, cells, counts. */
  report(): {
    readonly lines: readonly DiffLine[];
    readonly cells: readonly DiffCell[];
    readonly summary: DiffSummary;
  } {
    this.#cut();
    const { same, ...changes } = this.#counts;
    const changed = Object.values(changes).reduce((sum, count) => sum + count, 0);
    return {
      lines: this.#lines,
      cells: [...this.#cells.values()].map((cell) => ({
        kind: 'diff-cell',
        ...cell,
        shift: finiteOrNull(cell.shift),
      })),
      summary: {
        kind: 'diff-summary',
        before: this.#before,
        after: this.#after,
        same,
        ...changes,
        shift: finiteOrNull(this.#shift),
        not_told: changed - this.#lines.length,
      },
    };
  }
}
