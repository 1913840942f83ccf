import { resolveGravityOptions } from '@pulse-stream/gravity';
import type { SgdOptions } from '@pulse-stream/gravity/internal';
import type { GravityOptions } from '@pulse-stream/worldstate';

/** Resolved options of method sgd. */
export function sgdOptions(given: GravityOptions = {}): SgdOptions {
  const options = resolveGravityOptions({ method: 'sgd', ...given }, 'turn');
  if (options.method !== 'sgd') throw new Error('these options belong to another method');
  return options;
}
