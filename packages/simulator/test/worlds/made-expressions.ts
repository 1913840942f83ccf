import type { Rng } from '@pulse-stream/worldstate';

/** What an expression may name. */
export interface Names {
  /** Those that have a past. */
  readonly past: readonly string[];
  readonly now: readonly string[];
  readonly tables: readonly string[];
}

/** Writes expressions over names, and counts what it has written. */
export class ExpressionMaker {
  protected readonly rng: Rng;
  /** How often everything was written. */
  readonly written = new Map<string, number>();

  constructor(rng: Rng) {
    this.rng = rng;
  }

  below(count: number): number {
    return this.rng.nextUint32() % count;
  }

  chance(probability: number): boolean {
    return this.rng.nextUnit() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T; // one of them
  }

  note<T extends string>(what: T): T {
    this.written.set(what, (this.written.get(what) ?? 0) + 1);
    return what;
  }

  number(low: number, high: number): number {
    return Math.round((low + (high - low) * this.rng.nextUnit()) * 1000) / 1000;
  }

  /** An expression that stays tame whatever it reads. */
  expression(names: Names, depth: number): string {
    if (depth === 0 || this.chance(0.2)) return this.leaf(names);
    const part = (): string => this.expression(names, depth - 1);
    const form = this.pick([
      () => `(${part()} ${this.pick(['+', '-', '*'])} ${part()})`,
      () => `(${part()} ${this.pick(['+', '-', '*'])} ${part()})`,
      () => `${part()} / (1 + abs(${part()}))`,
      () => `-${this.leaf(names)}`,
      () => `min(${part()}, ${part()}, 20)`,
      () => `max(${part()}, ${part()})`,
      () => `clamp(${part()}, -3, 4)`,
      () => `sqrt(abs(${part()}))`,
      () => `ln(1 + abs(${part()}))`,
      () => `exp(min(${part()}, 2))`,
      () => `sigmoid(${part()})`,
      () => `floor(${part()})`,
      () => `abs(${part()}) ^ 0.5`,
      () => `${this.note('if')}(${this.condition(names, depth - 1)}, ${part()}, ${part()})`,
      () =>
        names.tables.length === 0 ? part() : `${this.note(this.pick(names.tables))}(${part()})`,
    ]);
    return form();
  }

  leaf({ past, now }: Names): string {
    const kind = this.rng.nextUnit();
    if (kind < 0.2) return String(this.number(0, 2));
    if (kind < 0.3) return this.note(this.pick(['time', 'turn', 'dt', 'season']));
    if (kind < 0.4 && past.length > 0)
      return `${this.pick(past)}[${this.note(this.pick(['0', '-1', '-2', '-3']))}]`;
    return now.length === 0 ? '1' : this.note(this.pick(now));
  }

  condition(names: Names, depth: number): string {
    const sign = this.pick(['<', '<=', '>', '>=', '!=']);
    const one = `${this.expression(names, depth)} ${sign} ${this.expression(names, depth)}`;
    if (!this.chance(0.3)) return one;
    return `(${one}) ${this.pick(['and', 'or'])} not (${this.expression(names, 1)} > 0.5)`;
  }
}
