import type { ResolvedOptions } from './options.ts';

/** Digits of the members that records carry; undefined: they carry none. */
export function memberDigitsOf({ keepMembers, precision }: ResolvedOptions): number | undefined {
  return keepMembers ? precision : undefined;
}
