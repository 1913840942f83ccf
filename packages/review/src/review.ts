/**
 * What a run says as a whole: the value that the digest, the table of `review` and the report are
 * drawn from. It is plain JSON, its size has a bound whatever the number of records, and every number
 * of it can be computed again from the records. What did not fit is said in `left_out`.
 */
export interface Review {
  readonly kind: 'review';
  /** Records by what became of them; `total` = complete + gated + failed. */
  readonly records: {
    readonly total: number;
    readonly complete: number;
    readonly gated: number;
    readonly failed: number;
  };
  /** What made the results, the most results first: more than one where outputs were joined. */
  readonly runs: readonly RunLine[];
  /** Failures by code, the most frequent first. */
  readonly failures: readonly FailureLine[];
  /** Warnings by kind, those of most results first. */
  readonly warnings: readonly WarningLine[];
  /** Results by their symbolic tag, the largest first. */
  readonly tags: readonly GroupLine[];
  /** Results by the `group` of their scenario, the largest first. */
  readonly groups: readonly GroupLine[];
  readonly contradictions: Contradictions;
  /** What to read first, the highest score first; of equal scores the earlier record. */
  readonly priority: readonly PriorityLine[];
  readonly assessment: AssessmentCounts;
  /** For every target and turn ahead, in the order of the first record that has them. */
  readonly targets: readonly TargetLine[];
  readonly events: readonly EventLine[];
  /** What varies from scenario to scenario, by the names that `design --var` has. */
  readonly inputs: readonly InputLine[];
  /** What is counted nowhere above, or not told, with the reason in a sentence; empty: nothing. */
  readonly left_out: readonly string[];
}

/** Which record is meant: `line` (and `source` where there were several files) is where its scenario stands. */
export interface ScenarioRef {
  /** As the scenario gave it; null: it gave none. */
  readonly id: string | null;
  /** 1-based physical line of the input. */
  readonly line: number;
  /** The input file, where there were several. */
  readonly source: string | null;
}

/** Results made by one model, in one build, from one kind of seed. */
export interface RunLine {
  readonly model: string;
  readonly model_hash: string;
  readonly engine_version: string;
  readonly results: number;
  /** null: it differs from result to result. */
  readonly seed: number | string | null;
  /** Smallest and largest ensemble, and number of turns. */
  readonly members: readonly [number, number];
  readonly turns: readonly [number, number];
}

/** Failures of one code. */
export interface FailureLine {
  /** The stable code, e.g. `config-invalid`. */
  readonly type: string;
  readonly count: number;
  /** The first one, with its message, the place in the scenario, and the way out. */
  readonly first: ScenarioRef;
  readonly message: string;
  readonly path: string | null;
  readonly hint: string | null;
}

/** Warnings of one kind. */
export interface WarningLine {
  readonly type: string;
  /** Warnings, and results that have one or more. */
  readonly count: number;
  readonly results: number;
  /** The first result that has one, with its message. */
  readonly first: ScenarioRef;
  readonly message: string;
}

/** Results that share a symbolic tag, or a group. */
export interface GroupLine {
  readonly name: string;
  readonly count: number;
  /** Of those that have a confidence (0..1); null: none has. */
  readonly mean_confidence: number | null;
  /** How many have one. */
  readonly with_confidence: number;
  /** The first of its results, at most 20. */
  readonly members: readonly ScenarioRef[];
}

/** A closed interval, natural units. */
export type Interval = readonly [low: number, high: number];

/** Two results of one group that cannot both be right. */
export interface Contradiction {
  readonly group: string;
  readonly a: ScenarioRef;
  readonly b: ScenarioRef;
  /** The target and turn at which they are the furthest apart, by `separation`. */
  readonly target: string;
  readonly horizon: number;
  /** Their central 80 % intervals there (quantiles 0.1 and 0.9); a lies above b. */
  readonly a_interval: Interval;
  readonly b_interval: Interval;
  /** The gap between the two, as a share of all that the intervals of the group span there: 0..1. */
  readonly separation: number;
}

