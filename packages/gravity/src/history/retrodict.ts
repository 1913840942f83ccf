import type { CausalCore } from '@pulse-stream/worldstate';
import {
  finish,
  type CausalPath,
  type History,
  type ScoredSteps,
} from '@pulse-stream/worldstate/internal';
import { rankContributors, type Contributor } from './contributors.ts';
import type { GravityState, Learner, StateOf } from './learner.ts';
import { openLearner } from './open-learner.ts';
import type { ResolvedGravityOptions } from '../options/options.ts';
import { readHistory, type ObservedHistory } from './read-history.ts';
import { openScoreBook, type ScoreBook } from './score-book.ts';

/** What going through a history leaves behind. */
export interface Retrodiction<State extends GravityState = GravityState> {
  /** The world at the last row, which is turn 0, with the lags the model reads. */
  readonly path: CausalPath;
  readonly state: State;
  /** Scored one-step innovations of the taught variables, sorted by name. */
  readonly scored: readonly ScoredSteps[];
  /** The same of variables that do not have `min_observations` of them yet. */
  readonly untaughtScored: readonly ScoredSteps[];
  /** Observations taken, and those refused because they were not finite. */
  readonly used: number;
  readonly refused: number;
  /** Label of the last row. */
  readonly label: string | null;
  /** What the correction consists of at turn 0, largest first. */
  readonly contributors: readonly Contributor[];
}

/** The four acts of one row, to be called in the order that keeps a forecast honest. */
export interface RowActs {
  correct(): void;
  observe(): void;
  score(): void;
  update(): void;
}

/** Correct with what was known, observe, score, and only then learn. */
export function inOrder(acts: RowActs): void {
  acts.correct();
  acts.observe();
  acts.score();
  acts.update();
}

/** The parts of a walk through a history. */
export interface Walk {
  readonly core: CausalCore;
  readonly learner: Learner;
  readonly book: ScoreBook;
  readonly path: CausalPath;
  readonly options: ResolvedGravityOptions;
}

const LEAST_WARMUP = 12;
const MOST_WARMUP = 60;

/** Rows of the warm-up when no option says: half the history, 12 to 60. */
export function usualWarmup(rows: number): number {
  return Math.max(LEAST_WARMUP, Math.min(MOST_WARMUP, Math.floor(rows / 2)));
}

/**
 * The length of the shortest history that leaves so many rows after its warm-up, which are scored where
 * nothing is missing.
 */
export function rowsFor(
  scored: number,
  { warmup }: Pick<ResolvedGravityOptions, 'warmup'>,
): number {
  let rows = scored;
  while (rows - (warmup ?? usualWarmup(rows)) < scored) rows += 1;
  return rows;
}

/** A row right after it was learned from; what it holds is valid until the next one. */
export interface WalkedRow<State extends GravityState = GravityState> {
  /** Transformed units per slot of the core; NaN: missing. */
  readonly observed: Float64Array;
  /**
   * x + D, which the causal model said before the row was seen, and what each effect of each rule
   * added to it; null for the first row, which nothing predicted.
   */
  readonly causal: { readonly values: Float64Array; readonly contributions: Float64Array } | null;
  /** The world at this row. */
  readonly path: CausalPath;
  /** What is learned by now. */
  state(): State;
  /** Scored one-step innovations of the taught variables by now, sorted by name. */
  scored(): readonly ScoredSteps[];
}

/** How a history is gone through. */
export interface WalkSettings<State extends GravityState = GravityState> {
  /** true: the same walk with every correction 0. */
  readonly off?: boolean | undefined;
  /** Sees every row; what it does changes nothing that is learned. */
  readonly visit?: ((row: WalkedRow<State>) => void) | undefined;
}

/**
 * Goes through a history row by row: predict → correct with what was known → observe → score both
 * → update. After each row the state is what was observed; where nothing was, the corrected
 * prediction. A variable whose innovations are too few yet is corrected by exactly 0, while its
 * candidate correction is scored and learned from. The history may be empty or too short: then
 * nothing is taught. Each row is turn 0 of what is predicted from it, so a rule that reads `turn`
 * sees the same whatever rows come later.
 * @param start the model's initial values per slot of the core, transformed units; NaN: to be computed
 * @param history oldest row first; the last one is turn 0
 * @throws ScenarioError `observations-invalid`, `domain-error`, `overflow`, and what the core throws
 * @see FORECAST.md §1
 */
export function retrodict<Options extends ResolvedGravityOptions>(
  core: CausalCore,
  start: Float64Array,
  history: History,
  options: Options,
  settings: WalkSettings<StateOf<Options>> = {},
): Retrodiction<StateOf<Options>> {
  return finish(retrodictSteps(inOrder, core, start, history, options, settings));
}

