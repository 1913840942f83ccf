import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { expertGrid, moveExperts, predictExperts } from './experts.ts';
import {
  deviationOf,
  factorise,
  huberWeight,
  openInformation,
  solveFactored,
  updateInformation,
} from './regression.ts';
import { updateScales, weighExperts } from './weights.ts';

const Numbers = z.array(z.number());

function load<T>(name: string, schema: z.ZodType<T>): T {
  const text = readFileSync(new URL(`../../test/golden/${name}.json`, import.meta.url), 'utf8');
  return schema.parse(JSON.parse(text));
}

/** Largest difference; NaN or another number of values counts as infinite. */
function distance(actual: ArrayLike<number>, expected: readonly number[]): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  const gaps = expected.map((wanted, at) => Math.abs((actual[at] ?? Number.NaN) - wanted));
  return gaps.some(Number.isNaN) ? Number.POSITIVE_INFINITY : Math.max(...gaps);
}

const RlsStep = z.object({ pred: z.number(), weight: z.number(), theta: Numbers });
const rls = load(
  'rls',
  z.object({
    tol: z.number(),
    Z: z.array(Numbers),
    r: Numbers,
    s2: z.number(),
    theta0: Numbers,
    Lambda0: z.array(Numbers),
    plain: z.array(RlsStep),
    forgetting: z.object({ lam: z.number(), steps: z.array(RlsStep) }),
    huber: z.object({ lam: z.number(), hub: z.number(), steps: z.array(RlsStep) }),
    final_cov_plain: z.array(Numbers),
  }),
);

test.each([
  ['plain', rls.plain, 1, Number.POSITIVE_INFINITY],
  ['forgetting', rls.forgetting.steps, rls.forgetting.lam, Number.POSITIVE_INFINITY],
  ['huber', rls.huber.steps, rls.huber.lam, rls.huber.hub],
] as const)('the regression gives the reference strengths: %s', (_, steps, forgetting, limit) => {
  const size = rls.theta0.length;
  const prior = {
    precision: Float64Array.from(rls.Lambda0, (row, at) => row[at] ?? 0),
    mean: Float64Array.from(rls.theta0),
  };
  // the matrices of one variable among those of others
  const [at, vectorAt] = [7, 2];
  const information = new Float64Array(at + size * size);
  const vector = new Float64Array(vectorAt + size);
  const theta = Float64Array.from([9, 9, ...rls.theta0]);
  const factor = new Float64Array(size * size);
  openInformation(information, at, vector, vectorAt, prior);
  expect(steps).toHaveLength(rls.r.length);
  for (const [t, step] of steps.entries()) {
    const features = Float64Array.from(rls.Z[t] ?? []);
    const target = rls.r[t] ?? 0;
    const predicted = features.reduce((sum, x, f) => sum + x * (theta[vectorAt + f] ?? 0), 0);
    const weight = huberWeight(target - predicted, rls.s2, limit);
    expect(distance([predicted, weight], [step.pred, step.weight])).toBeLessThanOrEqual(rls.tol);
    const observation = { features, target, variance: rls.s2, weight };
    updateInformation(information, at, vector, vectorAt, prior, observation, forgetting);
    factorise(information, at, size, factor);
    solveFactored(factor, size, vector, vectorAt, theta, vectorAt);
    expect(distance(theta.subarray(vectorAt), step.theta)).toBeLessThanOrEqual(rls.tol);
  }
});

test('without forgetting the deviations are those of the reference covariance', () => {
  const size = rls.theta0.length;
  const prior = {
    precision: Float64Array.from(rls.Lambda0, (row, at) => row[at] ?? 0),
    mean: Float64Array.from(rls.theta0),
  };
  const information = new Float64Array(size * size);
  const vector = new Float64Array(size);
  openInformation(information, 0, vector, 0, prior);
  for (const [t, features] of rls.Z.entries()) {
    const row = Float64Array.from(features);
    const observation = { features: row, target: rls.r[t] ?? 0, variance: rls.s2, weight: 1 };
    updateInformation(information, 0, vector, 0, prior, observation, 1);
  }
  const factor = new Float64Array(size * size);
  factorise(information, 0, size, factor);
  const variances = rls.theta0.map((_, f) => deviationOf(factor, size, f) ** 2);
  const reference = rls.final_cov_plain.map((row, f) => row[f] ?? 0);
  expect(distance(variances, reference)).toBeLessThanOrEqual(rls.tol);
});

