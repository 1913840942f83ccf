import type { OutputType } from './hub-tasks.ts';
import type { HubTask } from './match-task.ts';
import type { OutputValue } from './target-outputs.ts';

/** What is submitted for one task. */
export interface TaskForecasts {
  readonly task: HubTask;
  /** By the id as text; of a sample by the number of its member. */
  readonly outputs: Map<OutputType, Map<string, OutputValue>>;
  /** Which of the added records it is of. */
  readonly record: number;
  /** How messages call it. */
  readonly name: string;
}
