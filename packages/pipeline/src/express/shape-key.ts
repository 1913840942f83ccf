import type { ScenarioConfig } from '@pulse-stream/worldstate';
import type { Line } from '../batch/line.ts';

/** Whether a scenario has no history, no trace and no fragility. */
export function isPlain({ observations, assess, trace }: ScenarioConfig): boolean {
  return observations === undefined && assess === 'basic' && trace === 'none';
}

/** The shape of the last line; its config has neither forecast nor gravity options of its own. */
export interface LastShape<T> {
  readonly source: string | undefined;
  readonly config: ScenarioConfig;
  /** What is kept for the shape. */
  readonly known: T;
}

/** Whether `shapeKey` would be the same. */
export function isSameShape(last: LastShape<unknown>, line: Line, config: ScenarioConfig): boolean {
  const { id, turns, members, use_symbolism: symbolism, mode, gravity } = last.config;
  return (
    config.turns === turns &&
    config.members === members &&
    config.gravity === gravity &&
    config.forecast === undefined &&
    config.use_symbolism === symbolism &&
    config.mode === mode &&
    (config.id === undefined) === (id === undefined) &&
    (line.source === undefined) === (last.source === undefined)
  );
}

/** Everything about a line that decides which bytes of its record are like those of another. */
export function shapeKey(
  line: Line,
  { id, turns, members, use_symbolism, mode, gravity, forecast }: ScenarioConfig,
): string {
  const flags = `${id === undefined}${line.source === undefined}${use_symbolism}${mode}`;
  const rare =
    forecast === undefined && typeof gravity === 'boolean'
      ? gravity
      : JSON.stringify([gravity, forecast]);
  return `${turns} ${members} ${flags} ${rare}`;
}
