/** One physical input line (without its LF) and what must become of it. */
export interface GeneratedLine {
  readonly bytes: Uint8Array;
  readonly expected: 'result' | 'failure' | 'blank';
  /** Type of the failure. */
  readonly code?: string;
  /** The row of RELIABILITY.md §1, or the kind of valid line, it stands for. */
  readonly row: string;
}

/** Whole numbers below `bound`. */
type Draw = (bound: number) => number;

/** mulberry32: small, seeded and good enough to vary test lines. */
function openDraw(seed: number): Draw {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
}

const encoder = new TextEncoder();
const toBytes = (line: string | Uint8Array): Uint8Array =>
  typeof line === 'string' ? encoder.encode(line) : line;

const OVERLAYS = ['hope', 'despair', 'rage', 'fatigue', 'trust'];
const VARIABLES = ['inflation_index', 'ai_policy_risk', 'fed_funds_rate', 'public_trust_level'];
const pick = <T>(draw: Draw, items: readonly T[]): T => items[draw(items.length)] as T;
const share = (draw: Draw): number => draw(1001) / 1000;

/** A config the built-in model can run in well under a millisecond. */
function generateConfig(draw: Draw, index: number): Record<string, unknown> {
  const config: Record<string, unknown> = { id: `case-${index}`, turns: 1 + draw(4), members: 1 };
  if (draw(8) === 0) delete config['id'];
  if (draw(6) === 0) config['members'] = 2 + draw(4);
  if (draw(2) === 0)
    config['state_overrides'] = {
      [pick(draw, OVERLAYS)]: share(draw),
      [pick(draw, VARIABLES)]: share(draw),
    };
  if (draw(4) === 0) config['seed'] = pick(draw, [draw(1e9), `seed ${draw(99)}`, 2 ** 53 - 1]);
  if (draw(4) === 0)
    config['interventions'] = [
      { turn: 1, set: { hope: share(draw) } },
      { turn: 2, add: { rage: 0.05 } },
    ];
  if (draw(5) === 0) config['params'] = { 'rule.R001_HopeTrust.trust': share(draw) };
  if (draw(5) === 0) config['gravity'] = pick<unknown>(draw, [false, true, { lambda: 0.5 }]);
  if (draw(5) === 0) config['trace'] = pick(draw, ['none', 'summary', 'full']);
  if (draw(5) === 0) config['use_symbolism'] = draw(2) === 0;
  if (draw(5) === 0)
    config['forecast'] = {
      targets: ['hope', 'trust'],
      horizons: [1],
      quantiles: [0.1, 0.5, 0.9],
      events: [{ name: 'rebound', when: 'hope > 0.6' }],
    };
  if (draw(8) === 0) config['group'] = 'premise';
  if (draw(8) === 0) config['meta'] = { note: 'é ✓ 😀', list: [1, 2.5e-3, null, { deep: true }] };
  return config;
}

/** Kinds of lines that become a result; each takes a valid config. */
const VALID: Record<string, (config: Record<string, unknown>, draw: Draw) => string> = {
  plain: (config) => JSON.stringify(config),
  'CR LF': (config) => `${JSON.stringify(config)}\r`,
  'white space': (config) => ` \t${JSON.stringify(config, null, 1).replaceAll('\n', '\t')} `,
  'leading U+001E': (config) => `\u001E${JSON.stringify(config)}`,
  '-0 is 0': (config) =>
    JSON.stringify({ ...config, state_overrides: { hope: 'ZERO' } }).replace('"ZERO"', '-0'),
  'numbers with exponents': (config) =>
    JSON.stringify({ ...config, state_overrides: { hope: 'E' } }).replace('"E"', '2.5e-1'),
  'escaped keys': (config) => JSON.stringify(config).replace('"turns"', String.raw`"\u0074urns"`),
  'empty object': () => '{}',
};

const nest = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const withByte = (draw: Draw, byte: number): Uint8Array => {
  const bytes = encoder.encode(`{"id":"caf_${draw(100)}","turns":2}`);
  bytes[10] = byte;
  return bytes;
};

