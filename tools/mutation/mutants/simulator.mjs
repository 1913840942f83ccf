// Mutants of the turn law and of what is drawn. Where two paths of the simulator hold a law, each is
// broken alone and, where one place decides for both, both at once.

/** @param {string} name @param {string} from @param {string} to */
const at = (name, from, to) => ({ file: `packages/simulator/src/${name}.ts`, from, to });

const NOISE = 'packages/simulator/test/engine/noise.test.ts';
const ORDER = 'packages/simulator/test/engine/turn-order.test.ts';
const SYMBOLS = 'packages/simulator/test/symbolic-golden.test.ts';

const BOUNDS = '...noiseParts(this.#emitted), ';
const MEASUREMENTS = '...measureParts(this.#emitted), ';

/** @type {readonly import('../mutants.mjs').Mutant[]} */
export const SIMULATOR = [
  {
    law: 'slots draw in the order of the model, on every path',
    changes: [
      at(
        'model/compile-slots',
        'filter((slot) => noise[slot] !== 0)',
        'filter((slot) => noise[slot] !== 0).toReversed()',
      ),
    ],
    test: NOISE,
  },
  {
    law: 'a normal belongs to the slot of its place, turn by turn',
    changes: [
      at(
        'run/path-runner',
        'normals[noisy[index] as number] = drawn[index] as number;',
        'normals[noisy[index] as number] = drawn[noisy.length - 1 - index] as number;',
      ),
    ],
    test: NOISE,
  },
  {
    law: 'a normal belongs to the slot of its place, in the kernel',
    changes: [
      at(
        'emit/turn-places',
        'layout.normals + index * DOUBLE',
        'layout.normals + (emitted.compiled.noisy.length - 1 - index) * DOUBLE',
      ),
    ],
    test: NOISE,
  },
  {
    law: 'a dynamic overlay shifts nobody, turn by turn',
    changes: [
      at('run/path-runner', 'const { noisy } = compiled;', 'const { noisy } = plan.program;'),
    ],
    test: NOISE,
  },
  {
    law: 'a dynamic overlay has a stream of its name',
    changes: [
      at(
        'run/path-runner',
        '.map((name) => new MemberStream(seed, `noise:${name}`))',
        '.map((_, index) => new MemberStream(seed, `noise:${index}`))',
      ),
    ],
    test: NOISE,
  },
  {
    law: 'purposes have streams of their own',
    changes: [
      at(
        'random/random-stream',
        'return absorbParts([seed, purpose]);',
        'return absorbParts([seed, purpose.slice(0, 5)]);',
      ),
    ],
    test: 'packages/simulator/test/stream-laws.test.ts',
  },
  {
    law: 'measurements read what bounds have left, turn by turn',
    changes: [
      at(
        'law/turn',
        '  boundAll(program, work, turn, tally);\n  law.measure(path, scratch, tally);',
        '  law.measure(path, scratch, tally);\n  boundAll(program, work, turn, tally);',
      ),
    ],
    test: ORDER,
  },
  {
    law: 'measurements read what bounds have left, in the kernel',
    changes: [at('emit/path', `${BOUNDS}${MEASUREMENTS}`, `${MEASUREMENTS}${BOUNDS}`)],
    test: ORDER,
  },
  {
    law: 'the clip of an intervention is counted as bounds',
    changes: [
      at(
        'law/turn',
        'tally.bounds[slot] =\n        (tally.bounds[slot] as number)',
        'tally.intervention[slot] =\n        (tally.intervention[slot] as number)',
      ),
    ],
    test: ORDER,
  },
  {
    law: 'what an intervention asked for is counted whole',
    changes: [
      at(
        'law/turn',
        'countedMove(tally, slot, work[slot] - old, old)',
        'countedMove(tally, slot, value - old, old)',
      ),
    ],
    test: ORDER,
  },
  {
    law: 'the last turn of an event is looked at, turn by turn',
    changes: [at('run/path-runner', 'path.turn <= event.to', 'path.turn < event.to')],
    test: ORDER,
  },
  {
    law: 'the last turn of an event is looked at, in the kernel',
    changes: [at('emit/events', "'i32.le_s'", "'i32.lt_s'")],
    test: ORDER,
  },
  {
    law: 'the first turn of an event is looked at, in the kernel',
    changes: [at('emit/events', "'i32.ge_s'", "'i32.gt_s'")],
    test: ORDER,
  },
  {
    law: 'an event with `at` looks at that turn alone',
    changes: [at('scenario/plan-events', 'from: event.at ?? 1,', 'from: 1,')],
    test: ORDER,
  },
  {
    law: 'overlays in tags are rounded to four decimals',
    changes: [at('symbols/symbolic-tag', 'TAG_DECIMALS = 4', 'TAG_DECIMALS = 3')],
    test: SYMBOLS,
  },
  {
    law: 'the scores of an arc are rounded to four decimals',
    changes: [at('symbols/arc', 'DECIMALS = 4', 'DECIMALS = 5')],
    test: SYMBOLS,
  },
  {
    law: 'a tie is rounded to the even digit',
    changes: [at('math/round-half-even', 'side === 0 ? low % 2 !== 0 : side > 0', 'side >= 0')],
    test: 'packages/simulator/src/math/round-half-even.test.ts',
  },
];
