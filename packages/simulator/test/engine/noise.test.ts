import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileModel } from '@pulse-stream/simulator';
import { openRng } from '@pulse-stream/simulator/internal';
import { ScenarioConfig, type ScenarioConfigInput } from '@pulse-stream/worldstate';
import { describe, expect, test } from 'vitest';
import { CANDIDATES, membersOf, thatTake, type Candidate } from './engines.ts';

/**
 * Slots of every kind with noise of different sizes, one without between them, and no rules: what
 * members do is what they draw.
 */
const MODEL = {
  name: 'noisy',
  slots: {
    mood: { kind: 'overlay', initial: 0.5, noise: 0.01 },
    quiet: { kind: 'variable', initial: 7 },
    price: { kind: 'variable', initial: 100, transform: 'log100', noise: 2 },
    level: { kind: 'variable', initial: -3, noise: 0.5 },
    share: { kind: 'variable', initial: 0.2, transform: 'logit', noise: 0.3 },
    stock: { kind: 'capital', initial: 1000, noise: 40 },
  },
  dynamic_overlay: { initial: 0.5, decay: 0, noise: 0.02 },
  forecast: { targets: ['mood', 'quiet', 'price', 'level', 'share', 'stock'] },
} as const;
const NAMES = MODEL.forecast.targets;
/** Slots that draw, in the order of the model: one normal each per turn, of one stream per member. */
const DRAWING = ['mood', 'price', 'level', 'share', 'stock'] as const;
const BASE = { turns: 3, members: 2, seed: 11 };
const model = compileModel(MODEL);

const toNatural = {
  mood: (x: number) => Math.min(1, Math.max(0, x)),
  price: (x: number) => Math.exp(x / 100),
  level: (x: number) => x,
  share: (x: number) => 1 / (1 + Math.exp(-x)),
  stock: (x: number) => x,
};
const start = {
  mood: 0.5,
  price: 100 * Math.log(100),
  level: -3,
  share: Math.log(0.2 / 0.8),
  stock: 1000,
};

/** Natural values of every member, by target, then by member and turn. */
const pathsOn = (engine: Candidate) => (config: ScenarioConfigInput) =>
  membersOf(engine.simulate(model, ScenarioConfig.parse({ ...BASE, ...config })));

describe.each(CANDIDATES)('on the engine $name', (engine) => {
  const pathsOf = pathsOn(engine);

  test('every slot takes the normals of its own place in the stream, in its transformed units', () => {
    const found = pathsOf({ turns: 40 });
    for (let member = 0; member < BASE.members; member += 1) {
      const stream = openRng(BASE.seed, member, 'noise');
      const x = { ...start };
      for (let turn = 0; turn < 40; turn += 1)
        for (const name of DRAWING) {
          x[name] += stream.nextNormal() * MODEL.slots[name].noise;
          const value = found[name]?.[member]?.[turn] ?? Number.NaN;
          expect(value / toNatural[name](x[name]), `${name} at ${turn}`).toBeCloseTo(1, 12);
        }
      expect(found['quiet']?.[member]).toEqual(Array.from({ length: 40 }, () => 7));
    }
  });

  test('a stored ensemble comes out again, member by member and slot by slot', () => {
    const path = join(import.meta.dirname, '../golden/noisy_ensemble.json');
    const stored: unknown = JSON.parse(readFileSync(path, 'utf8'));
    expect(pathsOf({})).toEqual(stored);
  });
});

const ENVY = { state_overrides: { envy: 0.4 } };

describe.each(thatTake('a dynamic overlay'))('on the engine $name', (engine) => {
  const pathsOf = pathsOn(engine);

  test.each<[string, ScenarioConfigInput]>([
    ['an override', ENVY],
    ['an intervention', { interventions: [{ turn: 2, add: { envy: 0.1 } }] }],
    ['two of them', { state_overrides: { awe: 0.2, envy: 0.4 } }],
  ])('a dynamic overlay shifts what no other slot draws: %s', (_, config) => {
    expect(pathsOf(config)).toEqual(pathsOf({}));
  });
});

describe.each(thatTake('a dynamic overlay that is looked at'))('on the engine $name', (engine) => {
  const pathsOf = pathsOn(engine);

  test('a dynamic overlay that is looked at shifts what no other slot draws', () => {
    const { envy, ...others } = pathsOf({ ...ENVY, forecast: { targets: [...NAMES, 'envy'] } });
    expect(envy).toHaveLength(BASE.members);
    expect(others).toEqual(pathsOf({}));
  });

  test('a dynamic overlay draws from a stream of its name, whatever others there are', () => {
    const alone = pathsOf({ ...ENVY, forecast: { targets: ['envy'] } });
    const among = pathsOf({
      state_overrides: { awe: 0.3, envy: 0.4, zeal: 0.9 },
      forecast: { targets: ['envy'] },
    });
    expect(among).toEqual(alone);
    for (let member = 0; member < BASE.members; member += 1) {
      const stream = openRng(BASE.seed, member, 'noise:envy');
      const others = ['noise', 'noise:awe'].map((purpose) =>
        openRng(BASE.seed, member, purpose).nextNormal(),
      );
      expect(others).not.toContain(openRng(BASE.seed, member, 'noise:envy').nextNormal());
      let x = 0.4;
      for (let turn = 0; turn < BASE.turns; turn += 1) {
        x += 0.02 * stream.nextNormal();
        expect(alone['envy']?.[member]?.[turn]).toBeCloseTo(x, 14);
      }
    }
  });
});
