import fc from 'fast-check';
import { expect, it } from 'vitest';
import { acceptOptions } from './accept-options.ts';
import { PipelineOptions } from './options.ts';

const odd = fc.constantFrom(null, 'x', -1, 1.5, 1e300, NaN, [], {}, { fuel: 2 }, true, new Map());
/** Nineteen of twenty are as the schema wants them. */
const mostly = <T>(...values: T[]) =>
  fc.oneof({ weight: 19, arbitrary: fc.constantFrom(undefined, ...values) }, odd);

/** Options as callers write them, wrong ones included. */
const options = fc.record(
  {
    seed: mostly<unknown>(0, 7, 2 ** 53 - 1, 'a seed'),
    crn: mostly(true, false),
    strict: mostly(true, false),
    debug: mostly(true, false),
    echoFull: mostly(true, false),
    precision: mostly(1, 6, 17),
    member: mostly<unknown>(undefined),
    gate: mostly<unknown>(undefined),
    gravity: mostly<unknown>({}),
    datasets: mostly<unknown>(new Map()),
    defaults: mostly<unknown>({}),
    limits: mostly<unknown>({}),
    thresholds: mostly<unknown>({}),
    turnObservers: mostly<unknown>([]),
    runObservers: mostly<unknown>([]),
    model: fc.anything(),
  },
  { requiredKeys: ['precision', 'seed'] },
);

it('options are accepted only where the schema accepts them, with equal values', () => {
  let accepted = 0;
  fc.assert(
    fc.property(options, (given) => {
      const quick = acceptOptions(given as PipelineOptions); // wrong ones on purpose
      if (quick === null) return;
      accepted += 1;
      expect(quick).toEqual(PipelineOptions.parse(given));
    }),
    { numRuns: 3000 },
  );
  expect(accepted).toBeGreaterThan(300);
});

it('options of a plain run ask for no schema', () => {
  for (const given of [{}, { seed: 7, crn: true, strict: true, precision: 17, debug: true }])
    expect(acceptOptions(given)).toEqual(PipelineOptions.parse(given));
});
