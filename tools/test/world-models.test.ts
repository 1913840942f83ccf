import { runBatch } from '@pulse-stream/pipeline';
import type {
  OutputRecord,
  ResultRecord,
  ScenarioConfigInput,
  WorldModelInput,
} from '@pulse-stream/worldstate';
import type { TurnRecord } from '@pulse-stream/worldstate/internal';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readText } from '../workspace.mjs';

// The shipped models of stocks and flows against numbers of others: closed forms, conserved
// quantities, exact probabilities.

const modelOf = (name: string): WorldModelInput => parse(readText(`models/${name}.yaml`));

/** The record of one scenario. */
async function run(name: string, config: ScenarioConfigInput): Promise<ResultRecord> {
  const records: OutputRecord[] = [];
  for await (const record of runBatch([config], { model: modelOf(name) })) records.push(record);
  const [record] = records;
  if (record?.kind !== 'result') throw new Error(JSON.stringify(record));
  return record;
}

/** Values of names at turns 1, 2, … of the control run. */
async function control<N extends string>(
  name: string,
  config: ScenarioConfigInput,
  names: readonly N[],
): Promise<Record<N, number>[]> {
  const { trace = [] } = await run(name, {
    members: 1,
    forecast: { events: [] },
    ...config,
    trace: { names: [...names] },
  });
  return trace.map((turn) => {
    const { variables, values } = turn as TurnRecord; // traced by name
    return Object.fromEntries(
      names.map((wanted) => [wanted, { ...variables, ...values }[wanted] ?? NaN]),
    ) as Record<N, number>; // of the same names
  });
}

const relative = (found: number, expected: number): number => Math.abs(found / expected - 1);

test('seir without its season ends where the final size relation says, and loses nobody', async () => {
  const turns = await control('seir', { turns: 600, params: { amplitude: 0 } }, [
    'susceptible',
    'exposed',
    'infectious',
    'recovered',
  ]);
  const { susceptible } = turns.at(-1) ?? { susceptible: NaN };
  // ln(S∞ / S₀) = −R₀ (1 − S∞ / N): everyone but those who are left has been infectious
  const basic = 0.4 * 5;
  const left = susceptible / 100_000;
  expect(relative(Math.log(left / 0.9997), -basic * (1 - left))).toBeLessThan(1e-6);
  for (const people of turns)
    expect(Object.values(people).reduce((sum, stock) => sum + stock, 0)).toBeCloseTo(100_000, 6);
});

test('seir grows at first by the dominant eigenvalue of its two infected stages', async () => {
  const turns = await control('seir', { turns: 60, params: { amplitude: 0, population: 1e12 } }, [
    'infectious',
  ]);
  const [sigma, gamma, beta] = [1 / 4, 1 / 5, 0.4];
  const growth = (Math.sqrt((sigma - gamma) ** 2 + 4 * beta * sigma) - sigma - gamma) / 2;
  const [before, after] = [turns.at(-2)?.infectious ?? NaN, turns.at(-1)?.infectious ?? NaN];
  expect(relative(Math.log(after / before), growth)).toBeLessThan(1e-5);
});

test('seir with its season follows the contacts of the calendar', async () => {
  const turns = await control('seir', { turns: 366 }, ['contacts']);
  for (const [index, { contacts }] of turns.entries()) {
    const day = index + 2 > 366 ? index - 364 : index + 2; // turn 1 ends on the second of January
    expect(contacts).toBeCloseTo(1 + 0.15 * Math.cos((2 * Math.PI * day) / 365), 12);
  }
  expect(turns).toHaveLength(366);
});

test('bass is its closed form, and its adoption peaks at ln(q/p) / (p + q)', async () => {
  const [p, q] = [0.03, 0.38];
  const turns = await control('bass', { turns: 30 }, ['adopters', 'adoption']);
  for (const [index, { adopters, adoption }] of turns.entries()) {
    const decay = Math.exp(-(p + q) * (index + 1));
    const share = (1 - decay) / (1 + (q / p) * decay);
    expect(relative(adopters, 10_000 * share)).toBeLessThan(1e-8);
    expect(relative(adoption, 10_000 * (p + q * share) * (1 - share))).toBeLessThan(1e-7);
  }
  const peak = Math.log(q / p) / (p + q); // 6.19 years
  const rates = turns.map(({ adoption }) => adoption);
  expect(rates.indexOf(Math.max(...rates)) + 1).toBe(Math.round(peak));
});

