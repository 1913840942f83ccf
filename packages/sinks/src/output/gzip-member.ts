import { Buffer } from 'node:buffer';
import { createGzip } from 'node:zlib';

/** One member of a gzip file in the making. */
export interface GzipMember {
  /** Compresses `bytes`; gives what is ready so far, often nothing. */
  write(bytes: Uint8Array): Promise<Uint8Array>;
  /** The rest, with the checksum. */
  end(): Promise<Uint8Array>;
}

/** Starts a gzip member. Its bytes depend on the content alone, not on how it was cut. */
export function createGzipMember(): GzipMember {
  const gzip = createGzip();
  let ready: Buffer[] = [];
  gzip.on('data', (chunk: Buffer) => ready.push(chunk));
  const take = (): Uint8Array => {
    const bytes = Buffer.concat(ready);
    ready = [];
    return bytes;
  };
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        gzip.write(bytes, (error) => {
          if (error === null || error === undefined) resolve(take());
          else reject(error);
        });
      }),
    end: () =>
      new Promise((resolve, reject) => {
        gzip.once('error', reject);
        gzip.once('end', () => resolve(take()));
        gzip.end();
      }),
  };
}
