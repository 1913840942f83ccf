import { leftOut } from './left-out.ts';
import { Named } from './named.ts';
import type { Json, ReadResult } from './read-record.ts';
import type { RunLine } from './review.ts';
import { Tally } from './tally.ts';

/** Models and builds that are told. */
const MOST_RUNS = 50;

interface Run {
  readonly model: string;
  readonly model_hash: string;
  readonly engine_version: string;
  results: number;
  seed: number | string | null;
  readonly members: Tally;
  readonly turns: Tally;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const seedOf = ({ seed }: Json): number | string | null =>
  typeof seed === 'number' || typeof seed === 'string' ? seed : null;

/** What made the results. */
export class RunTally {
  readonly #runs = new Named<Run>(MOST_RUNS);

  /** What had no room. */
  leftOut(): readonly string[] {
    const why = `of a model or build beyond the first ${MOST_RUNS}`;
    return leftOut(this.#runs.refused, ['result', 'results'], why);
  }

  add({ run }: ReadResult): void {
    const [model, model_hash, engine_version] = ['model', 'model_hash', 'engine_version'].map(
      (key) => textOf(run[key]),
    ) as [string, string, string]; // one for each of the three keys
    const seed = seedOf(run);
    const line = this.#runs.get(JSON.stringify([model, model_hash, engine_version]), () => ({
      model,
      model_hash,
      engine_version,
      results: 0,
      seed,
      members: new Tally(),
      turns: new Tally(),
    }));
    if (line === undefined) return;
    line.results += 1;
    if (line.seed !== seed) line.seed = null;
    if (typeof run['members'] === 'number') line.members.add(run['members']);
    if (typeof run['turns'] === 'number') line.turns.add(run['turns']);
  }

  lines(): readonly RunLine[] {
    return this.#runs.entries
      .map(([, { members, turns, ...line }]) => ({
        ...line,
        members: [members.min ?? 0, members.max ?? 0] as const,
        turns: [turns.min ?? 0, turns.max ?? 0] as const,
      }))
      .toSorted((a, b) => b.results - a.results);
  }
}