test('reservoir goes exponentially to where a constant inflow is what leaves', async () => {
  const turns = 36;
  const config = { turns, series: { inflow: Array.from({ length: turns }, () => 30) } };
  const levels = await control('reservoir', config, ['storage']);
  // between 0.6 and 0.9 of its capacity the gates are open, and all that leaves is a share of storage
  const share = 0.2 + 0.5 / 200;
  const balance = 30 / share;
  for (const [index, { storage }] of levels.entries())
    expect(
      relative(storage, balance + (120 - balance) * Math.exp(-share * (index + 1))),
    ).toBeLessThan(1e-8);
  expect(levels).toHaveLength(turns);
});

const [BIRTHS, HUNTING, FEEDING, DEATHS] = [0.55, 0.028, 0.026, 0.84] as const;

test('predator-prey keeps what the equations of Lotka and Volterra conserve', async () => {
  const conserved = (hares: number, lynxes: number): number =>
    FEEDING * hares - DEATHS * Math.log(hares) + HUNTING * lynxes - BIRTHS * Math.log(lynxes);
  const turns = await control('predator-prey', { turns: 100 }, ['hares', 'lynxes']);
  for (const { hares, lynxes } of turns)
    expect(relative(conserved(hares, lynxes), conserved(30, 4))).toBeLessThan(1e-9);
  expect(turns).toHaveLength(100);
});

test('predator-prey near its balance turns once in 2π / √(births × deaths) years', async () => {
  const hares = DEATHS / FEEDING;
  const years = (2 * Math.PI) / Math.sqrt(BIRTHS * DEATHS); // 9.24
  const state_overrides = { hares: hares * 1.001, lynxes: BIRTHS / HUNTING };
  const turns = await control('predator-prey', { turns: 50, state_overrides }, ['hares', 'lynxes']);
  for (const [index, found] of turns.entries()) {
    const part = (found.hares / hares - 1) / 0.001;
    expect(part).toBeCloseTo(Math.cos((2 * Math.PI * (index + 1)) / years), 2);
  }
});

test('household has the final sizes that Reed and Frost give three people', async () => {
  const members = 100_000;
  const escape = 0.7;
  const chances = [
    { size: 1, chance: escape ** 2 },
    { size: 2, chance: 2 * (1 - escape) * escape ** 2 },
    { size: 3, chance: 1 - escape ** 2 - 2 * (1 - escape) * escape ** 2 },
  ];
  const events = chances.map(({ size }) => ({
    name: `size_${size}`,
    when: `recovered == ${size}`,
    at: 4,
  }));
  const { forecast } = await run('household', { turns: 4, members, forecast: { events } });
  for (const [index, { chance }] of chances.entries()) {
    const error = Math.sqrt((chance * (1 - chance)) / members);
    const found = forecast?.events[index]?.probability ?? NaN;
    expect(Math.abs(found - chance)).toBeLessThan(4 * error);
  }
  expect(forecast?.events.reduce((sum, { count }) => sum + count, 0)).toBe(members);
});

const FIRMS = ['retailer', 'wholesaler', 'distributor', 'factory'] as const;
const orders = FIRMS.map((firm) => `order_${firm}` as const);
const stocks = FIRMS.map((firm) => `stock_${firm}` as const);

test('beer-game stays as it is while demand does', async () => {
  const turns = await control('beer-game', { turns: 60, params: { jump: 0 } }, [
    ...orders,
    ...stocks,
  ]);
  for (const turn of turns) {
    for (const order of orders) expect(turn[order]).toBe(4);
    for (const stock of stocks) expect(turn[stock]).toBe(12);
  }
  expect(turns).toHaveLength(60);
});

test.each([1, 0.3])(
  'beer-game swings more from firm to firm after demand has jumped, and comes to rest (line weight %d)',
  async (line_weight) => {
    const turns = await control('beer-game', { turns: 400, params: { line_weight } }, [
      ...orders,
      ...stocks,
    ]);
    const swings = orders.map((order) => {
      const path = turns.map((turn) => turn[order]);
      return Math.max(...path) - Math.min(...path);
    });
    expect(swings).toEqual(swings.toSorted((a, b) => a - b));
    expect(swings[0]).toBeGreaterThan(4);
    expect(swings[3]).toBeGreaterThan(2 * (swings[0] ?? NaN));
    const last = turns.at(-1);
    for (const order of orders) expect(last?.[order]).toBeCloseTo(8, 6);
    for (const stock of stocks) expect(last?.[stock]).toBeCloseTo(12, 6);
  },
);