/** Results of one group whose central 80 % intervals of a target at a turn are disjoint. */
export interface Contradictions {
  /** Pairs of results that contradict each other anywhere; null: too many to tell apart. */
  readonly pairs: number | null;
  /** Pairs counted once for every target and turn at which they contradict each other. */
  readonly cells: number;
  /** The furthest apart first, each pair once; as many as were asked for. */
  readonly told: readonly Contradiction[];
  /** Groups that have contradictions, the most first, at most 100; `pairs` and `cells` as above. */
  readonly groups: readonly {
    readonly group: string;
    readonly pairs: number | null;
    readonly cells: number;
  }[];
  /** Results that were compared with the others of their group. */
  readonly compared: number;
  /** Only the results at the ends of some group could be kept: `cells` is a lower bound. */
  readonly at_least: boolean;
}

/** A result that is to be read early: `score` = Σ weight × part over the parts (`PRIORITY`). */
export interface PriorityLine {
  readonly scenario: ScenarioRef;
  /** 0..1. */
  readonly score: number;
  /** What the score is made of, each 0..1. */
  readonly parts: Readonly<Record<PriorityPart, number>>;
  /** Why, in words with numbers. */
  readonly why: string;
}

/**
 * `event`: the highest probability of an event. `movement`: of the target that moves the most against
 * its spread, d/(1 + d), d being the distance from its start to its mean at the last turn ahead in
 * standard deviations there. `alarm`: 1 where the result is gated or rejected, or where the shadow
 * monitor asks for a review or finds the correction harmful. `evidence`: confidence × (1 − fragility).
 * What a result does not have is 0.
 */
export type PriorityPart = 'event' | 'movement' | 'alarm' | 'evidence';

/** How many results have a number of the assessment, and what it is. */
export interface Spread {
  readonly n: number;
  /** null: no result has one. */
  readonly mean: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

/** Results by their assessment; names that no result has are left out. */
export interface AssessmentCounts {
  readonly trust_label: Readonly<Record<string, number>>;
  readonly action: Readonly<Record<string, number>>;
  /** Verdicts of the shadow monitor. */
  readonly verdict: Readonly<Record<string, number>>;
  readonly calibration: Readonly<Record<string, number>>;
  readonly confidence: Spread;
  readonly fragility: Spread;
  readonly risk: Spread;
}

/** A result and the number of it that is the smallest, or the largest. */
export interface End {
  readonly scenario: ScenarioRef;
  readonly value: number;
}

/** The forecasts of one target at one turn, over all results that have it; natural units. */
export interface TargetLine {
  readonly target: string;
  readonly unit: string | null;
  /** Turns ahead. */
  readonly horizon: number;
  /** It is the last turn ahead of some result. */
  readonly is_last: boolean;
  readonly n: number;
  /** Mean and standard deviation (n − 1; null below two results) of the means of the results. */
  readonly mean: number;
  readonly sd: number | null;
  /** Mean width of the central 80 % intervals; null: no result has one. */
  readonly width80: number | null;
  /** The results with the smallest and the largest mean; of equals the first. */
  readonly lowest: End;
  readonly highest: End;
}

/** The probabilities of one event, over all results that ask for it. */
export interface EventLine {
  readonly event: string;
  readonly n: number;
  /** Mean and standard deviation (n − 1; null below two) of the probabilities. */
  readonly mean: number;
  readonly sd: number | null;
  readonly lowest: End;
  readonly highest: End;
}

/** An input that is not the same in all scenarios that ran. */
export interface InputLine {
  readonly name: string;
  /** Results whose config says it, with a number or with a text. */
  readonly n: number;
  /** Different values; null: more than 1,000. */
  readonly values: number | null;
  /** Of the numbers; null: there are only texts. */
  readonly min: number | null;
  readonly max: number | null;
  /**
   * Pearson's correlation with the mean of every target at its last turn ahead, over the results
   * that say the input; the strongest first. `sensitivity` looks closer, with ranks and intervals.
   */
  readonly correlations: readonly {
    readonly target: string;
    readonly n: number;
    /** −1..1. */
    readonly r: number;
  }[];
}
