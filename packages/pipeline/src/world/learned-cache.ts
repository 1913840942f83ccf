import type { ResolvedGravityOptions } from '@pulse-stream/gravity';
import type { ShadowOptions } from '@pulse-stream/shadow-monitor';
import {
  attempt,
  isFailure,
  ScenarioError,
  type Failure,
  type ScenarioConfig,
} from '@pulse-stream/worldstate';
import { canonicalJson } from '@pulse-stream/worldstate/internal';
import { BoundedMap } from './bounded-map.ts';
import type { HistorySpan } from './history.ts';
import type { Learned } from './learned.ts';

/** Everything that decides what is learned from a history, within one world (one model, one state). */
export interface LearnedKey {
  /** null: nothing but what the run was given as its gravity state. */
  readonly span: HistorySpan | null;
  readonly params: ScenarioConfig['params'];
  /** Dates the rows where they have no dates of their own. */
  readonly start: ScenarioConfig['start'];
  /** Whether gravity is off. */
  readonly off: boolean;
  /** Resolved. */
  readonly gravity: ResolvedGravityOptions;
  /** Resolved: forecasts on the way are attenuated as the shadow monitor says. */
  readonly shadow: ShadowOptions;
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
  learned({ span, ...rest }: LearnedKey, learn: () => Learned): Learned {
    const { name, sha256, columns } = span?.dataset ?? {};
    const rows = span === null ? null : [name, sha256, columns, span.first, span.last];
    const key = canonicalJson([rows, rest]);
    const result = this.#results.getOrMake(key, () => attempt(learn));
    if (isFailure(result)) throw new ScenarioError(result);
    return result;
  }
}
