import { reportGravity, retrodict, type Retrodiction } from '@pulse-stream/gravity';
import {
  HEALTH_THRESHOLDS,
  type BankState,
  type GravityAccount,
} from '@pulse-stream/gravity/internal';
import type { GravityOptions } from '@pulse-stream/worldstate';
import { GravityRecord } from '@pulse-stream/worldstate/internal';
import { expect, test } from 'vitest';
import { bankOptions } from './bank-options.ts';
import { openTwin, TWINS, type TwinName } from './twin.ts';

function account(
  given: GravityOptions = {},
  twin: TwinName = 'bias',
  rows = 120,
): GravityAccount & { retrodiction: Retrodiction<BankState> } {
  const { core, start, history } = openTwin(twin, rows, 5);
  const options = bankOptions(given);
  const retrodiction = retrodict(core, start, history, options);
  return { retrodiction, totals: [], options, off: false, attenuated: new Set() };
}

/** What the scored innovations say a variable's correction explained. */
function explained(twin: TwinName, seed: number): Map<string, number> {
  const { core, start, history } = openTwin(twin, 400, seed);
  const { scored } = retrodict(core, start, history, bankOptions());
  const energy = (errors: readonly number[]) => errors.reduce((sum, error) => sum + error ** 2, 0);
  return new Map(
    scored.map(({ variable, coreErrors, correctedErrors }) => [
      variable,
      1 - energy(correctedErrors) / energy(coreErrors),
    ]),
  );
}

test('the record is what the schema of records says', () => {
  const record = reportGravity(account());
  expect(GravityRecord.parse(record)).toEqual(record);
  expect([record.method, record.status]).toEqual(['bank', 'active']);
  expect(record.observations_used).toBe(480);
  expect('lambda' in record).toBe(false);
});

test('contributors are experts, rules and symbols by their share, largest first', () => {
  for (const twin of TWINS) {
    const top = reportGravity(account({}, twin, 300)).top_contributors;
    expect(top).toHaveLength(5);
    const shares = top.map(({ share }) => share);
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1 + 1e-12);
    for (const { name } of top)
      expect(name).toMatch(
        /^(expert (rls|mean error|K=\S+ φ=\S+ β=\S+ τ=\S+)|rule\.drift-\w+|hope|despair|fatigue)$/,
      );
  }
});

test('a rule with the wrong strength is named among the causes of the correction', () => {
  const names = reportGravity(account({}, 'wrong', 400)).top_contributors.map(({ name }) => name);
  expect(names.some((name) => name.startsWith('rule.drift-'))).toBe(true);
});

test('untaught says untaught', () => {
  const record = reportGravity(account({ min_observations: 500 }));
  expect([record.status, record.health.status]).toEqual(['untaught', 'untaught']);
  expect(record.top_contributors).toEqual([]);
});

test.each(TWINS)('default options are healthy on a seeded twin: %s', (name) => {
  for (const rows of [60, 120, 400])
    expect(reportGravity(account({}, name, rows)).health).toEqual({
      status: 'healthy',
      warnings: [],
      recommendations: [],
    });
});

test('a limit that is met all the time is reported', () => {
  const { health } = reportGravity(account({ max_correction: 1e-4 }));
  expect(health.warnings).toEqual([expect.stringMatching(/^heavily limited: infl, rate/)]);
});

test('a rule multiplied beyond the threshold is reported, whatever its sign', () => {
  const whole = account();
  const { state } = whole.retrodiction;
  // the first rule of the first variable comes after the intercept
  const wild = state.theta.map((value, at) => (at === 1 ? -25 : value));
  const retrodiction = { ...whole.retrodiction, state: { ...state, theta: wild } };
  const warningsFor = (thresholds?: typeof HEALTH_THRESHOLDS) =>
    reportGravity({ ...whole, retrodiction, thresholds }).health.warnings;
  expect(warningsFor()).toEqual(['exploding weights: infl']);
  expect(warningsFor({ ...HEALTH_THRESHOLDS, exploding_multiplier: 30 })).toEqual([]);
});

test('what is wrong has a name, its variables and a recommendation of its own method', () => {
  const whole = account({}, 'bias', 200);
  const { retrodiction } = whole;
  const { state, scored } = retrodiction;
  // a record in which every correction pointed the wrong way, and one in which it made errors larger
  const unsupported = { ...state, agreed: state.agreed.map(() => -8) };
  const worse = scored.map((steps) => ({
    ...steps,
    correctedErrors: steps.coreErrors.map((error) => 1.1 * error),
  }));
  const found = [
    { ...retrodiction, state: unsupported },
    { ...retrodiction, scored: worse },
  ].map((sick) => reportGravity({ ...whole, retrodiction: sick }).health);
  const names = 'infl, rate, unemp, vol';
  expect(found.map(({ warnings }) => warnings)).toEqual([
    [`not learning: ${names}`],
    [`over-fitting: ${names}`],
  ]);
  for (const { recommendations } of found)
    expect(recommendations).toEqual([expect.not.stringMatching(/learning_rate|regularization/)]);
});

test('it explains what the model misses and little where the model is perfect', () => {
  for (const seed of [1, 2]) {
    for (const share of explained('perfect', seed).values()) expect(share).toBeLessThan(0.1);
    for (const twin of ['momentum', 'regime'] as const) {
      const shares = [...explained(twin, seed).values()];
      expect(shares.filter((share) => share > 0.3).length).toBeGreaterThanOrEqual(2);
    }
  }
});
