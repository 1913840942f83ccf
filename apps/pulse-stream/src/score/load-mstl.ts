import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { openMstlEts } from '@pulse-stream/verify/internal';

/** The baseline that a library computes; its program lies beside it. */
export async function loadMstl(): ReturnType<typeof openMstlEts> {
  const library = createRequire(import.meta.url).resolve('@bsull/augurs/mstl');
  const bytes = await readFile(join(dirname(library), 'mstl_bg.wasm'));
  return await openMstlEts(new Uint8Array(bytes));
}
