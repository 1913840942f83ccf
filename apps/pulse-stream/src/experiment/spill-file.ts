import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileSystem, OpenFile } from '@pulse-stream/sinks/internal';
import { PulseError } from '@pulse-stream/worldstate';

const FLUSH_BYTES = 1024 * 1024;
/** What is read at a time: records that are near each other are asked for one after the other. */
const BLOCK_BYTES = 64 * 1024;
/** Nobody but the user of the run reads what it was about. */
const PRIVATE = 0o600;

/**
 * A file of ours without a name: it is removed as soon as it is open, so that nothing stays behind
 * however the run ends.
 */
export class SpillFile {
  readonly #fileSystem: FileSystem;
  #file: OpenFile | null = null;
  #unwritten: Uint8Array[] = [];
  #written = 0;
  #end = 0;
  #block = new Uint8Array(0);
  #blockStart = 0;

  constructor(fileSystem: FileSystem) {
    this.#fileSystem = fileSystem;
  }

  /** Keeps the bytes; says where they lie. @throws PulseError `output-unwritable` */
  async add(bytes: Uint8Array): Promise<number> {
    const offset = this.#end;
    this.#unwritten.push(bytes);
    this.#end += bytes.length;
    if (this.#end - this.#written >= FLUSH_BYTES) await this.#flush();
    return offset;
  }

  /** What lies at an offset; a view that holds until the next call. @throws PulseError `input-unreadable` */
  async read(offset: number, length: number): Promise<Uint8Array> {
    if (offset + length > this.#written) await this.#flush();
    const isNear =
      offset >= this.#blockStart && offset + length <= this.#blockStart + this.#block.length;
    if (!isNear) await this.#readBlock(offset, length);
    return this.#block.subarray(offset - this.#blockStart, offset - this.#blockStart + length);
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }

  async #readBlock(offset: number, length: number): Promise<void> {
    const start = offset - (offset % BLOCK_BYTES);
    const end = Math.min(this.#written, Math.max(start + BLOCK_BYTES, offset + length));
    const block = new Uint8Array(end - start);
    for (let done = 0; done < block.length;) {
      const count = (await this.#file?.readAt(block.subarray(done), start + done)) ?? 0;
      if (count === 0) throw new PulseError('input-unreadable', 'the index file was cut off');
      done += count;
    }
    this.#block = block;
    this.#blockStart = start;
  }

  async #flush(): Promise<void> {
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
    this.#written = this.#end;
  }

  async #open(): Promise<OpenFile> {
    const path = join(tmpdir(), `pulse-stream-diff-${process.pid}-${process.hrtime.bigint()}`);
    const file = await this.#fileSystem.open(path, 'create', PRIVATE);
    await this.#fileSystem.remove(path);
    return file;
  }
}
