import { CORRECTION_ROOM, type Layout } from '../emit/memory-layout.ts';

/** Where a correction lies (correction-places.ts), and by slot 1 where it replaces the declared noise. */
export interface CorrectionMemory {
  readonly plan: Int32Array;
  readonly room: Float64Array;
  readonly quiet: Uint8Array;
}

/** A correction in the memory of a kernel; null: its code corrects nothing. */
export function viewCorrection(
  { correction, size }: Layout,
  memory: ArrayBuffer,
): CorrectionMemory | null {
  if (correction === null) return null;
  return {
    plan: new Int32Array(memory, correction.plan, CORRECTION_ROOM.wholes),
    room: new Float64Array(memory, correction.room, CORRECTION_ROOM.doubles),
    quiet: new Uint8Array(memory, correction.quiet, size),
  };
}
