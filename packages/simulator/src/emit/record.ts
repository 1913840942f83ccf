import { WHOLE } from './memory-layout.ts';
import { readCounter, valuePlace, type Emitted, type Frame } from './turn-places.ts';

/**
 * Writes the values that are recorded at a horizon, each into its column.
 * @param cell local variable with the address of the cell in a column; it moves on to the next horizon
 */
export function emitRecord(emitted: Emitted, frame: Frame, cell: number): void {
  const { code } = frame;
  const { layout, recorded } = emitted;
  for (const slot of recorded) {
    code
      .get(cell)
      .int(0)
      .load('i32.load', layout.columns + slot * WHOLE)
      .op('i32.add');
    valuePlace(emitted, frame, slot).get();
    code.store('f64.store', 0);
  }
  code.get(cell);
  readCounter(code, layout, 'stride').op('i32.add').set(cell);
}
