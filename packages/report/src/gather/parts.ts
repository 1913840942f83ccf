import type { ResultRecord } from '@pulse-stream/worldstate';

/** Why a target moves from turn 0 to the last turn, as the record says it. */
export interface Parts {
  readonly target: string;
  readonly unit: string | null;
  readonly change: number;
  /** Part → what it adds; those that add nothing are left out. */
  readonly parts: ReadonlyMap<string, number>;
  /** Share of the variance of the model's errors that the correction explains, below 0 it does harm; null: not known. */
  readonly varianceExplained: number | null;
  /** What the shadow monitor says of the target; null: it does not watch it. */
  readonly verdict: string | null;
}

/** The attribution of a target; null: it has none. */
export function readParts(record: ResultRecord, target: string): Parts | null {
  const { forecast, shadow_monitor: shadow } = record;
  const found = Object.hasOwn(forecast.attribution, target) ? forecast.attribution[target] : null;
  if (found === undefined || found === null) return null;
  const watched = Object.hasOwn(shadow.variables, target) ? shadow.variables[target] : undefined;
  return {
    target,
    unit: found.unit,
    change: found.change,
    parts: new Map(Object.entries(found.parts).filter(([, value]) => value !== 0)),
    varianceExplained: watched?.variance_explained ?? null,
    verdict: watched?.verdict ?? null,
  };
}

/** "rule.R006_InflationEffect" → "R006_InflationEffect"; other parts by their own name. */
export const partName = (part: string): string =>
  part.startsWith('rule.') ? part.slice('rule.'.length) : part.replace('gravity.', 'gravity: ');

/** Sums of parts over scenarios. */
export class PartSums {
  #count = 0;
  #change = 0;
  readonly #sums = new Map<string, number>();
  #unit: string | null = null;

  add({ change, parts, unit }: Parts): void {
    this.#count += 1;
    this.#change += change;
    this.#unit = unit;
    for (const [part, value] of parts) this.#sums.set(part, (this.#sums.get(part) ?? 0) + value);
  }

  /** The mean scenario; null: there is none. */
  mean(target: string): Parts | null {
    if (this.#count === 0) return null;
    return {
      target,
      unit: this.#unit,
      change: this.#change / this.#count,
      parts: new Map([...this.#sums].map(([part, sum]) => [part, sum / this.#count])),
      varianceExplained: null,
      verdict: null,
    };
  }
}
