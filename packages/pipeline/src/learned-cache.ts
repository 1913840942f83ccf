import type { Retrodiction } from '@pulse-stream/gravity';
import {
  attempt,
  canonicalJson,
  isFailure,
  ScenarioError,
  type Failure,
} from '@pulse-stream/worldstate';
import { BoundedMap } from './bounded-map.ts';
import type { HistorySpan } from './history.ts';

/** What decides what is learned from a history, within one world (one model). */
export interface LearnedKey {
  readonly span: HistorySpan;
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
  readonly #results = new BoundedMap<string, Retrodiction | Failure>(CAPACITY);

  get size(): number {
    return this.#results.size;
  }

  /**
   * What is learned under `key`, computed by `learn` the first time.
   * @throws ScenarioError the one `learn` threw, every time
   */
  learned({ span, params, gravity }: LearnedKey, learn: () => Retrodiction): Retrodiction {
    const { dataset, first, last } = span;
    const key = canonicalJson([dataset.sha256, dataset.columns, first, last, params, gravity]);
    const result = this.#results.getOrMake(key, () => attempt(learn));
    if (isFailure(result)) throw new ScenarioError(result);
    return result;
  }
}
