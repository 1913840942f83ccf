import type { Moment, NaiveExpressions } from './naive-expression.ts';

/** A value that is a delay, said by its definition: stocks, and what flows through them. */
export class NaiveDelay {
  readonly kind: string;
  readonly #arguments: readonly string[];
  readonly #read: NaiveExpressions;
  readonly #dt: number;

  private constructor(kind: string, given: readonly string[], read: NaiveExpressions, dt: number) {
    this.kind = kind;
    this.#arguments = given;
    this.#read = read;
    this.#dt = dt;
  }

  /** null: the formula is an ordinary one. No argument may have a comma in it. */
  static of(formula: string | number, read: NaiveExpressions, dt: number): NaiveDelay | null {
    const [, kind = '', inside = ''] =
      /^(delay1|delay3|delay_n|delay_fixed|smooth1|smooth3|trend)\((.*)\)$/.exec(String(formula)) ??
      [];
    return kind === '' ? null : new NaiveDelay(kind, inside.split(','), read, dt);
  }

  #argument(index: number, at: Moment): number {
    return this.#read.number((this.#arguments[index] ?? '').trim(), at);
  }

  #first(at: Moment): number {
    return this.#argument(this.#arguments.length > 2 ? 2 : 0, at);
  }

  get #stocks(): number {
    if (this.kind === 'delay_n') return Number(this.#arguments[3]);
    return this.kind.endsWith('3') ? 3 : 1;
  }

  #each(at: Moment): number {
    const time = this.#argument(1, at);
    return this.#stocks === 1 ? time : time / this.#stocks;
  }

  /** The state at the start. */
  start(at: Moment): number[] {
    if (this.kind === 'trend')
      return [this.#argument(0, at) / (1 + this.#first(at) * this.#argument(1, at))];
    const first = this.#first(at);
    if (this.kind === 'delay_fixed') {
      const steps = Math.max(1, Math.round(this.#argument(1, at) / this.#dt));
      return Array.from({ length: steps }, () => first);
    }
    const each = this.#each(at);
    return Array.from({ length: this.#stocks }, () =>
      this.kind.startsWith('smooth') ? first : first * each,
    );
  }

  output(state: readonly number[], at: Moment): number {
    const last = state.at(-1) ?? NaN;
    if (this.kind === 'delay_fixed') return state[0] ?? NaN;
    if (this.kind.startsWith('smooth')) return last;
    if (this.kind === 'trend')
      return (this.#argument(0, at) - last) / (last * this.#argument(1, at));
    return last / this.#each(at);
  }

  /** What every stock gains per unit of time. */
  gains(state: readonly number[], at: Moment): number[] {
    if (this.kind === 'delay_fixed') return state.map(() => 0);
    const each = this.kind === 'trend' ? this.#argument(1, at) : this.#each(at);
    let comes = this.#argument(0, at);
    return state.map((held) => {
      const smooths = this.kind === 'trend' || this.kind.startsWith('smooth');
      const leaves = smooths ? held : held / each;
      const gain = smooths ? (comes - held) / each : comes - leaves;
      comes = leaves;
      return gain;
    });
  }

  /** A line moves by one step. */
  shift(state: readonly number[], at: Moment): number[] {
    return this.kind === 'delay_fixed' ? [...state.slice(1), this.#argument(0, at)] : [...state];
  }
}
