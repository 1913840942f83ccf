import type { CompiledModel } from './compiled-model.ts';
import { visitTree, type ConditionTree, type ExpressionTree } from './expression-tree.ts';
import { ExpressionWriter, NotGenerated, type ReadNames } from './kernel-expression.ts';
import type { RunNumbers } from './kernel-numbers.ts';
import { TurnWriter, type CountedPart } from './kernel-turn.ts';

/** What is looked at along a path, as slots and trees of the declared slots. */
export interface Lens {
  /** Recorded at the horizons, and what the tally counts. */
  readonly targets: readonly number[];
  /** Conditions over natural values. */
  readonly events: readonly ConditionTree[];
}

/** The slots whose past is read, and how far back. */
export interface History {
  /** The slots, in the order of a row. */
  readonly slots: readonly number[];
  /** Rows before the present one. */
  readonly depth: number;
}

/** What the rows of a path's history must hold. */
export function historyOf({ maxLag }: CompiledModel): History {
  const slots = [...maxLag.keys()].filter((slot) => (maxLag[slot] ?? 0) > 0);
  return { slots, depth: slots.reduce((most, slot) => Math.max(most, maxLag[slot] ?? 0), 0) };
}

/**
 * Writes a member's path as one loop over turns: steps 2, 3 and 5 to 8 of the turn law, with the
 * values in local variables `x0`, `x1`, …, the normals of the turns in `N`, the sums of the tally
 * in `T`, numbers of the run in `P`, finished turns in `Q`, and what is carried from call to call
 * (turn, horizon, row) in `I`.
 * @returns the body of `function (turns, H, V, stride, offset, column)`: V receives the
 *   transformed value of target t at horizon h (of H: ascending, then 0) at column × t + stride × h + offset;
 *   the function returns 0, or NaN when in doubt
 */
export function writePath(
  compiled: CompiledModel,
  lens: Lens,
  begins: Readonly<Record<CountedPart, number>>,
  numbers: RunNumbers,
): string {
  const all = [...compiled.names.keys()];
  const counted = new Set(lens.targets);
  const history = historyOf(compiled);
  const { noisy } = compiled;
  const frozen = frozenSlots(compiled);
  const seen = seenSlots(compiled, lens);
  const reading = (slot: (slot: number) => string, shift: number): ReadNames => ({
    slot,
    lag: (at, back) => {
      const behind = (back - shift) * history.slots.length - history.slots.indexOf(at);
      return behind > 0 ? `Q[q - ${behind}]` : `Q[q + ${-behind}]`;
    },
    number: (index) => `p${index}`,
    turn: 'turn',
  });
  const now = (slot: number): string => `x${slot}`;
  const turn = new TurnWriter(
    compiled,
    {
      rules: reading((slot) => (frozen.has(slot) ? `f${slot}` : `x${slot}`), 0),
      measurements: reading(now, 1),
      value: now,
      sum: (part, index, slot) => (counted.has(slot) ? `T[${begins[part] + index}]` : null),
      fired: () => '',
      contribution: () => null,
      eager: false,
    },
    numbers,
  );
  const natural = (slot: number): string =>
    compiled.transforms[slot] === 'identity' ? `x${slot}` : `y${slot}`;
  const events = new ExpressionWriter(reading(natural, 0), numbers, 'e');

  let effect = 0;
  const rules = compiled.rules.flatMap(({ effects }, index) => {
    const lines = turn.rule(index, effect);
    effect += effects.length;
    return lines;
  });
  const steps = [
    ...all.flatMap((slot) => turn.decay(slot)),
    ...[...frozen].map((slot) => `const f${slot} = x${slot};`),
    ...rules,
    ...noisy.flatMap((slot, index) => turn.noise(slot, `N[n + ${index}]`)),
    ...(noisy.length > 0 ? [`n = (n + ${noisy.length}) | 0;`] : []),
    ...all.filter((slot) => turn.needsBounds(slot)).flatMap((slot) => turn.bounds(slot, 0)),
    ...compiled.measurements.flatMap(({ slot }, index) => turn.measure(index, seen.has(slot))),
    'turn = (turn + 1) | 0;',
    ...(history.slots.length > 0 ? [`q = (q + ${history.slots.length}) | 0;`] : []),
    ...history.slots.map((slot, index) => `Q[q + ${index}] = x${slot};`),
    ...writeRecord(lens),
    ...writeEvents(compiled, lens, events),
  ];
  const temporaries = [...turn.temporaries, ...events.temporaries];
  return [
    'let F = 0, n = 0, turn = I[0], h = I[1], q = I[2], next = H[h];',
    'let row = (Math.imul(h, stride) + offset) | 0;',
    ...lens.targets.map((_, index) => `const c${index} = Math.imul(column, ${index});`),
    ...(temporaries.length > 0 ? [`let ${temporaries.join(', ')};`] : []),
    ...all.map((slot) => `let x${slot} = X[${slot}];`),
    ...Array.from({ length: numbers.count }, (_, index) => `const p${index} = P[${index}];`),
    'for (const end = (turn + turns) | 0; turn < end;) {',
    'let G = 0;',
    ...steps,
    'F += G - G;',
    '}',
    ...all.map((slot) => `X[${slot}] = x${slot};`),
    'I[0] = turn; I[1] = h; I[2] = q;',
    // What has no bound on one side stays infinite once it is.
    ...all.filter((slot) => turn.isUnbounded(slot)).map((slot) => `F += x${slot} - x${slot};`),
    'return F;',
  ].join('\n');
}

