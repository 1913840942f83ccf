import type { OpenFile } from './file-system.ts';

/** Writes all of `bytes`, however little the system takes at a time. */
export async function writeAll(file: Pick<OpenFile, 'write'>, bytes: Uint8Array): Promise<void> {
  let rest = bytes;
  while (rest.length > 0) {
    const count = await file.write(rest);
    // A device that takes nothing and reports nothing would keep us here for ever.
    if (count <= 0) throw Object.assign(new Error('nothing was written'), { code: 'EIO' });
    rest = rest.subarray(count);
  }
}
