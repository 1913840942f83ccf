import type { Dataset, WorldModel } from '@pulse-stream/worldstate';

// What the page of the lab and the engine in its worker say to each other. The engine is made by the
// command, which alone may join a parser of model files with the pipeline.

/** What the engine is given when it starts. */
export interface EngineSetup {
  /** What messages call the model file. */
  readonly path: string;
  /** The options of the command, as JSON: everything but the model, the datasets and the state. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly datasets: readonly Dataset[];
  /** What `learn` wrote; null: nothing was learned before. */
  readonly gravityState: unknown;
}

/** Something that is wrong or odd in the text of a model, and where. */
export interface Mistake {
  /** 1-based; null: it is about no place. */
  readonly line: number | null;
  readonly column: number | null;
  readonly message: string;
}

/** A model that can be run. */
export interface OpenedModel {
  readonly model: WorldModel;
  readonly targets: readonly string[];
  readonly warnings: readonly Mistake[];
  /** Whether what was learned before belongs to this model; null: nothing was. */
  readonly isTaught: boolean | null;
}

/** Lines by what became of them, and the milliseconds the engine was at work. */
export interface RunCounts {
  readonly complete: number;
  readonly gated: number;
  readonly failed: number;
  readonly ms: number;
}

/** What the page asks. One question is answered before the next is asked. */
export type EngineRequest =
  | { readonly ask: 'set-up'; readonly setup: EngineSetup }
  /** The text of a model file. */
  | { readonly ask: 'open'; readonly text: string }
  /** Where a scenario starts: a line of it. */
  | { readonly ask: 'start'; readonly line: string }
  /** Scenario lines; their records come in pieces. */
  | { readonly ask: 'run'; readonly lines: string };

/** What the engine answers; `records` may come often before `done`. */
export type EngineReply =
  | { readonly tell: 'ready' }
  | { readonly tell: 'opened'; readonly opened: OpenedModel }
  | { readonly tell: 'refused'; readonly mistakes: readonly Mistake[] }
  /** Values at turn 0 by name, natural units; none where the scenario fails. */
  | { readonly tell: 'started'; readonly values: Readonly<Record<string, number>> }
  | { readonly tell: 'records'; readonly text: string }
  | { readonly tell: 'done'; readonly counts: RunCounts };
