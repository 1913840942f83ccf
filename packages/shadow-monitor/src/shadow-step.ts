import type { ShadowRecord } from '@pulse-stream/worldstate/internal';
import { judgeRun } from './judge-run.ts';
import type { ShadowOptions } from './options.ts';
import { refuseOverflow } from './sum-finite.ts';
import { watchVariable, type ScoredLists } from './variable-watch.ts';

/** One step of any corrected model; a variable that is absent counts 0. */
export interface ShadowStep {
  /** Change by the causal model, per variable. */
  readonly causal: Readonly<Record<string, number>>;
  /** Correction, per variable. */
  readonly gravity: Readonly<Record<string, number>>;
  /** Errors of both predictions where an observation came, each issued before it. */
  readonly errors?: Readonly<Record<string, { readonly core: number; readonly corrected: number }>>;
}

/** Watches a stream of steps. */
export interface StepMonitor {
  /**
   * @returns the record so far
   * @throws ScenarioError `shadow-overflow`; a step with a number that cannot be squared counts
   * nowhere, and sums that overflow stay so until their steps leave the window
   */
  observe(step: ShadowStep): ShadowRecord;
}

interface Page extends ScoredLists {
  readonly coreErrors: number[];
  readonly correctedErrors: number[];
  readonly corrections: number[];
  readonly drifts: number[];
}

/** A monitor that has seen nothing. */
export function openStepMonitor(options: ShadowOptions): StepMonitor {
  const watches = new Map(
    options.criticalVariables.map((name) => [name, watchVariable(name, options, undefined)]),
  );
  const pages = new Map<string, Page>();
  return {
    observe(step) {
      for (const name of watches.keys()) refuseNonFinite(step, name);
      for (const [name, watch] of watches) {
        const gravity = valueOf(step.gravity, name) ?? 0;
        const causal = valueOf(step.causal, name) ?? 0;
        watch.move(gravity, causal);
        const errors = valueOf(step.errors ?? {}, name);
        if (errors === undefined) continue;
        const page = pages.get(name) ?? openPage();
        pages.set(name, page);
        keepLast(page.coreErrors, errors.core, options.windowSize);
        keepLast(page.correctedErrors, errors.corrected, options.windowSize);
        keepLast(page.corrections, gravity, options.windowSize);
        keepLast(page.drifts, causal, options.windowSize);
      }
      return judgeRun(options, watches, (name) => pages.get(name));
    },
  };
}

function refuseNonFinite(step: ShadowStep, name: string): void {
  const errors = valueOf(step.errors ?? {}, name);
  const numbers = [
    valueOf(step.gravity, name) ?? 0,
    valueOf(step.causal, name) ?? 0,
    errors?.core ?? 0,
    errors?.corrected ?? 0,
  ];
  // their squares are what is summed
  if (!numbers.every((number) => Number.isFinite(number * number))) refuseOverflow(name);
}

function valueOf<T>(values: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function openPage(): Page {
  return { coreErrors: [], correctedErrors: [], corrections: [], drifts: [] };
}

function keepLast(list: number[], value: number, most: number): void {
  list.push(value);
  if (list.length > most) list.shift();
}
