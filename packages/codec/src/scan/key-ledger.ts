import { FORBIDDEN_NAMES } from '@pulse-stream/worldstate/internal';
import { CONTROL_CHARACTER } from '@pulse-stream/worldstate/internal';
import { decodeUtf8 } from './utf8.ts';

// `as number` below: every index lies inside the tables, which are sized for the deepest nesting

/** What can be wrong with a key. */
const KEY_FAULTS = ['duplicate-key', 'forbidden-key', 'control-in-key'] as const;
export type KeyFault = (typeof KEY_FAULTS)[number];

export const isKeyFault = (fault: string): fault is KeyFault =>
  KEY_FAULTS.some((known) => known === fault);

/** Up to this many keys of one object are compared pairwise; more go into a set. */
const PAIRWISE_KEYS = 24;

const FORBIDDEN_BYTES = FORBIDDEN_NAMES.map((name) => new TextEncoder().encode(name));
const SHORTEST_FORBIDDEN = Math.min(...FORBIDDEN_BYTES.map((name) => name.length));
const LONGEST_FORBIDDEN = Math.max(...FORBIDDEN_BYTES.map((name) => name.length));

/** The text of a key, escapes decoded. `from`..`to` lie between its quotes; it is valid JSON. */
export function readKey(bytes: Uint8Array, from: number, to: number): string {
  const text = decodeUtf8(bytes.subarray(from, to));
  // a JSON string parses to a string
  return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text;
}

/**
 * Keeps the keys of the objects that are open while a line is scanned, as places in its bytes, and
 * finds the same key twice: in at most 24 comparisons, or by one look into a set for objects with
 * more keys or with escapes in a key (`"a"` equals `"\u0061"`). Allocates only for those.
 */
export class KeyLedger {
  private readonly starts: Int32Array;
  private readonly ends: Int32Array;
  /** Index of the first key of the object at each depth. */
  private readonly bases: Int32Array;
  private readonly sets: (Set<string> | null)[];
  private count = 0;

  /** @param depth how deep objects may be nested */
  constructor(depth: number) {
    this.starts = new Int32Array((depth + 1) * PAIRWISE_KEYS);
    this.ends = new Int32Array((depth + 1) * PAIRWISE_KEYS);
    this.bases = new Int32Array(depth + 1);
    this.sets = Array.from({ length: depth + 1 }, () => null);
  }

  /** Forgets everything: a new line begins. */
  reset(): void {
    this.count = 0;
  }

  open(depth: number): void {
    this.bases[depth] = this.count;
    this.sets[depth] = null;
  }

  close(depth: number): void {
    this.count = this.bases[depth] as number;
    this.sets[depth] = null;
  }

  /**
   * Adds the key between `from` and `to` (inside the quotes) to the object at `depth`.
   * @param escaped whether it holds a backslash
   * @returns what is wrong with it, or null
   */
  add(
    bytes: Uint8Array,
    depth: number,
    from: number,
    to: number,
    escaped: boolean,
  ): KeyFault | null {
    if (escaped) {
      const text = readKey(bytes, from, to);
      if (FORBIDDEN_NAMES.includes(text)) return 'forbidden-key';
      if (CONTROL_CHARACTER.test(text)) return 'control-in-key';
    } else if (isForbidden(bytes, from, to)) return 'forbidden-key';
    const base = this.bases[depth] as number;
    let set = this.sets[depth] ?? null;
    if (set === null && (escaped || this.count - base >= PAIRWISE_KEYS)) {
      set = new Set();
      for (let key = base; key < this.count; key++)
        set.add(readKey(bytes, this.starts[key] as number, this.ends[key] as number));
      this.sets[depth] = set;
    }
    if (set !== null) {
      const before = set.size;
      return set.add(readKey(bytes, from, to)).size === before ? 'duplicate-key' : null;
    }
    for (let key = base; key < this.count; key++) {
      const start = this.starts[key] as number;
      if ((this.ends[key] as number) - start === to - from && same(bytes, start, from, to))
        return 'duplicate-key';
    }
    this.starts[this.count] = from;
    this.ends[this.count] = to;
    this.count += 1;
    return null;
  }
}

function same(bytes: Uint8Array, other: number, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] !== bytes[other + at - from]) return false;
  return true;
}

function isForbidden(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from < SHORTEST_FORBIDDEN || to - from > LONGEST_FORBIDDEN) return false;
  return FORBIDDEN_BYTES.some(
    (name) =>
      name.length === to - from && name.every((byte, index) => bytes[from + index] === byte),
  );
}
