import { ByteRoom } from '@pulse-stream/codec/internal';

/** Rooms kept; as many pieces of output may wait for a sink. */
const MOST_KEPT = 16;

/**
 * Rooms for output that are used again once their bytes are written: fresh memory for every piece
 * cost a fifth of a light line, most of it in the first touch of its pages and in collecting it.
 */
export class RoomPool {
  readonly #capacity: number;
  readonly #idle: ByteRoom[] = [];

  /** @param capacity bytes of a new room */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  take(): ByteRoom {
    return this.#idle.pop() ?? new ByteRoom(this.#capacity);
  }

  /** Gives back a room nobody reads any more. */
  give(room: ByteRoom): void {
    room.length = 0;
    if (this.#idle.length < MOST_KEPT) this.#idle.push(room);
  }
}
