import { emptyBins, ExactSum, pitBin, type CellScores } from '@pulse-stream/forecast/internal';

/** Mean of what is added; the same bits in whatever order it comes. */
class Mean {
  readonly #sum = new ExactSum();
  count = 0;

  add(value: number | boolean | null): void {
    if (value === null) return;
    this.#sum.add(Number(value));
    this.count += 1;
  }

  /** null: of nothing, or beyond the range of a double. */
  get value(): number | null {
    const mean = this.#sum.value / this.count;
    return Number.isFinite(mean) ? mean : null;
  }
}

/** Scores of any number of verified cells; each mean is over the cells that have the score. */
export class CellTally {
  n = 0;
  /** In 10 bins over 0..1: where the truth fell among the members. */
  readonly pit = emptyBins();
  readonly #levels = new Set<string>();
  readonly #means = {
    ae: new Mean(),
    wis: new Mean(),
    crpsQ: new Mean(),
    in50: new Mean(),
    in80: new Mean(),
    in95: new Mean(),
    crps: new Mean(),
    fairCrps: new Mean(),
  };

  readonly #relative = { ae: [new Mean(), new Mean()], wis: [new Mean(), new Mean()] } as const;
  #compared = 0;

  /**
   * @param levels of its quantiles, as one text; '' without any
   * @param against scores of the forecast it is compared with; null: there is none
   */
  add(scores: CellScores, levels: string, against: CellScores | null = null): void {
    this.n += 1;
    if (against !== null) this.#compare(scores, against);
    if (levels !== '') this.#levels.add(levels);
    const { pit, ...rest } = scores;
    for (const [name, mean] of Object.entries(this.#means))
      mean.add(rest[name as keyof typeof rest]); // the means are named after the scores
    if (pit === null) return;
    this.pit[pitBin(pit)] = (this.pit[pitBin(pit)] ?? 0) + 1;
  }

  #compare(scores: CellScores, against: CellScores): void {
    this.#compared += 1;
    for (const score of ['ae', 'wis'] as const) {
      const [one, other] = [scores[score], against[score]];
      if (one === null || other === null) continue;
      this.#relative[score][0].add(one);
      this.#relative[score][1].add(other);
    }
  }

  /** Cells that were compared with another forecast. */
  get compared(): number {
    return this.#compared;
  }

  /** Mean score over that of the other forecasts of the same cells; null: of nothing, or over 0. */
  relative(score: 'ae' | 'wis'): number | null {
    const [one, other] = this.#relative[score];
    return one.value === null || other.value === null || other.value === 0
      ? null
      : one.value / other.value;
  }

  mean(score: Exclude<keyof CellScores, 'pit'>): number | null {
    return this.#means[score].value;
  }

  /** Different sets of quantile levels among the cells. */
  get levelSets(): number {
    return this.#levels.size;
  }

  /** Cells that have a score. */
  count(score: Exclude<keyof CellScores, 'pit'>): number {
    return this.#means[score].count;
  }
}

/** Forecasts of one event. */
export class EventTally {
  readonly #brier = new Mean();
  readonly #probability = new Mean();
  readonly #happened = new Mean();

  add(probability: number, happened: boolean): void {
    this.#brier.add((probability - Number(happened)) ** 2);
    this.#probability.add(probability);
    this.#happened.add(happened);
  }

  get n(): number {
    return this.#brier.count;
  }

  get brier(): number | null {
    return this.#brier.value;
  }

  get probability(): number | null {
    return this.#probability.value;
  }

  /** Share of the forecasts after which it happened. */
  get frequency(): number | null {
    return this.#happened.value;
  }
}

/** How often each reason was given; most given first. */
export class ReasonCounts<R extends string> {
  readonly #counts = new Map<R, number>();

  add(reason: R): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  toObject(): Partial<Record<R, number>> {
    const entries = [...this.#counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    return Object.fromEntries(entries) as Partial<Record<R, number>>; // the keys are reasons
  }
}
