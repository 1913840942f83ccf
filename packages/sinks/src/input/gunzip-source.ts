import { createGunzip } from 'node:zlib';
import { PulseError } from '@pulse-stream/worldstate';
import { codeOf } from '../files/file-system.ts';
import { plainView } from './readable-source.ts';
import { CHUNK_BYTES, limitChunks, type SizedSource } from './sized-source.ts';

const BROKEN = new Map([
  ['Z_DATA_ERROR', 'it is not gzip data, or it is damaged'],
  ['Z_BUF_ERROR', 'it ends in the middle (was it cut off?)'],
]);

/**
 * Unpacks a gzip source (one member or several) as it is read: compressed bytes are taken only when
 * nothing unpacked is left, so a small file that unpacks to a huge one needs no memory.
 * @throws PulseError (from `read`) `input-unreadable` for damaged or cut data
 */
export function createGunzipSource(source: SizedSource, name: string): SizedSource {
  return new GunzipSource(source, name);
}

class GunzipSource implements SizedSource {
  readonly read = limitChunks(() => this.#readUnpacked());
  readonly #source: SizedSource;
  readonly #gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  #state: 'hungry' | 'eating' | 'fed' = 'hungry';
  #ended = false;
  #closed = false;
  #failure: PulseError | null = null;
  #wake = () => {};

  constructor(source: SizedSource, name: string) {
    this.#source = source;
    this.#gunzip.on('readable', () => this.#wake());
    this.#gunzip.on('end', () => {
      this.#ended = true;
      this.#wake();
    });
    this.#gunzip.on('error', (error) => {
      const reason = BROKEN.get(codeOf(error)) ?? 'it cannot be unpacked';
      this.#failure ??= new PulseError('input-unreadable', `cannot read ${name}: ${reason}`, {
        cause: error,
      });
      this.#wake();
    });
  }

  get bytesRead(): number {
    return this.#source.bytesRead;
  }

  get size(): SizedSource['size'] {
    return this.#source.size;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#gunzip.destroy();
    this.#wake();
    await this.#source.close();
  }

  async #readUnpacked(): Promise<Uint8Array | null> {
    for (;;) {
      if (this.#closed) return null;
      if (this.#failure !== null) throw this.#failure;
      // read() returns any: this stream gives buffers only
      const chunk = this.#gunzip.read() as Uint8Array | null;
      if (chunk !== null) return plainView(chunk);
      if (this.#ended) return null;
      if (this.#state === 'hungry') await this.#feed();
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }

  async #feed(): Promise<void> {
    const chunk = await this.#source.read();
    if (this.#closed) return;
    if (chunk === null) {
      this.#state = 'fed';
      this.#gunzip.end();
      return;
    }
    this.#state = 'eating';
    this.#gunzip.write(chunk, () => {
      this.#state = 'hungry';
      this.#wake();
    });
  }
}
