import type { FileSystem } from '@pulse-stream/sinks/internal';
import { SpilledRecords } from './spilled-records.ts';

/** Bytes of records that wait in memory; those that come later wait in a file. */
const MOST_IN_MEMORY = 4 * 1024 * 1024;
/** What a name and its place in a map take beside the bytes of a record, about. */
const BESIDE_BYTES = 200;

/**
 * Records of one run whose scenario has not been met in the other one yet, by name. Few wait in
 * memory, more in a file. Those of one name are taken in the order in which they were added.
 */
export class WaitingRecords {
  readonly #far: SpilledRecords;
  readonly #near = new Map<string, Uint8Array[]>();
  #bytes = 0;

  constructor(fileSystem: FileSystem) {
    this.#far = new SpilledRecords(fileSystem);
  }

  /** @throws PulseError `output-unwritable` */
  async add(name: string, bytes: Uint8Array): Promise<void> {
    const weight = bytes.length + BESIDE_BYTES;
    // what is near is taken first, so it may not be younger than what is far
    if (this.#bytes + weight > MOST_IN_MEMORY || this.#far.mayHave(name))
      return this.#far.add(name, bytes);
    this.#bytes += weight;
    const others = this.#near.get(name);
    if (others === undefined) this.#near.set(name, [bytes.slice()]);
    else others.push(bytes.slice());
  }

  /** Whether a record of this name may wait; false is certain. */
  mayHave(name: string): boolean {
    return this.#near.has(name) || this.#far.mayHave(name);
  }

  /** The first that waits under a name; null: none does. @throws PulseError `input-unreadable` */
  async take(name: string): Promise<Uint8Array | null> {
    const near = this.#near.get(name);
    const first = near?.shift();
    if (near === undefined || first === undefined) return this.#far.take(name);
    if (near.length === 0) this.#near.delete(name);
    this.#bytes -= first.length + BESIDE_BYTES;
    return first;
  }

  /** Names of all that still wait, one for each record. @throws PulseError `input-unreadable` */
  async *names(): AsyncGenerator<string> {
    for (const [name, near] of this.#near) for (const _ of near) yield name;
    yield* this.#far.names();
  }

  async close(): Promise<void> {
    await this.#far.close();
  }
}
