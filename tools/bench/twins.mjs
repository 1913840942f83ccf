// The acceptance test of gravity in full size: gain per twin and seed, variance explained pooled over
// origins and seeds, each held against what must hold (FORECAST.md §7).
//
//   node tools/bench/twins.mjs [--seeds 1,2,3] [--members 60] [--gravity '{"method":"bank"}']
import { parseArgs } from 'node:util';
import { twinGain, twinVarianceExplained } from '../twin-skill.mjs';
import { TWINS } from '../twins.mjs';

/** @import { TwinName } from '../twins.mjs' */

/** Least gain over off, mean of the seeds; on a perfect core the most harm. */
const LEAST_GAINS = { a: -0.02, b: 0.07, c: 0.1, d: 0.15, e: 0.4, f: 0.3 };

const { values: given } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    members: { type: 'string', default: '60' },
    gravity: { type: 'string', default: '{"method":"bank"}' },
  },
});
const seeds = given.seeds.split(',').map(Number);
const gravity = JSON.parse(given.gravity);

let failures = 0;
/** @param {boolean} holds @param {string} law */
function must(holds, law) {
  if (!holds) failures += 1;
  console.log(`  ${holds ? 'holds' : 'FAILS'}: ${law}`);
}

const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(1)} %`;

for (const name of /** @type {TwinName[]} */ (Object.keys(TWINS))) {
  const gains = seeds.map(
    (seed) => twinGain(name, seed, { stride: 3, members: Number(given.members), gravity }).gain,
  );
  const mean = gains.reduce((sum, gain) => sum + gain / gains.length, 0);
  const explained = twinVarianceExplained(name, seeds, gravity);
  const shares = Object.values(explained);
  console.log(
    `${name} (${TWINS[name]}): gain ${gains.map(percent).join(', ')}; explained ${Object.entries(
      explained,
    )
      .map(([variable, share]) => `${variable} ${share.toFixed(2)}`)
      .join(', ')}`,
  );
  must(
    mean >= LEAST_GAINS[name],
    `mean gain ${percent(mean)} is at least ${percent(LEAST_GAINS[name])}`,
  );
  if (name === 'a')
    must(
      shares.every((share) => share < 0.1),
      'no variable has .1 of its errors explained',
    );
  if (name === 'd' || name === 'e')
    must(
      shares.filter((share) => share > 0.3).length >= 2,
      'two variables have more than .3 of their errors explained',
    );
}
for (const name of /** @type {TwinName[]} */ (['a', 'b'])) {
  /** @param {boolean} seasonal */
  const score = (seasonal) =>
    seeds.reduce((sum, seed) => {
      const { lines } = twinGain(name, seed, {
        stride: 3,
        members: Number(given.members),
        gravity,
        seasonal,
      });
      const on = lines.find(({ method, target }) => method === 'gravity-on' && target === '*');
      return sum + (on?.scaled_crps ?? Number.NaN);
    }, 0);
  const harm = score(true) / score(false) - 1;
  must(harm <= 0.005, `${name}: a season that is not there costs ${percent(harm)}, at most 0.5 %`);
}
if (failures > 0) {
  console.log(`${failures} of what must hold do not`);
  process.exitCode = 1;
}
