import { Buffer } from 'node:buffer';
import { promisify } from 'node:util';
import { crc32, gzip } from 'node:zlib';
import type { PartState } from './checkpoint-file.ts';
import type { OpenFile } from '../files/file-system.ts';
import { writeAll } from '../files/write-all.ts';

const compress = promisify(gzip);

/**
 * Bytes in one gzip member. Members are cut by content alone, never by time, so that a packed
 * output is the same whether it was interrupted or not.
 */
export const MEMBER_BYTES = 256 * 1024;

/** What a part file held at one moment; stays true while more is written. */
export interface PartMark {
  readonly length: number;
  readonly crc: number;
  readonly pending: Uint8Array;
}

/** `FILE.part`, being written: appended to, plain or packed. */
export class PartFile {
  readonly #file: OpenFile;
  readonly #packed: boolean;
  #length: number;
  #crc: number;
  /** The member being collected; replaced, never overwritten, when it is full. */
  #member = new Uint8Array(0);
  #held = 0;
  #open = true;

  /** @param start what of the file counts; it has been cut to that length */
  constructor(file: OpenFile, packed: boolean, start: PartState) {
    this.#file = file;
    this.#packed = packed;
    this.#length = start.length;
    this.#crc = start.crc;
    if (packed) this.#hold(Buffer.from(start.pending, 'base64'));
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (!this.#packed) return await this.#append(bytes);
    let rest = bytes;
    while (this.#held + rest.length >= MEMBER_BYTES) {
      const room = MEMBER_BYTES - this.#held;
      this.#hold(rest.subarray(0, room));
      rest = rest.subarray(room);
      await this.#flush();
    }
    this.#hold(rest);
  }

  mark(): PartMark {
    return { length: this.#length, crc: this.#crc, pending: this.#member.subarray(0, this.#held) };
  }

  /** Makes the bytes of a mark durable and describes them. */
  async settle({ length, crc, pending }: PartMark): Promise<PartState> {
    await this.#file.syncData();
    return { length, crc, pending: Buffer.from(pending).toString('base64') };
  }

  /** Writes what is held back; an empty packed file is one empty member. */
  async finish(): Promise<void> {
    if (this.#packed && (this.#held > 0 || this.#length === 0)) await this.#flush();
    await this.#file.sync();
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#file.close();
  }

  #hold(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (this.#member.length === 0) this.#member = new Uint8Array(MEMBER_BYTES);
    this.#member.set(bytes, this.#held);
    this.#held += bytes.length;
  }

  async #flush(): Promise<void> {
    const member = this.#member.subarray(0, this.#held);
    this.#member = new Uint8Array(0);
    this.#held = 0;
    await this.#append(await compress(member));
  }

  async #append(bytes: Uint8Array): Promise<void> {
    await writeAll(this.#file, bytes);
    this.#length += bytes.length;
    this.#crc = crc32(bytes, this.#crc);
  }
}
