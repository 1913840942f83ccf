import type { CausalCore } from '@pulse-stream/worldstate';
import type { ScoredSteps } from '@pulse-stream/worldstate/internal';
import type { GravityState } from './learner.ts';
import type { ResolvedGravityOptions } from '../options/options.ts';
import { isTaught } from './taught.ts';

/** One scored innovation of one variable, transformed units. */
export interface Innovation {
  /** y − prediction of the core. */
  readonly coreError: number;
  /** y − corrected prediction. */
  readonly correctedError: number;
  readonly correction: number;
  /** D of the core. */
  readonly drift: number;
}

interface Page {
  readonly variable: string;
  readonly coreErrors: number[];
  readonly correctedErrors: number[];
  readonly corrections: number[];
  readonly drifts: number[];
}

/** Collects the scored innovations per variable. */
export interface ScoreBook {
  /** @param at position in the learner's slots */
  enter(at: number, innovation: Innovation): void;
  /** The pages, taught variables apart from the others, each list sorted by name. */
  close(
    state: GravityState,
    options: ResolvedGravityOptions,
  ): { scored: readonly ScoredSteps[]; untaughtScored: readonly ScoredSteps[] };
}

/** @param earlier what was scored before, to be continued */
export function openScoreBook(
  core: CausalCore,
  slots: readonly number[],
  earlier: readonly ScoredSteps[],
): ScoreBook {
  const pages = slots.map((slot): Page => {
    const variable = core.slots[slot] ?? '';
    const past = earlier.find((steps) => steps.variable === variable);
    return {
      variable,
      coreErrors: [...(past?.coreErrors ?? [])],
      correctedErrors: [...(past?.correctedErrors ?? [])],
      corrections: [...(past?.corrections ?? [])],
      drifts: [...(past?.drifts ?? [])],
    };
  });
  return {
    enter(at, innovation) {
      const page = pages[at];
      if (page === undefined) throw new Error(`no page for entry ${at}`);
      page.coreErrors.push(innovation.coreError);
      page.correctedErrors.push(innovation.correctedError);
      // a correction of no support can be −0, which a stored state does not keep
      page.corrections.push(innovation.correction + 0);
      page.drifts.push(innovation.drift);
    },
    close(state, options) {
      const taught = (page: Page) =>
        isTaught(state, state.variables.indexOf(page.variable), options);
      return {
        scored: pages.filter(taught),
        untaughtScored: pages.filter((page) => !taught(page)),
      };
    },
  };
}
