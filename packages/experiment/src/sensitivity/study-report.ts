import type { Estimate } from './bootstrap.ts';

/** How one outcome answers to one input. */
export interface SensitivityLine {
  readonly kind: 'sensitivity';
  readonly outcome: string;
  readonly input: string;
  /** Records that were compared. */
  readonly n: number;
  readonly spearman: Estimate;
  readonly prcc: Estimate;
  /** First-order and total Sobol index; null where the records are of another design. */
  readonly first: Estimate | null;
  readonly total: Estimate | null;
}

/** A box in which cases of interest lie. */
export interface BoxLine {
  readonly kind: 'box';
  /** As it was asked. */
  readonly cases: string;
  /** Inputs that are bounded, both ends inside. */
  readonly limits: Readonly<
    Record<string, { readonly low: number | null; readonly high: number | null }>
  >;
  /** Share of all cases of interest that lie in it, and share of its records that are of interest. */
  readonly coverage: number;
  readonly density: number;
  readonly n: number;
}

/** What a study found. */
export interface SensitivityReport {
  readonly sensitivities: readonly SensitivityLine[];
  readonly boxes: readonly BoxLine[];
  readonly summary: {
    readonly kind: 'sensitivity-summary';
    readonly records: number;
    readonly results: number;
    readonly failures: number;
    readonly inputs: readonly string[];
    /** Whole blocks of a design for Sobol indices; 0: it is none. */
    readonly blocks: number;
    /** Records of interest of those that were looked at for boxes; null: none were asked for. */
    readonly of_interest: number | null;
    /** What was left out, by name, with the reason. */
    readonly left_out: Readonly<Record<string, string>>;
  };
}
