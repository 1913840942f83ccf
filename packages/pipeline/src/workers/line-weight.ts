import type { Batch } from '../batch/line.ts';
import { TURNS_PER_RECORD } from '../batch/process-batch.ts';
import type { World } from '../world/world.ts';

/** What the bytes of a line cost to decode and to learn from, in member-turns per byte. */
const TURNS_PER_BYTE = 0.25;
/** Digits beyond these would be refused anyhow. */
const MOST_DIGITS = 7;

const QUOTE = 0x22;
const COLON = 0x3a;
const SPACE = 0x20;
const ZERO = 0x30;
const NINE = 0x39;

const code = (text: string): Uint8Array => new TextEncoder().encode(text);
const TURNS = code('"turns');
const MEMBERS = code('"members');
const ASSESS = code('"assess');
const FULL = code('"full');

/** Lines of less, in member-turns, cost little more than their weighing. */
const LIGHT = 400;

/**
 * A mean line of less is nearly all output: half of what it costs a worker is handing it over, so the
 * main thread does as many as a worker does.
 */
const LEAST_HEAVY = 150;

/** Whether a batch is better left to the workers. */
export function isHeavy({ weight = 0, lines }: Batch): boolean {
  return weight >= LEAST_HEAVY * lines.length;
}

/**
 * Weighs every line until one is light: then some of those that follow, seven at most, are taken to
 * be like it. How many changes from line to line, so that no table with a period hides its heavy
 * lines: at worst one in five of them is seen.
 */
export function weighSparingly(
  weigh: (bytes: Uint8Array) => number,
): (bytes: Uint8Array) => number {
  let last = 0;
  let unweighed = 0;
  let draw = 0;
  return (bytes) => {
    if (unweighed > 0) unweighed -= 1;
    else {
      last = weigh(bytes);
      // a linear congruential generator, its three high bits
      draw = (Math.imul(draw, 1_664_525) + 1_013_904_223) >>> 0;
      unweighed = last < LIGHT ? draw >>> 29 : 0;
    }
    return last;
  };
}

/** Whether `bytes` hold `word` just before `end`. */
function endsWith(bytes: Uint8Array, end: number, word: Uint8Array): boolean {
  const start = end - word.length;
  if (start < 0) return false;
  for (let index = 0; index < word.length; index += 1)
    if (bytes[start + index] !== word[index]) return false;
  return true;
}

/** The whole number that begins at `at` or after spaces there; 0: there is none. */
function readNumber(bytes: Uint8Array, at: number): number {
  let index = at;
  while (bytes[index] === SPACE) index += 1;
  let value = 0;
  for (const end = index + MOST_DIGITS; index < end; index += 1) {
    const digit = bytes[index] ?? 0;
    if (digit < ZERO || digit > NINE) break;
    value = 10 * value + digit - ZERO;
  }
  return value;
}

/**
 * What a line will cost in member-turns, guessed from its bytes without decoding them: where batches
 * are cut changes no record, so a guess is enough. Keys with spaces before the colon are overlooked.
 */
export function createLineWeigher({ options, compiled }: World): (bytes: Uint8Array) => number {
  const { turns: usualTurns = 1, members: usualMembers = compiled.model.members } =
    options.defaults;
  const isUsuallyFull = options.defaults.assess === 'full';
  // each rule up and down, gravity off and halved, the start up and down
  const runsOfFull = 1 + 2 * compiled.rules.length + 4;
  return (bytes) => {
    let [turns, members, isFull] = [usualTurns, usualMembers, isUsuallyFull];
    for (let at = 1; at < bytes.length; at += 1) {
      if (bytes[at] !== COLON || bytes[at - 1] !== QUOTE) continue;
      if (endsWith(bytes, at - 1, TURNS)) turns = readNumber(bytes, at + 1);
      else if (endsWith(bytes, at - 1, MEMBERS)) members = readNumber(bytes, at + 1);
      else if (endsWith(bytes, at - 1, ASSESS)) isFull = endsWith(bytes, at + 6, FULL);
    }
    const runs = isFull ? runsOfFull : 1;
    return (members + 1) * turns * runs + TURNS_PER_RECORD + bytes.length * TURNS_PER_BYTE;
  };
}
