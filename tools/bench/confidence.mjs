// Whether confidence orders the errors that came (FORECAST.md §9.6): forecasts of twin experiments, sorted
// by the confidence they said and cut in three. Confidence says how probably a forecast beats one that
// knows nothing but the series, so errors are counted relative to those of that one, at one horizon.
//
//   node tools/bench/confidence.mjs [--seeds 1,2,3] [--members 60]
import { parseArgs } from 'node:util';
import { errorTerciles, verifyForecasts } from '../confidence-terciles.mjs';
import { FIRST_ORIGIN, LAST_ORIGIN, twinDataset } from '../twin-skill.mjs';
import { SEASON, TWINS, twinModel } from '../twins.mjs';

/** @import { Terciles, Verified } from '../confidence-terciles.mjs' */
/** @import { TwinName } from '../twins.mjs' */

const HORIZONS = [1, 2, 4, 8];
const STRIDE = 6;

const { values: given } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    members: { type: 'string', default: '60' },
  },
});
const members = Number(given.members);
const origins = [];
for (let row = FIRST_ORIGIN; row <= LAST_ORIGIN; row += STRIDE) origins.push(row);

const show = (/** @type {Terciles} */ errors) => errors.map((error) => error.toFixed(3)).join(' ');

let failures = 0;
/** @param {string} name @param {readonly Verified[]} verified */
function check(name, verified) {
  console.log(`${name}: ${verified.length} forecasts`);
  for (const horizon of HORIZONS) {
    const some = verified.filter((forecast) => forecast.horizon === horizon);
    const errors = errorTerciles(some);
    const [sure, , unsure] = errors;
    const holds = sure < unsure;
    if (!holds) failures += 1;
    const confidence = some.reduce((sum, forecast) => sum + forecast.confidence / some.length, 0);
    console.log(
      `  ${holds ? 'holds' : 'FAILS'}: ${horizon} ahead the surest third errs less, relative to the sentinel, than the least sure: ${show(errors)}; mean confidence ${confidence.toFixed(2)}`,
    );
  }
}

const all = [];
for (const name of /** @type {TwinName[]} */ (Object.keys(TWINS))) {
  const size = { origins, horizons: HORIZONS, members, season: name === 'f' ? SEASON : 1 };
  const verified = given.seeds
    .split(',')
    .flatMap((seed) => verifyForecasts(twinModel(name), twinDataset(name, Number(seed)), size));
  check(`${name} (${TWINS[name]})`, verified);
  all.push(...verified);
}
check('all', all);
if (failures > 0) process.exitCode = 1;