/** Kinds of lines that become a failure: its code, and the line. */
const INVALID: Record<string, [code: string, make: (draw: Draw) => string | Uint8Array]> = {
  'bare CR': ['bad-json', (draw) => `{"turns":${draw(9)}\r,"members":1}`],
  'two values': ['bad-json', (draw) => `{"turns":${1 + draw(9)}}{"turns":2}`],
  'two values, spaced': ['bad-json', () => '{"turns":1} {"turns":2}'],
  NaN: ['bad-json', () => '{"turns":NaN}'],
  Infinity: ['bad-json', () => '{"state_overrides":{"hope":-Infinity}}'],
  'leading zero': ['bad-json', (draw) => `{"turns":0${1 + draw(9)}}`],
  'plus sign': ['bad-json', (draw) => `{"turns":+${1 + draw(9)}}`],
  'raw NUL': ['bad-json', () => '{"id":"a\u0000b"}'],
  'raw control character': ['bad-json', () => '{"id":"a\tb"}'],
  'U+001E inside': ['bad-json', () => '{"turns":1}\u001E'],
  'byte order mark inside': ['bad-json', () => '{"turns":\uFEFF1}'],
  'single quotes': ['bad-json', () => "{'turns':1}"],
  comment: ['bad-json', () => '{"turns":1} // one turn'],
  'trailing comma': ['bad-json', (draw) => `{"turns":${1 + draw(9)},}`],
  'cut short': ['bad-json', (draw) => '{"id":"a","turns":12}'.slice(0, 1 + draw(19))],
  'not JSON at all': ['bad-json', () => 'turns: 5'],
  'unknown escape': ['bad-json', () => String.raw`{"id":"\x41"}`],
  'invalid UTF-8': ['bad-utf8', (draw) => withByte(draw, 0x80 + draw(0x40))],
  'lone surrogate': ['bad-string', () => String.raw`{"id":"\ud800"}`],
  'escaped NUL in an id': ['bad-string', () => String.raw`{"id":"a\u0000"}`],
  'control character in a key': ['bad-string', () => String.raw`{"meta":{"a\n":1}}`],
  'control character in a name': ['bad-string', () => '{"forecast":{"targets":["hope\\u0007"]}}'],
  '1e999': ['bad-number', () => '{"state_overrides":{"hope":1e999}}'],
  'integer beyond 2^53': ['bad-number', (draw) => `{"seed":900719925474099${2 + draw(8)}}`],
  'duplicate key': ['duplicate-key', (draw) => `{"turns":1,"id":"d${draw(9)}","turns":2}`],
  'duplicate key, escaped': ['duplicate-key', () => String.raw`{"meta":{"a":1,"\u0061":2}}`],
  '__proto__ as a key': ['forbidden-key', () => '{"meta":{"__proto__":{"polluted":true}}}'],
  'constructor as a key': ['forbidden-key', () => '{"state_overrides":{"constructor":1}}'],
  'prototype, escaped': ['forbidden-key', () => String.raw`{"params":{"\u0070rototype":1}}`],
  'unknown key': ['config-invalid', (draw) => `{"tunrs":${draw(9)}}`],
  'unknown key inside': ['config-invalid', () => '{"gravity":{"lamda":0.5}}'],
  'wrong type': ['config-invalid', () => '{"turns":"5"}'],
  'over the limit': ['limit-exceeded', (draw) => `{"turns":${100_001 + draw(1000)}}`],
  null: ['not-an-object', () => 'null'],
  number: ['not-an-object', (draw) => String(draw(1000))],
  text: ['not-an-object', () => '"turns"'],
  boolean: ['not-an-object', () => 'false'],
  'array line': ['not-an-object', () => '[{"turns":1},{"turns":2}]'],
  'too deep': ['too-deep', (draw) => `{"meta":{"a":${nest(63 + draw(500))}}}`],
};

const BLANK = ['', ' ', '\t', '   \t ', '\r', ' \r\r'];

/** Lines that are long: at most one of each in ten thousand. */
const RARE: Record<string, [code: string, make: () => string]> = {
  'more than 1 MiB': ['too-large', () => `{"meta":{"a":"${'x'.repeat(1024 * 1024)}"}}`],
  'more than 100,000 values': ['too-deep', () => `{"meta":{"a":[${'0,'.repeat(100_000)}0]}}`],
};

/** Every row a generated input of some hundred lines holds. */
export const ROWS: readonly string[] = [
  ...Object.keys(VALID),
  ...Object.keys(INVALID),
  'blank',
  ...Object.keys(RARE),
];

function generateLine(draw: Draw, index: number): GeneratedLine {
  const kind = draw(10);
  if (kind === 0) return { bytes: toBytes(pick(draw, BLANK)), expected: 'blank', row: 'blank' };
  if (kind < 6) {
    const [row, make] = pick(draw, Object.entries(VALID));
    const bytes = toBytes(make(generateConfig(draw, index), draw));
    return { bytes, expected: 'result', row };
  }
  const [row, [code, make]] = pick(draw, Object.entries(INVALID));
  return { bytes: toBytes(make(draw)), expected: 'failure', code, row };
}

/**
 * Input lines for the law of accounting: valid ones (which the built-in model runs), blank ones and
 * every row of the table of bad input. The same seed gives the same lines. The first line is valid
 * and is never an array, so that no reader takes the input for something else. From 1000 lines on,
 * one in ten thousand is longer than 1 MiB and one has too many values.
 * Join them with LF; none holds one.
 */
export function generateLines(seed: number, count: number): GeneratedLine[] {
  const draw = openDraw(seed);
  const lines = Array.from({ length: count }, (_, index) => generateLine(draw, index));
  if (count > 0) lines[0] = { bytes: toBytes('{"id":"first"}'), expected: 'result', row: 'plain' };
  const rare = Object.entries(RARE);
  for (let from = 0; count >= 1000 && from < count; from += 10_000)
    rare.forEach(([row, [code, make]], order) => {
      const at = from + 1 + order * 300 + draw(250);
      if (at < count) lines[at] = { bytes: toBytes(make()), expected: 'failure', code, row };
    });
  return lines;
}

/** The lines as one input, each ended by LF (the last one too unless `finalFeed` is false). */
export function joinLines(lines: readonly GeneratedLine[], finalFeed = true): Uint8Array {
  const size = lines.reduce((sum, { bytes }) => sum + bytes.length + 1, 0);
  const input = new Uint8Array(size).fill(0x0a);
  let at = 0;
  for (const { bytes } of lines) {
    input.set(bytes, at);
    at += bytes.length + 1;
  }
  return finalFeed ? input : input.subarray(0, Math.max(0, size - 1));
}
