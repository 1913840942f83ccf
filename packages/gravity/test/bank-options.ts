import { resolveGravityOptions } from '@pulse-stream/gravity';
import type { BankOptions } from '@pulse-stream/gravity/internal';
import type { GravityOptions } from '@pulse-stream/worldstate';
import type { OpenRng } from '@pulse-stream/worldstate/internal';
import { normals, seeded } from './histories.ts';

/** Resolved options of method bank. */
export function bankOptions(given: GravityOptions = {}): BankOptions {
  const options = resolveGravityOptions({ method: 'bank', ...given }, 'turn');
  if (options.method !== 'bank') throw new Error('these options belong to another method');
  return options;
}

/** Streams of random numbers for tests: equal openings are equal. */
export const openRng: OpenRng = (seed, member, purpose) => {
  let hash = 17;
  for (const letter of `${seed}|${member}|${purpose}`)
    hash = (Math.imul(hash, 31) + (letter.codePointAt(0) ?? 0)) >>> 0;
  const uniform = seeded(hash);
  const normal = normals(uniform);
  let draws = 0;
  return {
    nextUint32: () => Math.floor(uniform() * 2 ** 32),
    nextUnit: () => {
      draws += 1;
      return uniform();
    },
    nextNormal: () => {
      draws += 1;
      return normal();
    },
    get draws() {
      return draws;
    },
  };
};
