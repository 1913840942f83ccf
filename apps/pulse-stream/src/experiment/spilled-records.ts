import type { FileSystem } from '@pulse-stream/sinks/internal';
import { SpillFile } from './spill-file.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** FNV-1a over the name's UTF-16 units, 32 bits. Equal hashes are told apart by the names in the file. */
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1)
    hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** What is known in memory of each record in the file, in the order in which they came: 12 bytes. */
interface Entries {
  readonly hash: Uint32Array;
  readonly offset: Float64Array;
}
/** Instead of the offset of a record that was taken. */
const TAKEN = -1;
/** Before each name in the file: its bytes and those of the record, 32 bits each. */
const HEAD_BYTES = 8;

const entriesFor = (room: number): Entries => ({
  hash: new Uint32Array(room),
  offset: new Float64Array(room),
});

/**
 * Records by name that lie in a file, name and bytes. Memory holds numbers only, so a million of them
 * take some 20 MB whatever they are called. Records of one name are taken in the order in which they
 * were added.
 */
export class SpilledRecords {
  readonly #file: SpillFile;
  #entries = entriesFor(1024);
  #count = 0;
  /** Open addressing by hash, linear probing: number of the entry + 1; 0: none. At most half full. */
  #table = new Uint32Array(2048);

  constructor(fileSystem: FileSystem) {
    this.#file = new SpillFile(fileSystem);
  }

  /** Whether a record that was not taken may have this name; false is certain. */
  mayHave(name: string): boolean {
    return !this.#withHash(hashName(name)).next().done;
  }

  /** @throws PulseError `output-unwritable` */
  async add(name: string, bytes: Uint8Array): Promise<void> {
    const nameBytes = encoder.encode(name);
    const head = new Uint8Array(new Uint32Array([nameBytes.length, bytes.length]).buffer);
    const offset = await this.#file.add(Buffer.concat([head, nameBytes, bytes]));
    if (this.#count === this.#entries.hash.length) this.#grow();
    this.#append(hashName(name), offset);
  }

  /** The first record of a name that was not taken; null: there is none. @throws PulseError `input-unreadable` */
  async take(name: string): Promise<Uint8Array | null> {
    for (const entry of this.#withHash(hashName(name))) {
      const { found, start, length } = await this.#look(entry);
      if (found !== name) continue;
      this.#entries.offset[entry] = TAKEN;
      return (await this.#file.read(start, length)).slice();
    }
    return null;
  }

  /** Names of all that were not taken, one for each record. @throws PulseError `input-unreadable` */
  async *names(): AsyncGenerator<string> {
    for (let entry = 0; entry < this.#count; entry += 1)
      if (this.#entries.offset[entry] !== TAKEN) yield (await this.#look(entry)).found;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  /** The name of an entry, and where its record lies. */
  async #look(entry: number): Promise<{ found: string; start: number; length: number }> {
    const offset = this.#entries.offset[entry] ?? 0;
    const head = (await this.#file.read(offset, HEAD_BYTES)).slice();
    const [nameBytes = 0, length = 0] = new Uint32Array(head.buffer);
    const found = decoder.decode(await this.#file.read(offset + HEAD_BYTES, nameBytes));
    return { found, start: offset + HEAD_BYTES + nameBytes, length };
  }

  /** Entries with a hash that were not taken, in the order in which they were added. */
  *#withHash(hash: number): Generator<number> {
    const mask = this.#table.length - 1;
    for (let at = hash & mask; this.#table[at] !== 0; at = (at + 1) & mask) {
      const entry = (this.#table[at] ?? 0) - 1;
      if (this.#entries.hash[entry] === hash && this.#entries.offset[entry] !== TAKEN) yield entry;
    }
  }

  #append(hash: number, offset: number): void {
    this.#entries.hash[this.#count] = hash;
    this.#entries.offset[this.#count] = offset;
    this.#count += 1;
    const mask = this.#table.length - 1;
    let at = hash & mask;
    while (this.#table[at] !== 0) at = (at + 1) & mask;
    this.#table[at] = this.#count;
  }

  /** Twice the room, or as much where half of it was taken; what was taken is forgotten. */
  #grow(): void {
    const { hash, offset } = this.#entries;
    const left = offset.reduce((count, place) => count + Number(place !== TAKEN), 0);
    this.#entries = entriesFor(2 * left <= offset.length ? offset.length : 2 * offset.length);
    this.#table = new Uint32Array(2 * this.#entries.hash.length);
    this.#count = 0;
    for (const [entry, place] of offset.entries())
      if (place !== TAKEN) this.#append(hash[entry] ?? 0, place);
  }
}
