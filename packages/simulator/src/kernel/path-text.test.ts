import { expect, test } from 'vitest';
import { compileModel } from '../model/compile-model.ts';
import { RunNumbers } from './run-numbers.ts';
import { LOOP_TEXT, writePathText } from './path-functions.ts';
import { PathWriter } from './path-text.ts';
import { layOutTally } from '../law/tally.ts';

/** Names that would do harm if they were code. */
const HOSTILE = ['eval', 'process', 'globalThis', 'Function', 'x0', 'while', 'import', 'this'];

const hostile = compileModel({
  name: 'hostile',
  slots: Object.fromEntries(
    HOSTILE.map((name, index) => [
      name,
      index < 6
        ? ({ kind: 'variable', initial: 0.5, noise: 0.1, transform: 'logit' } as const)
        : ({ kind: 'overlay', initial: 0.5, decay: 0.1 } as const),
    ]),
  ),
  params: { require: { value: 2 }, alert: { value: 3 } },
  rules: [
    {
      id: 'constructor.call',
      when: 'eval > 0.1 and not (process[-2] < require or this == import)',
      effects: [
        { target: 'globalThis', add: 'min(eval, 1e300) ^ alert / clamp(Function, 0, x0)' },
        { target: 'eval', add: 'ln(1 + exp(while)) - 1e-9 * max(turn, floor(eval))', max: 0.9 },
      ],
    },
  ],
  evaluation: 'simultaneous',
  measurements: { this: 'sigmoid(eval - eval[-1]) * abs(sqrt(x0))' },
});

/** What the text of a kernel is made of beside numbers and signs. */
const WORDS =
  /^(const|let|if|else|for|return|Math|abs|floor|sqrt|imul|exp|ln|pow|sigmoid|turns?|end|next|row|do|while|stride|offset|column|[FGNTPQRSBIHVXhnqcdovs]|[a-z]\d+)$/;

test('the text of a kernel holds indexes and numbers, no name of a model', () => {
  const { begins } = layOutTally(hostile.effectCount, hostile.names.length);
  const lens = { targets: [0, 2], events: [], unitWeights: true };
  const writer = new PathWriter(hostile, lens, begins, new RunNumbers());
  const text = [writer.loop(), ...writer.pieces()].join('\n');
  const numbers = /(?<![\w.])\d+(\.\d+)?(e[+-]?\d+)?(?![\w.])/g;
  const words = new Set(text.replaceAll(numbers, '').match(/[^\s(){}[\];,.<>=!&|?:+*/-]+/g));
  expect(words.size).toBeGreaterThan(30);
  expect([...words].filter((word) => !WORDS.test(word))).toEqual([]);
});

test('a model of moderate size is one loop, a larger one pieces of a turn', () => {
  const textOf = (rules: number) => {
    const compiled = compileModel({
      ...hostile.model,
      rules: Array.from({ length: rules }, (_, index) => ({
        ...hostile.model.rules[0]!, // it has one
        id: `R${index}`,
      })),
    });
    const { begins } = layOutTally(compiled.effectCount, compiled.names.length);
    const lens = { targets: [0, 2], events: [], unitWeights: true };
    return writePathText(
      new PathWriter(compiled, lens, begins, new RunNumbers()),
      compiled,
      LOOP_TEXT,
    );
  };
  expect(textOf(10)?.kind).toBe('loop');
  expect(textOf(200)?.kind).toBe('pieces');
  expect(textOf(9000)).toBeNull();
});
