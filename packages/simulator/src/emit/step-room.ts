import type { CompiledModel } from '../model/compiled-model.ts';
import { memoryOf, variableOf, type Place } from './places.ts';
import type { Code } from '../wasm/instructions.ts';

/** What the code of a step keeps for a while. */
export const ROOM_PARTS = [
  /** By effect: what it moves per unit of time in the last stage, and in the whole step. */
  'rate',
  'total',
  /** By rule: 1 where it moves in this step. */
  'applies',
  /** By delay: its gain in the last stage, and in the whole step. */
  'gain',
  'gains',
  /** By fixed delay: what enters it. */
  'input',
  /** By slot: its value in a later stage, and what flows can still take of it. */
  'stage',
  'left',
  /** The clock: the time, that of the start of the step, how much of the turn is over. */
  'clock',
] as const;

export type RoomPart = (typeof ROOM_PARTS)[number];

/** Where the clock is within its part. */
export const CLOCK_ROOM = { time: 0, stepStart: 1, within: 2 } as const;

/** How many numbers each part has. */
export function roomSizes(compiled: CompiledModel): Record<RoomPart, number> {
  const { effectCount, rules, hidden, lines, names } = compiled;
  return {
    rate: effectCount,
    total: effectCount,
    applies: rules.length,
    gain: hidden.length,
    gains: hidden.length,
    input: lines.length,
    stage: names.length,
    left: names.length,
    clock: Object.keys(CLOCK_ROOM).length,
  };
}

/** Where a function keeps what the code of a step keeps. */
interface Rooms {
  readonly code: Code;
  /** Variables by part and index; null: it is in the memory, where many functions share it. */
  readonly room: Map<string, number> | null;
}

/** Where a number of a step is. */
export function roomOf(
  begins: Readonly<Record<RoomPart, number>>,
  { code, room }: Rooms,
  part: RoomPart,
  index: number,
): Place {
  if (room === null) return memoryOf(code, begins[part] + index * Float64Array.BYTES_PER_ELEMENT);
  const key = `${part} ${index}`;
  const local = room.get(key) ?? code.local('d');
  room.set(key, local);
  return variableOf(code, local);
}
