import { createCore, compileModel } from '@pulse-stream/simulator';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readText } from '../workspace.mjs';

interface EvaluatedRow {
  /** Variable → steps back → natural value. */
  readonly inputs: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Rule → what it adds at that row. */
  readonly contributions: Readonly<Record<string, number>>;
  /** Overlay → its value at that row. */
  readonly measured: Readonly<Record<string, number>>;
}

const LONGEST_LAG = 12;

test.each(['monthly', 'quarterly'])(
  'the rules of us-macro-%s add what the reference says at its evaluated row',
  (period) => {
    const row = JSON.parse(
      readText(`packages/simulator/test/fixtures/evaluated-row-${period}.json`),
    ) as EvaluatedRow; // our own file
    const core = createCore(compileModel(parse(readText(`models/us-macro-${period}.yaml`))));
    // lags the rules never read hold the present value
    const rowBack = (back: number) =>
      Float64Array.from(core.slots, (name, slot) => {
        const known = row.inputs[name];
        return known === undefined ? 0.5 : core.toTransformed(slot, known[back] ?? known[0] ?? NaN);
      });
    const path = core.start(rowBack(LONGEST_LAG), 0);
    for (let back = LONGEST_LAG - 1; back >= 0; back -= 1) core.advance(path, rowBack(back));
    const causal = new Float64Array(core.slots.length);
    const contributions = new Float64Array(core.effects.length);
    core.drift(path, causal, contributions);

    expect(core.effects.map(({ rule }) => rule)).toEqual(Object.keys(row.contributions));
    for (const [effect, { rule }] of core.effects.entries())
      expect(contributions[effect], rule).toBeCloseTo(row.contributions[rule] ?? NaN, 12);
    const overlays = Object.keys(row.measured);
    expect(core.symbols.map((slot) => core.slots[slot])).toEqual(overlays);
    for (const name of overlays)
      expect(path.x[core.slots.indexOf(name)], name).toBeCloseTo(row.measured[name] ?? NaN, 12);
  },
);
