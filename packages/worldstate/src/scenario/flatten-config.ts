/** Keys of a config that say which line it is or what is wanted of it, not what world it is about. */
const NO_INPUTS: ReadonlySet<string> = new Set([
  'id',
  'seed',
  'group',
  'meta',
  'forecast',
  'trace',
  'assess',
  'observations',
  'use_symbolism',
]);
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
