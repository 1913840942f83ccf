import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileSystem, OpenFile } from '@pulse-stream/sinks/internal';
import { PulseError } from '@pulse-stream/worldstate';

/** Bytes of records that wait in memory; those that come later wait in a file. */
const MOST_IN_MEMORY = 8 * 1024 * 1024;
const FLUSH_BYTES = 1024 * 1024;
/** Nobody but the user of the run reads what it was about. */
const PRIVATE = 0o600;

/** Where a record lies in the file. */
interface Place {
  readonly offset: number;
  readonly length: number;
}
type Waiting = Uint8Array | Place;

/**
 * A file of ours without a name: it is removed as soon as it is open, so that nothing stays behind
 * however the run ends.
 */
class Spill {
  readonly #fileSystem: FileSystem;
  #file: OpenFile | null = null;
  #unwritten: Uint8Array[] = [];
  #waiting = 0;
  #end = 0;

  constructor(fileSystem: FileSystem) {
    this.#fileSystem = fileSystem;
  }

  async add(bytes: Uint8Array): Promise<Place> {
    const place = { offset: this.#end, length: bytes.length };
    this.#unwritten.push(bytes);
    this.#end += bytes.length;
    this.#waiting += bytes.length;
    if (this.#waiting >= FLUSH_BYTES) await this.#flush();
    return place;
  }

  async read({ offset, length }: Place): Promise<Uint8Array> {
    await this.#flush();
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length;) {
      const count = (await this.#file?.readAt(bytes.subarray(done), offset + done)) ?? 0;
      if (count === 0) throw new PulseError('input-unreadable', 'the index file was cut off');
      done += count;
    }
    return bytes;
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }

  async #flush(): Promise<void> {
    if (this.#unwritten.length === 0) return;
    try {
      this.#file ??= await this.#open();
      const whole = Buffer.concat(this.#unwritten);
      for (let done = 0; done < whole.length;) done += await this.#file.write(whole.subarray(done));
    } catch (cause) {
      throw new PulseError('output-unwritable', `the index file in ${tmpdir()} cannot be written`, {
        cause,
      });
    }
    this.#unwritten = [];
    this.#waiting = 0;
  }

  async #open(): Promise<OpenFile> {
    const path = join(tmpdir(), `pulse-stream-diff-${process.pid}-${process.hrtime.bigint()}`);
    const file = await this.#fileSystem.open(path, 'create', PRIVATE);
    await this.#fileSystem.remove(path);
    return file;
  }
}

/**
 * Records of one run whose scenario has not been met in the other one yet, by name. Few wait in
 * memory; of more only the name does, and their bytes lie in a file.
 */
export class WaitingRecords {
  readonly #spill: Spill;
  readonly #byName = new Map<string, Waiting | Waiting[]>();
  #bytes = 0;

  constructor(fileSystem: FileSystem) {
    this.#spill = new Spill(fileSystem);
  }

  /** @throws PulseError `output-unwritable` */
  async add(name: string, bytes: Uint8Array): Promise<void> {
    const isHeld = this.#bytes + bytes.length <= MOST_IN_MEMORY;
    if (isHeld) this.#bytes += bytes.length;
    const waiting = isHeld ? bytes.slice() : await this.#spill.add(bytes.slice());
    const others = this.#byName.get(name);
    this.#byName.set(name, others === undefined ? waiting : [others, waiting].flat());
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** The first that waits under a name; null: none does. @throws PulseError `input-unreadable` */
  async take(name: string): Promise<Uint8Array | null> {
    const waiting = this.#byName.get(name);
    if (waiting === undefined) return null;
    const [first, ...others] = Array.isArray(waiting) ? waiting : [waiting];
    if (others.length === 0) this.#byName.delete(name);
    else this.#byName.set(name, others);
    if (first === undefined) return null;
    if (!(first instanceof Uint8Array)) return await this.#spill.read(first);
    this.#bytes -= first.length;
    return first;
  }

  /** Names of all that still wait, one for each record. */
  *names(): Generator<string> {
    for (const [name, waiting] of this.#byName)
      for (let left = Array.isArray(waiting) ? waiting.length : 1; left > 0; left -= 1) yield name;
  }

  async close(): Promise<void> {
    await this.#spill.close();
  }
}
