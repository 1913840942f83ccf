// Whether confidence orders the errors that came (FORECAST.md §4): forecasts of twin experiments, sorted
// by the confidence they said and cut in three. Confidence compares a spread with the climate, which is
// how far the target usually moves in as many turns, so errors are counted in that unit; in the unit of
// one-step changes (MASE) they are shown beside it, at one horizon and with horizons mixed.
//
//   node tools/bench/confidence.mjs [--seeds 1,2,3] [--members 60]
import { parseArgs } from 'node:util';
import { errorTerciles, verifyForecasts } from '../confidence-terciles.mjs';
import { FIRST_ORIGIN, LAST_ORIGIN, twinDataset } from '../twin-skill.mjs';
import { TWINS, twinModel } from '../twins.mjs';

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

const byClimate = (/** @type {Verified} */ { error, climate }) => error / climate;
const byStep = (/** @type {Verified} */ { error, step }) => error / step;
const show = (/** @type {Terciles} */ errors) => errors.map((error) => error.toFixed(3)).join(' ');

let failures = 0;
/** @param {string} name @param {readonly Verified[]} verified */
function check(name, verified) {
  const errors = errorTerciles(verified, byClimate);
  const [sure, middle, unsure] = errors;
  const holds = sure < middle && middle < unsure;
  if (!holds) failures += 1;
  console.log(
    `${name}: ${verified.length} forecasts\n  ${holds ? 'holds' : 'FAILS'}: errors grow as confidence falls, in units of the climate: ${show(errors)}`,
  );
  const each = HORIZONS.map((horizon) => {
    const some = verified.filter((forecast) => forecast.horizon === horizon);
    return `${horizon} ahead ${show(errorTerciles(some, byStep))}`;
  });
  console.log(`  in units of one step: ${each.join('; ')}`);
  console.log(`  in units of one step, horizons mixed: ${show(errorTerciles(verified, byStep))}`);
}

const all = [];
for (const name of /** @type {TwinName[]} */ (Object.keys(TWINS))) {
  const size = { origins, horizons: HORIZONS, members };
  const verified = given.seeds
    .split(',')
    .flatMap((seed) => verifyForecasts(twinModel(name), twinDataset(name, Number(seed)), size));
  check(`${name} (${TWINS[name]})`, verified);
  all.push(...verified);
}
check('all', all);
for (const horizon of HORIZONS) {
  const some = all.filter((forecast) => forecast.horizon === horizon);
  const confidence = some.reduce((sum, forecast) => sum + forecast.confidence / some.length, 0);
  console.log(`  mean confidence ${horizon} ahead: ${confidence.toFixed(2)}`);
}
if (failures > 0) process.exitCode = 1;
