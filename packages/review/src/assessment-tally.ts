import type { ReadResult } from './read-record.ts';
import type { AssessmentCounts } from './review.ts';
import { Tally } from './tally.ts';

/** Names that are counted: more than the vocabulary of records has. */
const MOST_NAMES = 50;

/** Counts of names, those of the vocabulary first come first. */
class Counts {
  readonly #counts = new Map<string, number>();

  add(name: string | null): void {
    if (name === null || (this.#counts.size >= MOST_NAMES && !this.#counts.has(name))) return;
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  tell(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].toSorted(([, a], [, b]) => b - a));
  }
}

/** How results were judged, one by one. */
export class AssessmentTally {
  readonly #counts = {
    trust_label: new Counts(),
    action: new Counts(),
    verdict: new Counts(),
    calibration: new Counts(),
  };
  readonly #numbers = { confidence: new Tally(), fragility: new Tally(), risk: new Tally() };

  add(result: ReadResult): void {
    this.#counts.trust_label.add(result.trustLabel);
    this.#counts.action.add(result.action);
    this.#counts.verdict.add(result.verdict);
    this.#counts.calibration.add(result.calibration);
    for (const key of ['confidence', 'fragility', 'risk'] as const) {
      const value = result[key];
      if (value !== null) this.#numbers[key].add(value);
    }
  }

  tell(): AssessmentCounts {
    const { trust_label, action, verdict, calibration } = this.#counts;
    const { confidence, fragility, risk } = this.#numbers;
    return {
      trust_label: trust_label.tell(),
      action: action.tell(),
      verdict: verdict.tell(),
      calibration: calibration.tell(),
      confidence: confidence.spread(),
      fragility: fragility.spread(),
      risk: risk.spread(),
    };
  }
}
