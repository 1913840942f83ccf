import { readFileSync } from 'node:fs';

/** After the name in parentheses: state, then 18 fields, then the start in ticks since the boot. */
const STATE_FIELD = 0;
const START_FIELD = 19;
/** Ended, and only kept because nobody has asked how. */
const ENDED = new Set(['Z', 'X']);

/**
 * What tells a process from an earlier or later one with the same id: boot and start.
 * @returns null when it has ended; undefined when this system does not say
 */
export function birthOf(pid: number): string | null | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (ENDED.has(fields[STATE_FIELD] ?? '')) return null;
    return `${boot} ${fields[START_FIELD] ?? ''}`;
  } catch {
    return undefined;
  }
}
