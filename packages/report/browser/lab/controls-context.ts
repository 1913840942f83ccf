import type { OpenedModel } from '../../src/lab/protocol.ts';
import type { Scenario } from './scenario.ts';

/** Makes another scenario of the one there is. */
export type Change = (scenario: Scenario) => Scenario;

/** What the inputs are about. */
export interface ControlsContext {
  readonly opened: OpenedModel;
  /** Values at turn 0 by name, before overrides. */
  readonly starts: Readonly<Record<string, number>>;
  readonly datasets: readonly string[];
  readonly scenario: Scenario;
}
