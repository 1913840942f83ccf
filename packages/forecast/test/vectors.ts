import { readFileSync } from 'node:fs';
import { z } from 'zod';

const Numbers = z.array(z.number());
const Numeric = z.number();

function load<T>(name: string, schema: z.ZodType<T>): T {
  const text = readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8');
  return schema.parse(JSON.parse(text));
}

const header = { doc: z.string(), tol: Numeric };

export const quantileVectors = load(
  'quantiles',
  z.strictObject({
    ...header,
    cases: z.array(z.strictObject({ x: Numbers, p: Numeric, type7: Numeric })),
  }),
);

export const crpsVectors = load(
  'crps',
  z.strictObject({
    ...header,
    ensemble: z.array(
      z.strictObject({
        members: Numbers,
        y: Numeric,
        crps: Numeric,
        fair_crps: Numeric.nullable(),
      }),
    ),
    gaussian: z.array(
      z.strictObject({
        mu: Numeric,
        sigma: Numeric,
        y: Numeric,
        crps: Numeric,
        logscore: Numeric,
        pit: Numeric,
      }),
    ),
  }),
);

export const wisVectors = load(
  'wis',
  z.strictObject({
    ...header,
    cases: z.array(
      z.strictObject({
        levels: Numbers,
        quantiles: Numbers,
        y: Numeric,
        pinball: Numbers,
        interval_scores: z.record(z.string(), Numeric),
        wis: Numeric,
      }),
    ),
  }),
);

export const pitVectors = load(
  'pit',
  z.strictObject({
    ...header,
    cases: z.array(z.strictObject({ members: Numbers, y: Numeric, pit: Numeric })),
  }),
);

export const pointVectors = load(
  'point_scores',
  z.strictObject({
    ...header,
    cases: z.array(
      z.strictObject({
        train: Numbers,
        season: Numeric,
        scale: Numeric,
        forecast: Numbers,
        actual: Numbers,
        mae: Numeric,
        mase: Numeric,
        smape: Numeric,
      }),
    ),
    brier: z.array(z.strictObject({ p: Numbers, o: Numbers, brier: Numeric })),
  }),
);

/** Fails when a number is farther from its reference than the tolerance of its file. */
export function isWithin(
  actual: number | null,
  expected: number | null,
  tolerance: number,
): boolean {
  if (actual === null || expected === null) return actual === expected;
  return Math.abs(actual - expected) <= tolerance;
}
