import { PulseError, ScenarioError, type WorldModelInput } from '@pulse-stream/worldstate';
import type { SeriesTable } from '../model/series.ts';
import { runControl, SHAKEN, type ControlPath, type Shake } from '../run-control.ts';

/** A run and what was run. */
export interface ControlRun {
  readonly model: WorldModelInput;
  readonly data: SeriesTable | null;
  readonly path: ControlPath;
  readonly turns: number;
  /** In a turn. */
  readonly steps: number;
}

/**
 * How far a program of single precision may be away from a run in doubles: what one bit of its initial
 * values, parameters and clock changes, times the root of the number of steps. Each is shaken both
 * ways and the smaller change counts: a comparison on its edge, like `Time > 500`, tips one way only,
 * and says nothing of rounding.
 */
export class SinglePrecision {
  readonly #run: ControlRun;
  #pairs: readonly (readonly ControlPath[])[] | null = null;

  constructor(run: ControlRun) {
    this.#run = run;
  }

  at(name: string, turn: number): number {
    const { path, steps } = this.#run;
    // most models are never shaken: they agree to the last digit
    this.#pairs ??= this.#shakeAll();
    const value = path.read(name, turn) ?? 0;
    const away = (other: ControlPath): number => Math.abs((other.read(name, turn) ?? 0) - value);
    return this.#pairs.reduce(
      (sum, pair) => sum + Math.sqrt(turn * steps) * Math.min(...pair.map(away)),
      0,
    );
  }

  #shakeAll(): readonly (readonly ControlPath[])[] {
    return SHAKEN.flatMap((what) => {
      const pair = [this.#shake({ what, way: 1 }), this.#shake({ what, way: -1 })];
      const paths = pair.filter((path) => path !== null);
      return paths.length === 2 ? [paths] : [];
    });
  }

  #shake(shake: Shake): ControlPath | null {
    const { model, turns, data } = this.#run;
    try {
      return runControl(model, turns, shake, data);
    } catch (error) {
      // a bit away it may leave its bounds, or what can be computed: then it explains nothing
      if (error instanceof ScenarioError || error instanceof PulseError) return null;
      throw error;
    }
  }
}
