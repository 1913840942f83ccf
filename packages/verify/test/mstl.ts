import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { openMstlEts } from '@pulse-stream/verify/internal';

const library = createRequire(import.meta.url).resolve('@bsull/augurs/mstl');

/** The baseline of the library, with its real program. */
export const mstl = await openMstlEts(
  new Uint8Array(readFileSync(library.replace('mstl.js', 'mstl_bg.wasm'))),
);
