import {
  attempt,
  canonicalJson,
  isFailure,
  ScenarioError,
  type Failure,
} from '@pulse-stream/worldstate';
import { BoundedMap } from '../bounded-map.ts';
import type { HistorySpan } from './history.ts';
import type { Learned } from './learned.ts';

/** What decides what is learned from a history, within one world (one model). */
export interface LearnedKey {
  /** null: nothing but what the run was given as its gravity state. */
  readonly span: HistorySpan | null;
  readonly params: Readonly<Record<string, number>>;
  /** Resolved gravity options, off included. */
  readonly gravity: unknown;
}

/** Histories learned from and kept; the least recently used goes first. */
const CAPACITY = 64;

/**
 * What was learned from histories, so that a million lines on one history learn once. A value of
 * its world; what it returns is never changed by a run.
 */
export class LearnedCache {
  readonly #results = new BoundedMap<string, Learned | Failure>(CAPACITY);

  get size(): number {
    return this.#results.size;
  }

  /**
   * What is learned under `key`, computed by `learn` the first time.
   * @throws ScenarioError the one `learn` threw, every time
   */
  learned({ span, params, gravity }: LearnedKey, learn: () => Learned): Learned {
    const rows =
      span === null ? null : [span.dataset.sha256, span.dataset.columns, span.first, span.last];
    const key = canonicalJson([rows, params, gravity]);
    const result = this.#results.getOrMake(key, () => attempt(learn));
    if (isFailure(result)) throw new ScenarioError(result);
    return result;
  }
}