/** Simultaneous rules read copies of the slots they change. */
function frozenSlots({ simultaneous, rules }: CompiledModel): Set<number> {
  if (!simultaneous) return new Set();
  const changed = new Set(rules.flatMap(({ effects }) => effects.map(({ target }) => target)));
  const read = new Set<number>();
  const look = (tree: ExpressionTree | null): void => {
    if (tree === null) return;
    visitTree(tree, (node) => {
      if (node.op === 'slot') read.add(node.slot);
    });
  };
  for (const { when, effects } of rules)
    for (const tree of [when, ...effects.map(({ add }) => add)]) look(tree);
  return new Set([...read].filter((slot) => changed.has(slot)).toSorted((a, b) => a - b));
}

/** The slots whose values are read by a rule, a measurement or an event, or recorded. */
function seenSlots({ rules, measurements }: CompiledModel, { targets, events }: Lens): Set<number> {
  const seen = new Set(targets);
  const trees: readonly (ExpressionTree | null)[] = [
    ...rules.flatMap(({ when, effects }) => [when, ...effects.map(({ add }) => add)]),
    ...measurements.map(({ tree }) => tree),
    ...events,
  ];
  for (const tree of trees)
    if (tree !== null)
      visitTree(tree, (node) => {
        if (node.op === 'slot' || node.op === 'lag') seen.add(node.slot);
      });
  return seen;
}

/** The natural value of a slot; log100 may be too large for a number, which raises the doubt. */
function writeNatural({ transforms }: CompiledModel, slot: number): string | null {
  switch (transforms[slot]) {
    case 'log100':
      return `const y${slot} = exp(x${slot} / 100); G += y${slot} - y${slot};`;
    case 'logit':
      return `const y${slot} = sigmoid(x${slot});`;
    default:
      return null;
  }
}

function writeRecord({ targets }: Lens): string[] {
  return [
    'if (turn === next) {',
    ...targets.map((slot, index) => `V[(row + c${index}) | 0] = x${slot};`),
    'h = (h + 1) | 0; row = (row + stride) | 0; next = H[h];',
    '}',
  ];
}

/** Above this, 100 ln x may have no natural value: ln of the largest double is 709.8. */
const LARGE_LOG100 = 70_000;

function writeEvents(
  compiled: CompiledModel,
  { events }: Lens,
  writer: ExpressionWriter,
): string[] {
  if (events.length === 0) return [];
  const lines: string[] = [];
  // The reference converts every slot when there are events, read or not.
  for (const [slot, transform] of compiled.transforms.entries())
    if (transform === 'log100' && !((compiled.upper[slot] ?? Infinity) <= LARGE_LOG100))
      lines.push(`if (x${slot} > ${LARGE_LOG100} && !(exp(x${slot} / 100) < 1 / 0)) G = 0 / 0;`);
  for (const [index, condition] of events.entries()) {
    const read = new Set<number>();
    visitTree(condition, (node) => {
      if (node.op === 'slot') read.add(node.slot);
      if (node.op === 'lag') throw new NotGenerated('an event that reads a lag');
    });
    const naturals = [...read].flatMap((slot) => writeNatural(compiled, slot) ?? []);
    const before = writer.temporaries.length;
    const text = writer.condition(condition);
    const pending = [
      `S[${index}] === 0`,
      `turn >= B[${2 * index}]`,
      `turn <= B[${2 * index + 1}]`,
    ].join(' && ');
    // A condition that can raise no doubt may be computed when nobody asks: mostly it is false.
    if (naturals.length === 0 && writer.temporaries.length === before)
      lines.push(`if (${text} && ${pending}) S[${index}] = 1;`);
    else lines.push(`if (${pending}) {`, ...naturals, `if (${text}) S[${index}] = 1;`, '}');
  }
  return lines;
}
