import { flattenConfig } from '@pulse-stream/worldstate/internal';
import { leftOut } from './left-out.ts';
import { Named } from './named.ts';
import type { ReadResult } from './read-record.ts';
import type { InputLine } from './review.ts';
import { CoTally, Tally } from './tally.ts';

/** Inputs that are followed, different values of each, and targets that one is held against. */
const MOST_INPUTS = 200;
const MOST_VALUES = 1000;
const MOST_TARGETS = 50;

interface Input {
  n: number;
  /** undefined: there are too many. */
  values: Set<number | string> | undefined;
  readonly numbers: Tally;
  readonly targets: Named<CoTally>;
}

/** What varies in the configs of results, and how outcomes go along with it. */
export class InputTally {
  readonly #inputs = new Named<Input>(MOST_INPUTS);
  #results = 0;
  #notPaired = 0;

  /** What had no room. */
  leftOut(): readonly string[] {
    return [
      ...leftOut(
        this.#inputs.refused,
        ['value', 'values'],
        `of an input beyond the first ${MOST_INPUTS}`,
      ),
      ...leftOut(
        this.#notPaired,
        ['outcome was not held', 'outcomes were not held'],
        `against an input: of a target beyond its first ${MOST_TARGETS}`,
      ),
    ];
  }

  add({ config, targets }: ReadResult): void {
    this.#results += 1;
    const outcomes = targets.map(({ name, mean }) => ({ name, value: mean.at(-1) ?? Number.NaN }));
    flattenConfig(config, (name, value) => {
      const input = this.#inputs.get(name, () => ({
        n: 0,
        values: new Set(),
        numbers: new Tally(),
        targets: new Named<CoTally>(MOST_TARGETS),
      }));
      if (input === undefined) return;
      input.n += 1;
      input.values?.add(value);
      if ((input.values?.size ?? 0) > MOST_VALUES) input.values = undefined;
      if (typeof value === 'string') return;
      input.numbers.add(value);
      for (const outcome of outcomes) {
        if (!Number.isFinite(outcome.value)) continue;
        const pair = input.targets.get(outcome.name, () => new CoTally());
        if (pair === undefined) this.#notPaired += 1;
        else pair.add(value, outcome.value);
      }
    });
  }

  /** Inputs that vary: with two values or more, or said by some results and not by others. */
  lines(): readonly InputLine[] {
    return this.#inputs.entries
      .filter(([, { n, values }]) => values?.size !== 1 || n < this.#results)
      .map(([name, { n, values, numbers, targets }]) => ({
        name,
        n,
        values: values?.size ?? null,
        min: numbers.min,
        max: numbers.max,
        correlations: targets.entries
          .flatMap(([target, pair]) => (pair.r === null ? [] : [{ target, n: pair.n, r: pair.r }]))
          .toSorted((a, b) => Math.abs(b.r) - Math.abs(a.r)),
      }));
  }
}