test('experts are weighed and scaled as the reference says', () => {
  const dma = load(
    'dma',
    z.object({
      tol: z.number(),
      errors: z.array(Numbers),
      steps: z.array(z.object({ weights: Numbers, sigma2: Numbers })),
    }),
  );
  const size = 3;
  const averaging = {
    logPrior: new Float64Array(size),
    floor: new Float64Array(size).fill(1 / size),
    share: 0.2,
    memory: 0.99,
  };
  const [logWeight, weight] = [new Float64Array(size), new Float64Array(size)];
  const variance = new Float64Array(size).fill(1);
  const longRun = new Float64Array(size).fill(1);
  for (const [t, step] of dma.steps.entries()) {
    const errors = Float64Array.from(dma.errors[t] ?? []);
    weighExperts(averaging, logWeight, weight, 0, errors, variance);
    updateScales(variance, longRun, 0, size, errors, 0.94, 30 + t, 0);
    expect(distance(weight, step.weights)).toBeLessThanOrEqual(dma.tol);
    expect(distance(variance, step.sigma2)).toBeLessThanOrEqual(dma.tol);
  }
});

test('an innovation expert expects and learns as the reference says', () => {
  const issm = load(
    'issm',
    z.object({
      tol: z.number(),
      y: Numbers,
      D: Numbers,
      K: z.number(),
      phi: z.number(),
      beta: z.number(),
      tau: z.number(),
      steps: z.array(
        z.object({ forecast: z.number(), error: z.number(), level: z.number(), bias: z.number() }),
      ),
    }),
  );
  const grid = expertGrid([[issm.K, issm.phi, issm.beta, issm.tau]]);
  const range = { first: 0, end: 1, own: 0, at: 0 };
  const memory = { level: Float64Array.of(issm.y[0] ?? 0), bias: new Float64Array(1) };
  const forecast = new Float64Array(1);
  const boundless = Float64Array.of(Number.POSITIVE_INFINITY);
  for (const [t, step] of issm.steps.entries()) {
    const y = issm.y[t + 1] ?? 0;
    predictExperts(grid, memory, range, issm.D[t] ?? 0, forecast);
    moveExperts(grid, memory, range, forecast, boundless, y, 0);
    const [f = 0] = forecast;
    const found = [f, y - f, memory.level[0] ?? 0, memory.bias[0] ?? 0];
    const wanted = [step.forecast, step.error, step.level, step.bias];
    expect(distance(found, wanted)).toBeLessThanOrEqual(issm.tol);
  }
});

test('with the gain of each step an innovation expert is the filter of a local level', () => {
  const kalman = load(
    'kalman_local_level',
    z.object({
      tol: z.number(),
      y: Numbers,
      steps: z.array(z.object({ pred: z.number(), gain: z.number(), filtered: z.number() })),
    }),
  );
  const range = { first: 0, end: 1, own: 0, at: 0 };
  const memory = { level: new Float64Array(1), bias: new Float64Array(1) };
  const forecast = new Float64Array(1);
  for (const [t, step] of kalman.steps.entries()) {
    const grid = expertGrid([[step.gain, 0, 0, 0]]);
    predictExperts(grid, memory, range, 0, forecast);
    expect(distance(forecast, [step.pred])).toBeLessThanOrEqual(kalman.tol);
    moveExperts(grid, memory, range, forecast, Float64Array.of(1), kalman.y[t] ?? 0, 0);
    expect(distance(memory.level, [step.filtered])).toBeLessThanOrEqual(kalman.tol);
  }
});
