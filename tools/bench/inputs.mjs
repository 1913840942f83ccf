// Input files of the bench: the same bytes every time.
import { closeSync, openSync, writeSync } from 'node:fs';

const NAMES = [
  'hope',
  'despair',
  'rage',
  'fatigue',
  'trust',
  'inflation_index',
  'media_sentiment_score',
  'ai_policy_risk',
];
/** Lines that fail, one kind after the other. */
const INVALID = ['{"turns":0}', '{"turnz":3}', '{oops', '{"turns":1,"turns":2}', 'null'];

/** Whole numbers below `bound` (a linear congruential generator). */
function openDraw() {
  let state = 12_345;
  return (/** @type {number} */ bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

/**
 * Writes a file of scenarios with an id, two overrides and five turns unless told otherwise.
 * @param {string} file
 * @param {number} count lines
 * @param {{members?: number, turns?: number, invalidEvery?: number}} [options] members: absent, the model's own
 */
export function writeInput(file, count, { members, turns = 5, invalidEvery = Infinity } = {}) {
  const draw = openDraw();
  writeLines(file, count, (index) => {
    /** @type {Record<string, number>} */
    const overrides = {};
    for (const _ of [1, 2]) overrides[NAMES[draw(NAMES.length)] ?? 'hope'] = draw(1001) / 1000;
    const id = `scenario-${String(index).padStart(7, '0')}`;
    return index % invalidEvery === invalidEvery - 1
      ? (INVALID[draw(INVALID.length)] ?? '')
      : JSON.stringify({ id, turns, members, state_overrides: overrides });
  });
}

/** @param {string} file @param {number} count @param {(index: number) => string} lineOf */
function writeLines(file, count, lineOf) {
  const target = openSync(file, 'w');
  let text = '';
  for (let index = 0; index < count; index += 1) {
    text += `${lineOf(index)}\n`;
    if (text.length < 1 << 20) continue;
    writeSync(target, text);
    text = '';
  }
  writeSync(target, text);
  closeSync(target);
}

/** @typedef {(draw: ReturnType<typeof openDraw>, index: number) => string} LineOf */

/**
 * Light lines as people and programs write them: each kind varies another thing.
 * @type {Readonly<Record<string, LineOf>>}
 */
export const LIGHT_KINDS = {
  'two overrides': (draw, index) =>
    light(index, { [nameOf(draw)]: share(draw), [nameOf(draw)]: share(draw) }),
  'full doubles': (draw, index) => light(index, { [nameOf(draw)]: draw(1e9) / 3e9 }),
  'own seed': (draw, index) => light(index, {}, { seed: draw(1e9) }),
  'own meta': (draw, index) => light(index, {}, { meta: { case: index, share: share(draw) } }),
  'an intervention': (draw, index) =>
    light(index, {}, { interventions: [{ turn: 2, set: { hope: share(draw) } }] }),
  'turns 1 to 100': (draw, index) => light(index, {}, { turns: 1 + draw(100) }),
  'own targets': (draw, index) =>
    light(index, {}, { forecast: { targets: [nameOf(draw)], horizons: [1 + draw(5)] } }),
  'own params': (draw, index) =>
    light(index, {}, { params: { 'rule.R001_HopeTrust.trust': share(draw) } }),
  'an undeclared overlay': (draw, index) => light(index, { mood: share(draw) }),
  'white space': (draw, index) =>
    `${light(index, { [nameOf(draw)]: share(draw) }).replaceAll(/([,:])(?=[^ ])/g, '$1 ')}\r`,
};

/** @param {ReturnType<typeof openDraw>} draw */
const nameOf = (draw) => NAMES[draw(NAMES.length)] ?? 'hope';
/** @param {ReturnType<typeof openDraw>} draw */
const share = (draw) => draw(1001) / 1000;

/** @param {number} index @param {Record<string, number>} overrides @param {object} [more] */
function light(index, overrides, more = {}) {
  const id = `scenario-${String(index).padStart(7, '0')}`;
  return JSON.stringify({ id, turns: 5, members: 1, state_overrides: overrides, ...more });
}

/**
 * Writes light lines of some kinds in equal parts, shuffled.
 * @param {string} file @param {number} count lines
 * @param {readonly string[]} [kinds] names of `LIGHT_KINDS`; default: all
 */
export function writeMix(file, count, kinds = Object.keys(LIGHT_KINDS)) {
  const draw = openDraw();
  const lines = kinds.map((name) => /** @type {LineOf} */ (LIGHT_KINDS[name]));
  writeLines(file, count, (index) => lines[draw(lines.length)]?.(draw, index) ?? '');
}
