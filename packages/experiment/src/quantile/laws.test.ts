import type { DistributionKind } from '@pulse-stream/worldstate/internal';
import { expect, test } from 'vitest';
import { LAWS } from './laws.ts';

const SHARES = [1e-9, 0.001, 0.1, 0.5, 0.9, 0.999];

/** Quantiles at SHARES by SciPy 1.17 (`ppf`), which computes them in other ways. */
const REFERENCE: readonly (readonly [DistributionKind, readonly number[], readonly number[]])[] = [
  [
    'normal',
    [0, 1],
    [
      -5.9978070150076865, -3.090232306167813, -1.2815515655446004, 0, 1.2815515655446004,
      3.090232306167813,
    ],
  ],
  [
    'normal',
    [0.3, 0.03],
    [
      0.1200657895497694, 0.20729303081496558, 0.26155345303366195, 0.3, 0.338446546966338,
      0.3927069691850344,
    ],
  ],
  [
    'lognormal',
    [1, 0.5],
    [
      0.13548375874541155,
      0.5797744368398611,
      1.432217893498685,
      Math.E,
      5.159170355622591,
      12.744708337272852,
    ],
  ],
  [
    'triangular',
    [0, 1, 4],
    [
      6.324555320336759e-5, 0.06324555320336758, 0.6324555320336759, 1.5505102572168221,
      2.904554884989668, 3.890455488498967,
    ],
  ],
  [
    'beta',
    [2, 5],
    [
      8.165054699768939e-6, 0.008255492787746678, 0.09259525891312873, 0.26444998329566005,
      0.5103163065514917, 0.818613866919134,
    ],
  ],
  [
    'beta',
    [0.5, 0.5],
    [
      2.4674011002723396e-18, 2.4673990709169446e-6, 0.024471741852423214, 0.4999999999999999,
      0.9755282581475768, 0.999997532600929,
    ],
  ],
  [
    'beta',
    [0.05, 3],
    [
      2.300047000664857e-181, 2.300047000664817e-61, 2.300047000664808e-21, 2.1934966675234358e-7,
      0.029573276515247743, 0.6535341195618833,
    ],
  ],
  [
    'beta',
    [300, 40],
    [
      0.753494499515789, 0.822267856609217, 0.8595425395586269, 0.8831027857554005,
      0.9041964090507499, 0.9297164094174485,
    ],
  ],
  [
    'gamma',
    [2, 3],
    [
      0.00013416607869098295, 0.13620605330846863, 1.595434825168836, 5.035040970049984,
      11.669160509602287, 27.700240429354754,
    ],
  ],
  [
    'gamma',
    [0.1, 1],
    [
      6.073048362407965e-91, 6.073048362407869e-31, 6.073048362743206e-11, 0.0005933911044602284,
      0.266154553738837, 3.3636770117187536,
    ],
  ],
  [
    'gamma',
    [250, 0.5],
    [
      83.24891686897476, 101.9867401864998, 114.98152997930002, 124.83337289721845,
      135.2325770524542, 150.8615014487944,
    ],
  ],
  ['uniform', [-1, 3], [-0.999999996, -0.996, -0.6, 1, 2.6, 2.996]],
];

test.each(REFERENCE)(
  'quantiles of %s %j are those of the reference',
  (kind, parameters, values) => {
    const [a = 0, b = 0, c = 0] = parameters;
    for (const [index, share] of SHARES.entries()) {
      const expected = values[index] ?? Number.NaN;
      const size = Math.max(Math.abs(expected), kind === 'normal' ? 1e-3 : 0);
      const error = Math.abs(LAWS[kind].quantile(share, a, b, c) - expected);
      expect(error / size, `at ${share}`).toBeLessThan(2e-11);
    }
  },
);

test.each(REFERENCE)(
  'the share of %s %j below a quantile is the share it was asked at',
  (kind, parameters) => {
    const [a = 0, b = 0, c = 0] = parameters;
    for (const share of SHARES.slice(1)) {
      const law = LAWS[kind];
      expect(law.share(law.quantile(share, a, b, c), a, b, c)).toBeCloseTo(share, 11);
    }
  },
);

test('shares outside of what a distribution reaches are 0 and 1', () => {
  expect(LAWS.beta.share(-1, 2, 3)).toBe(0);
  expect(LAWS.beta.share(2, 2, 3)).toBe(1);
  expect(LAWS.gamma.share(-1, 2, 3)).toBe(0);
  expect(LAWS.lognormal.share(0, 2, 3)).toBe(0);
  expect(LAWS.triangular.share(5, 0, 1, 4)).toBe(1);
  expect([LAWS.normal.share(1, 1, 0), LAWS.normal.share(0.9, 1, 0)]).toEqual([1, 0]);
});
