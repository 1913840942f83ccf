import type { CompiledModel } from '../model/compiled-model.ts';
import { visitTree, type ConditionTree } from '../language/tree.ts';
import { NotGenerated, type ExpressionWriter } from './expression-writer.ts';
import { requireWritable } from './turn-writer.ts';

/** Above this, 100 ln x may have no natural value: ln of the largest double is 709.8. */
const LARGE_LOG100 = 70_000;

/**
 * Writes the look for events after a turn: `S` holds whether the path has satisfied them, `B` their
 * first and last turns.
 * @param value names the transformed value of a slot
 * @param writer of conditions over natural values, which are named y0, y1, … where they differ
 */
export function writeEvents(
  compiled: CompiledModel,
  events: readonly ConditionTree[],
  value: (slot: number) => string,
  writer: ExpressionWriter,
): string[] {
  if (events.length === 0) return [];
  return [
    // The reference converts every slot when there are events, read or not.
    ...compiled.transforms.flatMap((transform, slot) =>
      transform === 'log100' && !((compiled.upper[slot] ?? Infinity) <= LARGE_LOG100)
        ? [
            `if (${value(slot)} > ${LARGE_LOG100} && !(exp(${value(slot)} / 100) < 1 / 0)) G = 0 / 0;`,
          ]
        : [],
    ),
    ...events.flatMap((event, index) => writeEvent(compiled, event, index, value, writer)),
  ];
}

function writeEvent(
  { transforms }: CompiledModel,
  event: ConditionTree,
  index: number,
  value: (slot: number) => string,
  writer: ExpressionWriter,
): string[] {
  const read = new Set<number>();
  visitTree(event, (node) => {
    if (node.op === 'slot') read.add(node.slot);
    if (node.op === 'lag') throw new NotGenerated('an event that reads a lag');
  });
  requireWritable(event);
  const naturals = [...read].flatMap((slot) => {
    const x = value(slot);
    if (transforms[slot] === 'logit') return [`const y${slot} = sigmoid(${x});`];
    if (transforms[slot] !== 'log100') return [];
    return [`const y${slot} = exp(${x} / 100); G += y${slot} - y${slot};`];
  });
  const before = writer.temporaries.length;
  const text = writer.condition(event);
  const pending = `S[${index}] === 0 && turn >= B[${2 * index}] && turn <= B[${2 * index + 1}]`;
  // A condition that can raise no doubt may be computed when nobody asks: mostly it is false.
  if (naturals.length === 0 && writer.temporaries.length === before)
    return [`if (${text} && ${pending}) S[${index}] = 1;`];
  return [`if (${pending}) {`, ...naturals, `if (${text}) S[${index}] = 1;`, '}'];
}
