import type { FailureCode } from '@pulse-stream/worldstate';

/** One physical line and what must come of it. */
export interface GeneratedLine {
  readonly bytes: Uint8Array;
  readonly outcome: 'complete' | 'blank' | FailureCode;
}

/** Whole numbers below `bound`, the same for the same seed (a linear congruential generator). */
function openDraw(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

const BLANK = ['', ' ', '\t \t', '\r'];

/** Lines that fail, one or more for every way a line of a run can. */
const BAD: readonly (readonly [string, FailureCode])[] = [
  ['{oops', 'bad-json'],
  ['{"turns":1}{"turns":1}', 'bad-json'],
  ['{"turns":NaN}', 'bad-json'],
  ['{"turns":01}', 'bad-json'],
  ['{"turns":1}\u0000', 'bad-json'],
  ['{"turns":\r1}', 'bad-json'],
  ['{"id":"\\ud800"}', 'bad-string'],
  ['{"id":"a\\u0000b"}', 'bad-string'],
  ['{"state_overrides":{"hope":1e999}}', 'bad-number'],
  ['{"seed":9007199254740993}', 'bad-number'],
  ['{"turns":1,"turns":2}', 'duplicate-key'],
  ['{"state_overrides":{"__proto__":1}}', 'forbidden-key'],
  ['null', 'not-an-object'],
  ['[{"turns":1}]', 'not-an-object'],
  ['"text"', 'not-an-object'],
  [`{"meta":{"a":${'['.repeat(70)}${']'.repeat(70)}}}`, 'too-deep'],
  ['{"turnz":1}', 'config-invalid'],
  ['{"turns":0}', 'config-invalid'],
  ['{"turns":2,"forecast":{"horizons":[3]}}', 'config-invalid'],
  ['{"gravity":{"shadow_monitor":{"critical_variables":["none"]}}}', 'config-invalid'],
  ['{"params":{"rule.none.trust":1}}', 'unknown-name'],
  ['{"forecast":{"targets":["hopee"]}}', 'unknown-name'],
  ['{"observations":{"dataset":"none"}}', 'dataset-unknown'],
  ['{"observations":[{"hopee":1}]}', 'observations-invalid'],
  ['{"turns":100000,"members":100000}', 'limit-exceeded'],
  ['{"turns":50000,"members":1,"trace":"full"}', 'limit-exceeded'],
  ['{"forecast":{"events":[{"name":"e","when":"1 / (hope - hope) > 1"}]}}', 'division-by-zero'],
  ['{"forecast":{"events":[{"name":"e","when":"ln(0 - hope) > 1"}]}}', 'domain-error'],
  ['{"forecast":{"events":[{"name":"e","when":"exp(nvda + 1000) > 1"}]}}', 'overflow'],
];

/** A scenario the built-in model computes in well under a millisecond. */
function validConfig(draw: (bound: number) => number, index: number): Record<string, unknown> {
  const config: Record<string, unknown> = { turns: 1 + draw(3), members: 1 + draw(2) * draw(4) };
  if (draw(3) > 0) config['id'] = `case ${index}`;
  if (draw(2) === 0) config['state_overrides'] = { hope: draw(101) / 100, fatigue: draw(101) / 50 };
  if (draw(5) === 0) config['interventions'] = [{ turn: 1, add: { [`mood${draw(3)}`]: 0.1 } }];
  if (draw(5) === 0) config['seed'] = draw(2) === 0 ? draw(1000) : `seed ${draw(9)}`;
  if (draw(5) === 0) config['gravity'] = draw(2) === 0 ? false : { lambda: 0.5 };
  if (draw(9) === 0) config['observations'] = [{ hope: 0.4 }, { hope: 0.5, trust: null }];
  if (draw(9) === 0) config['trace'] = 'summary';
  if (draw(9) === 0) config['use_symbolism'] = false;
  if (draw(9) === 0) config['meta'] = { note: 'é ✓ 😀' };
  return config;
}

/** Lines good, bad and blank, in a mixed order. */
export function generateInput(seed: number, count: number): GeneratedLine[] {
  const draw = openDraw(seed);
  const encoder = new TextEncoder();
  return Array.from({ length: count }, (_, index): GeneratedLine => {
    const kind = draw(10);
    if (kind === 0)
      return { bytes: encoder.encode(BLANK[draw(BLANK.length)] ?? ''), outcome: 'blank' };
    if (kind === 1) {
      // 0xFF is no byte of UTF-8
      const bytes = Uint8Array.of(...encoder.encode('{"id":"'), 0xff, ...encoder.encode('"}'));
      return { bytes, outcome: 'bad-utf8' };
    }
    if (kind < 8) {
      const [text, outcome] = BAD[draw(BAD.length)] ?? ['', 'blank'];
      return { bytes: encoder.encode(text), outcome };
    }
    const text = JSON.stringify(validConfig(draw, index));
    return { bytes: encoder.encode(draw(8) === 0 ? `${text}\r` : text), outcome: 'complete' };
  });
}

/** The lines as a file. */
export function joinLines(lines: readonly GeneratedLine[], ended = true): Uint8Array {
  const bytes = lines.flatMap(({ bytes: line }, index) =>
    index + 1 < lines.length || ended ? [...line, 0x0a] : [...line],
  );
  return Uint8Array.from(bytes);
}
