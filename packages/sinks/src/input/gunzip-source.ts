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
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  let state: 'hungry' | 'eating' | 'fed' = 'hungry';
  let ended = false;
  let closed = false;
  let failure: PulseError | null = null;
  let wake = () => {};

  gunzip.on('readable', () => wake());
  gunzip.on('end', () => {
    ended = true;
    wake();
  });
  gunzip.on('error', (error) => {
    const reason = BROKEN.get(codeOf(error)) ?? 'it cannot be unpacked';
    failure ??= new PulseError('input-unreadable', `cannot read ${name}: ${reason}`, {
      cause: error,
    });
    wake();
  });

  const feed = async (): Promise<void> => {
    const chunk = await source.read();
    if (closed) return;
    if (chunk === null) {
      state = 'fed';
      gunzip.end();
      return;
    }
    state = 'eating';
    gunzip.write(chunk, () => {
      state = 'hungry';
      wake();
    });
  };

  const readUnpacked = async (): Promise<Uint8Array | null> => {
    for (;;) {
      if (closed) return null;
      if (failure !== null) throw failure;
      // read() returns any: this stream gives buffers only
      const chunk = gunzip.read() as Uint8Array | null;
      if (chunk !== null) return plainView(chunk);
      if (ended) return null;
      if (state === 'hungry') await feed();
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  };

  return {
    get bytesRead() {
      return source.bytesRead;
    },
    get size() {
      return source.size;
    },
    read: limitChunks(readUnpacked),
    async close() {
      if (closed) return;
      closed = true;
      gunzip.destroy();
      wake();
      await source.close();
    },
  };
}
