import type { ControlStep, TurnObserver } from '@pulse-stream/worldstate';

/**
 * The observers of one scenario. They see every turn of the control run once, in order, also when
 * it has to be computed a second time on the reference path.
 */
export class Audience {
  readonly #observers: readonly TurnObserver[];
  #seen = 0;

  constructor(observers: readonly TurnObserver[]) {
    this.#observers = observers;
  }

  /** Who watches a control run that begins now. */
  enter(): readonly TurnObserver[] {
    if (this.#observers.length === 0) return [];
    let turns = 0;
    const observeTurn = (step: ControlStep): void => {
      turns += 1;
      if (turns <= this.#seen) return;
      this.#seen = turns;
      for (const observer of this.#observers) observer.observeTurn(step);
    };
    return [{ observeTurn }];
  }
}
