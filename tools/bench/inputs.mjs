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
  const target = openSync(file, 'w');
  let text = '';
  for (let index = 0; index < count; index += 1) {
    /** @type {Record<string, number>} */
    const overrides = {};
    for (const _ of [1, 2]) overrides[NAMES[draw(NAMES.length)] ?? 'hope'] = draw(1001) / 1000;
    const id = `scenario-${String(index).padStart(7, '0')}`;
    text +=
      index % invalidEvery === invalidEvery - 1
        ? INVALID[draw(INVALID.length)]
        : JSON.stringify({ id, turns, members, state_overrides: overrides });
    text += '\n';
    if (text.length < 1 << 20) continue;
    writeSync(target, text);
    text = '';
  }
  writeSync(target, text);
  closeSync(target);
}
