import { ExpressionEmitter, NotEmitted, type Readers } from './expression.ts';
import type { Code } from '../wasm/instructions.ts';
import { DOUBLE, WHOLE } from './memory-layout.ts';
import type { RunNumbers } from './run-numbers.ts';
import { readCounter, readersOf, valuePlace, type Emitted, type Frame } from './turn-places.ts';
import type { CompiledEvent, CompiledModel, CompiledTag } from '../model/compiled-model.ts';
import { visitTree, type ConditionTree } from '../language/tree.ts';
import { SURELY_NATURAL } from '../math/transform.ts';
import { memoryOf, variableOf } from './places.ts';

/** Whether code can look for the events of a model; else whoever runs turns looks for them. */
export function canEmitEvents({ events, transforms }: CompiledModel): boolean {
  const known = new Set(['identity', 'log100', 'logit']);
  return (
    transforms.every((transform) => known.has(transform)) &&
    events.every(({ condition }) => {
      try {
        readSlots(condition.tree);
        return true;
      } catch (error) {
        if (error instanceof NotEmitted) return false;
        throw error;
      }
    })
  );
}

/** What is known within a turn only. */
const WITHIN = new Set<string>(['lag', 'value', 'clock', 'series', 'table']);

/** The slots that a condition reads. @throws NotEmitted when it reads what slots do not hold */
function readSlots(condition: ConditionTree): Set<number> {
  const read = new Set<number>();
  visitTree(condition, (node) => {
    if (WITHIN.has(node.op)) throw new NotEmitted(`a condition that reads a ${node.op}`);
    if (node.op === 'slot') read.add(node.slot);
  });
  return read;
}

/** Emits the look for the events of the model after a turn, where somebody asks for it. */
export function emitEvents(emitted: Emitted, frame: Frame, doubt: number): void {
  const { compiled, layout, numbers } = emitted;
  if (compiled.events.length === 0) return;
  const { code } = frame;
  readCounter(code, layout, 'events');
  code.open('if');
  // When there are events every slot must have a natural value, read or not.
  for (const [slot, transform] of compiled.transforms.entries()) {
    if (transform !== 'log100' || (compiled.upper[slot] ?? Infinity) <= SURELY_NATURAL) continue;
    const x = valuePlace(emitted, frame, slot);
    x.get();
    code.double(SURELY_NATURAL).op('f64.gt');
    code.open('if');
    const natural = code.local('d');
    const emitter = new ExpressionEmitter(code, NOTHING, numbers, doubt);
    emitNatural(emitter, x.get);
    code.set(natural);
    emitter.remember(natural);
    code.close();
  }
  for (const [index, event] of compiled.events.entries())
    emitEvent(emitted, frame, doubt, index, event);
  code.close();
}

function none(): never {
  throw new NotEmitted('a condition that reads what it cannot');
}
const NOTHING: Readers = {
  slot: none,
  lag: none,
  number: none,
  turn: none,
  value: none,
  clock: none,
  series: none,
  points: none,
};

/** The natural value of 100 ln x. */
function emitNatural(emitter: ExpressionEmitter, x: () => void): void {
  x();
  emitter.code.double(100).op('f64.div');
  emitter.call('exp');
}

function emitEvent(
  emitted: Emitted,
  frame: Frame,
  doubt: number,
  index: number,
  { condition: { tree } }: CompiledEvent,
): void {
  const { compiled, layout, numbers } = emitted;
  const { code, turn } = frame;
  const naturals = new Map<number, number>();
  const readers = readersOf(emitted, frame, 'rules', (slot) => {
    const natural = naturals.get(slot);
    return natural === undefined ? valuePlace(emitted, frame, slot) : variableOf(code, natural);
  });
  const emitter = new ExpressionEmitter(code, readers, numbers, doubt);
  const window = layout.windows + 2 * index * WHOLE;
  code
    .int(0)
    .load('i32.load8_u', layout.satisfied + index)
    .op('i32.eqz');
  code.get(turn).int(0).load('i32.load', window).op('i32.ge_s', 'i32.and');
  code
    .get(turn)
    .int(0)
    .load('i32.load', window + WHOLE)
    .op('i32.le_s', 'i32.and');
  code.open('if');
  for (const slot of readSlots(tree)) {
    const transform = compiled.transforms[slot];
    if (transform === 'identity') continue;
    const x = valuePlace(emitted, frame, slot);
    const natural = code.local('d');
    if (transform === 'log100') emitNatural(emitter, x.get);
    else {
      x.get();
      emitter.call('sigmoid');
    }
    code.set(natural);
    if (transform === 'log100') emitter.remember(natural);
    naturals.set(slot, natural);
  }
  emitter.condition(tree);
  code.open('if');
  code
    .int(0)
    .int(1)
    .store('i32.store8', layout.satisfied + index)
    .close()
    .close();
}

/** The slots that tags read; null: the tags cannot be found by code. */
export function slotsOfTags(tags: readonly CompiledTag[]): readonly number[] | null {
  const read = new Set<number>();
  try {
    for (const { when } of tags) {
      if (when === null) continue;
      for (const slot of readSlots(when.tree)) read.add(slot);
    }
  } catch (error) {
    if (error instanceof NotEmitted) return null;
    throw error;
  }
  return [...read];
}

/**
 * Emits a function that finds the first tag that holds: of the completed turns, its index; −1: none;
 * NaN: in doubt.
 * @throws NotEmitted when a tag reads what tags cannot
 */
export function emitTags(
  { tags }: CompiledModel,
  code: Code,
  natural: number,
  numbers: RunNumbers,
): void {
  const doubt = code.local('d');
  const readers: Readers = {
    ...NOTHING,
    slot: (slot) => memoryOf(code, natural + slot * DOUBLE).get(),
    turn: () => void code.get(0).op('f64.convert_i32_s'),
  };
  const emitter = new ExpressionEmitter(code, readers, numbers, doubt);
  const answer = (index: number): void =>
    void code.double(index).get(doubt).op('f64.add').op('return');
  for (const [index, { when }] of tags.entries()) {
    if (when === null) {
      answer(index);
      break;
    }
    emitter.condition(when.tree);
    code.open('if');
    answer(index);
    code.close();
  }
  code.double(-1).get(doubt).op('f64.add');
}
