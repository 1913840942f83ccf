import type { Rng } from '@pulse-stream/worldstate';

/** A small generator (mulberry32) whose stream follows from seed and purpose. */
export function openTestRng(seed: number | string, member: number, purpose: string): Rng {
  let state = 1;
  for (const character of JSON.stringify([seed, member, purpose]))
    state = Math.imul(state ^ character.charCodeAt(0), 0x9e_37_79_b1) >>> 0;
  let draws = 0;
  const nextUint32 = (): number => {
    draws += 1;
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return (word ^ (word >>> 14)) >>> 0;
  };
  const nextUnit = (): number => nextUint32() / 2 ** 32;
  return {
    nextUint32,
    nextUnit,
    nextNormal: () => Math.sqrt(-2 * Math.log(1 - nextUnit())) * Math.cos(2 * Math.PI * nextUnit()),
    get draws() {
      return draws;
    },
  };
}