/** `retrodict` in steps of a row, with the order of the acts of a row as a value, so that a test can break it. */
export function* retrodictSteps<Options extends ResolvedGravityOptions>(
  order: (acts: RowActs) => void,
  core: CausalCore,
  start: Float64Array,
  history: History,
  options: Options,
  { off = false, visit }: WalkSettings<StateOf<Options>>,
): Generator<void, Retrodiction<StateOf<Options>>> {
  const observed = readHistory(core, history);
  const length = observed.rows.length;
  const warmup = options.warmup ?? usualWarmup(length);
  const variables = observed.columns.map((slot) => core.slots[slot] ?? '');
  const learner = openLearner(core, { variables, warmup, state: null, off }, options);
  const first = history.lastRow - history.rows.length + 1;
  const path = startPath(core, start, observed.rows[0], Math.max(0, first));
  const walk = { core, learner, book: openScoreBook(core, learner.slots, []), path, options };
  const [oldest, ...rest] = observed.rows;
  if (oldest !== undefined) learner.begin(oldest);
  if (oldest !== undefined) show(walk, oldest, null, visit);
  yield* walkRows(order, walk, rest, visit);
  return closeWalk(walk, observed, history, options);
}

/**
 * The world at the last row of a history, with nothing learned (mode seed_then_free): values the
 * row does not hold are the model's initial ones.
 * @throws ScenarioError `observations-invalid`, `domain-error`
 */
export function seedFromLastRow(
  core: CausalCore,
  start: Float64Array,
  history: History,
): CausalPath {
  const last = { ...history, rows: history.rows.slice(-1), labels: history.labels.slice(-1) };
  return startPath(core, start, readHistory(core, last).rows[0], Math.max(0, history.lastRow));
}

/** Predicts, scores and learns every row, one in a step; the path ends at the last of them. */
export function* walkRows<State extends GravityState>(
  order: (acts: RowActs) => void,
  walk: Walk,
  rows: readonly Float64Array[],
  visit: WalkSettings<State>['visit'],
): Generator<void, void> {
  const { core, learner, book, path } = walk;
  const size = core.slots.length;
  const before = new Float64Array(size);
  const causal = new Float64Array(size);
  const contributions = new Float64Array(core.effects.length);
  const corePrediction = new Float64Array(size);
  const predicted = new Float64Array(size);
  const after = new Float64Array(size);
  let observed: Float64Array = predicted;
  const { slots, candidate, issued } = learner;

  for (const row of rows) {
    before.set(path.x);
    core.drift(path, causal, contributions);
    corePrediction.set(causal);
    core.bound(corePrediction);
    order({
      correct() {
        learner.correct({ before, causal, contributions });
        addTo(predicted, causal, slots, candidate);
        core.bound(predicted);
      },
      observe() {
        observed = row;
      },
      score() {
        for (const [at, slot] of slots.entries()) {
          const y = observed[slot] ?? Number.NaN;
          if (Number.isNaN(y) || !learner.scores(at)) continue;
          book.enter(at, {
            coreError: y - (corePrediction[slot] ?? 0),
            correctedError: y - (predicted[slot] ?? 0),
            correction: candidate[at] ?? 0,
            drift: (causal[slot] ?? 0) - (before[slot] ?? 0),
          });
        }
      },
      update() {
        learner.learn(predicted, observed);
      },
    });
    addTo(after, causal, slots, issued);
    for (const [slot, y] of observed.entries()) if (!Number.isNaN(y)) after[slot] = y;
    core.advance(path, after, 0);
    learner.settle(path.x);
    show(walk, observed, { values: causal, contributions }, visit);
    yield;
  }
}

function show<State extends GravityState>(
  { learner, book, path, options }: Walk,
  observed: Float64Array,
  causal: WalkedRow['causal'],
  visit: WalkSettings<State>['visit'],
): void {
  if (visit === undefined) return;
  let copy: State | null = null;
  const state = () => (copy ??= learner.state() as State); // of the method whose options opened the learner
  visit({ observed, causal, path, state, scored: () => book.close(state(), options).scored });
}

/** What a finished walk leaves behind. */
export function closeWalk<Options extends ResolvedGravityOptions>(
  { core, learner, book, path }: Walk,
  observed: Pick<ObservedHistory, 'used' | 'refused'>,
  history: History,
  options: Options,
): Retrodiction<StateOf<Options>> {
  const state = learner.state() as StateOf<Options>; // the learner was opened with these options
  return {
    path,
    state,
    ...book.close(state, options),
    used: observed.used,
    refused: observed.refused,
    label: history.labels.at(-1) ?? null,
    contributors: rankContributors(core, path, state, options),
  };
}

function startPath(
  core: CausalCore,
  start: Float64Array,
  observed: Float64Array | undefined,
  row: number,
): CausalPath {
  const values = start.slice();
  for (const [slot, y] of (observed ?? []).entries()) if (!Number.isNaN(y)) values[slot] = y;
  return core.start(values, 0, row);
}

/** target = values + amounts at these slots; a 0 is not added, so that −0 stays what it was. */
function addTo(
  target: Float64Array,
  values: Float64Array,
  slots: readonly number[],
  amounts: Float64Array,
): void {
  target.set(values);
  for (const [at, slot] of slots.entries()) {
    const amount = amounts[at] ?? 0;
    if (amount !== 0) target[slot] = (target[slot] ?? 0) + amount;
  }
}
