// The kernel of PERFORMANCE.md §3 row 3 by itself: `node bare-kernel.mjs`. Runs members of the built-in
// model, attribution included, and prints the CPU seconds of one member-turn.
import { createWorld } from '@pulse-stream/pipeline';
import { decodeLine } from '@pulse-stream/codec';
import { simulateRun } from '@pulse-stream/simulator';
import { timeHere } from './measure.mjs';

const [MEMBERS, TURNS] = [10_000, 5];
/** Runs until the engine has compiled the kernel for good, and runs that count: half a second each. */
const [WARM_UP, COUNTED] = [80, 80];

const config = decodeLine(new TextEncoder().encode(`{"turns":${TURNS},"members":${MEMBERS}}`));
if ('kind' in config) throw new Error(config.message);
const { compiled } = createWorld();
const room = { values: new Float64Array(0) };
/** @param {number} count */
const run = (count) => {
  let seen = 0;
  for (let index = 0; index < count; index += 1)
    seen += simulateRun(compiled, config, { room }).ensemble?.members ?? 0;
  return seen;
};
run(WARM_UP);
console.error(timeHere(() => run(COUNTED)) / (COUNTED * (MEMBERS + 1) * TURNS));
