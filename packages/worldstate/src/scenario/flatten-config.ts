import type { ScenarioConfig } from './scenario-config.ts';

/**
 * Whether a key of a config says what world the line is about; the others say which line it is, or
 * what is wanted of it. A new key does not compile until it is in this table.
 */
const IS_INPUT = {
  id: false,
  turns: true,
  state_overrides: true,
  params: true,
  series: true,
  start: true,
  interventions: true,
  use_symbolism: false,
  members: true,
  seed: false,
  gravity: true,
  observations: false,
  mode: true,
  forecast: false,
  assess: false,
  trace: false,
  group: false,
  meta: false,
} satisfies Record<keyof ScenarioConfig, boolean>;
/** A key that a later version wrote may be an input too. */
const NO_INPUTS: ReadonlySet<string> = new Set(
  Object.entries(IS_INPUT).flatMap(([key, isInput]) => (isInput ? [] : [key])),
);
/** A digest of what is too long to be in a record. */
const isDigest = (value: object): boolean => 'sha256' in value;

/**
 * The leaves of a config as names and values: `params.beta` 0.3. Slots at turn 0 go by their name.
 * @param take is given a number (true is 1, false 0), or a text
 */
export function flattenConfig(
  config: Readonly<Record<string, unknown>>,
  take: (name: string, value: number | string) => void,
): void {
  const visit = (name: string, value: unknown): void => {
    if (typeof value === 'number' || typeof value === 'string') take(name, value);
    else if (typeof value === 'boolean') take(name, Number(value));
    else if (typeof value === 'object' && value !== null && !isDigest(value))
      for (const [key, item] of Object.entries(value)) visit(`${name}.${key}`, item);
  };
  for (const [key, value] of Object.entries(config)) {
    if (NO_INPUTS.has(key)) continue;
    if (key === 'state_overrides' && typeof value === 'object' && value !== null)
      for (const [name, item] of Object.entries(value)) visit(name, item);
    else visit(key, value);
  }
}
