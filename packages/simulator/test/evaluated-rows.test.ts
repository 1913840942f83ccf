import { readFileSync } from 'node:fs';
import { compileModel } from '@pulse-stream/simulator';
import { evaluateNumber } from '@pulse-stream/simulator/internal';
import { plainReadings } from '../src/language/evaluate.ts';
import { expect, test } from 'vitest';

interface EvaluatedRow {
  readonly log100: readonly string[];
  readonly rules: readonly { id: string; target: string; add: string }[];
  readonly overlays: readonly { name: string; measurement: string }[];
  /** Variable → steps back → natural value. */
  readonly inputs: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly contributions: Readonly<Record<string, number>>;
  readonly measured: Readonly<Record<string, number>>;
}

function loadRow(name: string): EvaluatedRow {
  const text = readFileSync(
    new URL(`fixtures/evaluated-row-${name}.json`, import.meta.url),
    'utf8',
  );
  return JSON.parse(text) as EvaluatedRow; // our own file
}

/** The causal core of the reference as a model of this package. */
function modelOf(row: EvaluatedRow): object {
  const variables = Object.entries(row.inputs).map(([name, { 0: now }]) => [
    name,
    {
      kind: 'variable',
      initial: now,
      transform: row.log100.includes(name) ? 'log100' : 'identity',
    },
  ]);
  const overlays = row.overlays.map(({ name }) => [name, { kind: 'overlay', initial: 0.5 }]);
  return {
    name: 'reference',
    evaluation: 'simultaneous',
    slots: Object.fromEntries([...variables, ...overlays]),
    rules: row.rules.map(({ id, target, add }) => ({ id, effects: [{ target, add }] })),
    measurements: Object.fromEntries(
      row.overlays.map(({ name, measurement }) => [name, measurement]),
    ),
  };
}

function relativeError(value: number, reference: number): number {
  return value === reference ? 0 : Math.abs(value - reference) / Math.abs(reference);
}

test.each(['monthly', 'quarterly'])(
  'the %s causal core gives the numbers of the reference at the evaluated row',
  (name) => {
    const row = loadRow(name);
    const compiled = compileModel(modelOf(row));
    const read = (slot: number, back: number): number => {
      const variable = compiled.names[slot] ?? '';
      const natural = row.inputs[variable]?.[back] ?? NaN;
      return row.log100.includes(variable) ? 100 * Math.log(natural) : natural;
    };
    const values = Float64Array.from(compiled.names, (_, slot) => read(slot, 0));
    const at = plainReadings(values, new Float64Array(0), 0, read);
    const contributions = compiled.rules.map(({ id, effects: [effect] }) => ({
      id,
      value: effect === undefined ? NaN : evaluateNumber(effect.add, at),
    }));
    expect(contributions.map(({ id }) => id)).toEqual(Object.keys(row.contributions));
    for (const { id, value } of contributions)
      expect(relativeError(value, row.contributions[id] ?? NaN), id).toBeLessThanOrEqual(1e-12);
    expect(compiled.measurements.map(({ slot }) => compiled.names[slot])).toEqual(
      Object.keys(row.measured),
    );
    for (const { slot, tree } of compiled.measurements) {
      const overlay = compiled.names[slot] ?? '';
      const reference = row.measured[overlay] ?? NaN;
      expect(relativeError(evaluateNumber(tree, at), reference), overlay).toBeLessThanOrEqual(
        1e-12,
      );
    }
  },
);
