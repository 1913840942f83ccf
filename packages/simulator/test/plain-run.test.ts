import {
  attempt,
  isFailure,
  ScenarioConfig,
  type Ensemble,
  type SimulatedRun,
} from '@pulse-stream/worldstate';
import {
  compileModel,
  createPlainRun,
  effectiveSeed,
  openRng,
  pulse,
  simulateRun,
  type CompiledModel,
  type PlainRun,
} from '@pulse-stream/simulator';
import { expect, test } from 'vitest';
import { WorldMaker } from './random-models.ts';

/** Everything a plain run leaves, in the words of `SimulatedRun`. */
function describePlain({
  final,
  values,
  satisfied,
  starts,
  ends,
  scales,
  parts,
  members,
  ...run
}: PlainRun) {
  const { plan, tag } = run;
  return {
    final: [...final],
    values: [...values],
    events: members === null ? plan.events.map((_, event) => satisfied[event] === 1) : null,
    members: members === null ? null : describeEnsemble(members.ensemble),
    exposure: members === null ? null : [members.startExposure, members.startCash],
    attribution: plan.targets.map((_, target) => ({
      start: starts[target],
      end: ends[target],
      scale: scales[target],
      parts: [...parts.amounts.subarray(parts.begins[target], parts.begins[target + 1])],
    })),
    tag: plan.program.compiled.tags[tag]?.label ?? null,
  };
}

const describeEnsemble = ({ values, eventCounts, exposureChanges }: Ensemble) => [
  [...values],
  [...eventCounts],
  [...exposureChanges],
];

function describeRun(
  { control, attribution, ensemble, exposure }: SimulatedRun,
  names: readonly string[],
) {
  const { overlays, variables, capital } = control.final;
  return {
    final: names.map((name) => overlays[name] ?? variables[name] ?? capital[name]),
    values: [...control.values],
    events: ensemble === null ? [...control.events] : null,
    members: ensemble === null ? null : describeEnsemble(ensemble),
    exposure: ensemble === null ? null : [exposure?.start ?? 0, exposure?.cash ?? 0],
    attribution: attribution.map(({ start, end, scale, parts }) => {
      return { start, end, scale, parts: [...parts.values()] };
    }),
    tag: control.symbolic?.tag ?? null,
  };
}

/** JSON has one zero: a run without noise keeps a −0 that adding no shock would clear. */
const written = (value: object): string => JSON.stringify(value);

/** @returns null: the plain run leaves it to `simulateRun` */
function runPlain(
  compiled: CompiledModel,
  config: ScenarioConfig,
  names: readonly (readonly string[])[],
): PlainRun | null {
  const made = attempt(() => createPlainRun(compiled, { ...config, state_overrides: {} }, names));
  if (made === null || isFailure(made)) return null;
  // a run before must leave nothing behind
  made.reset();
  made.run('before');
  made.reset();
  for (const [name, value] of Object.entries(config.state_overrides)) {
    const slot = compiled.index.get(name);
    if (slot === undefined || !made.set(slot, value)) return null;
  }
  return made.run(effectiveSeed(config)) ? made : null;
}

test('a plain run leaves what simulateRun finds, in 1,500 random worlds', () => {
  const maker = new WorldMaker(openRng(5, 0, 'plain'));
  let plainRuns = 0;
  let withMembers = 0;
  let runs = 0;
  for (let index = 0; index < 1500; index += 1) {
    const model = maker.model();
    const compiled = compileModel(model);
    const scenario = ScenarioConfig.parse(maker.scenario(model, index));
    const members = index % 3 === 0 ? 1 + (index % 7) : 1;
    const config = { ...scenario, members, interventions: [], trace: 'none' as const };
    const run = attempt(() => simulateRun(compiled, config));
    if (!isFailure(run)) runs += 1;
    const names = isFailure(run) ? [] : run.attribution.map(({ parts }) => [...parts.keys()]);
    const plain = runPlain(compiled, config, names);
    if (plain === null) continue;
    if (isFailure(run)) throw new Error(`world ${index} should fail: ${run.message}`);
    plainRuns += 1;
    withMembers += members > 1 ? 1 : 0;
    expect(written(describePlain(plain)), `world ${index}`).toBe(
      written(describeRun(run, compiled.names)),
    );
  }
  expect(plainRuns / runs).toBeGreaterThan(0.2);
  expect(withMembers / plainRuns).toBeGreaterThan(0.1);
}, 120_000);

test.each([
  [{ turns: 5 }],
  [{ turns: 5, members: 100, state_overrides: { trust: 0.9 } }],
  [{ turns: 9, members: 21, forecast: { events: [{ name: 'low', when: 'hope < 0.3' }] } }],
  [{ turns: 70, state_overrides: { hope: 0.9, fatigue: 0.75, crypto_instability: 2 } }],
  [{ turns: 3, forecast: { targets: ['nvda', 'hope'], horizons: [2] } }],
  [
    {
      turns: 300,
      use_symbolism: false,
      forecast: { events: [{ name: 'low', when: 'hope < 0.3' }] },
    },
  ],
])('the built-in model, its tag and its arc: %j', (input) => {
  const compiled = compileModel(pulse);
  const config = ScenarioConfig.parse({ members: 1, ...input });
  const run = simulateRun(compiled, config);
  const names = run.attribution.map(({ parts }) => [...parts.keys()]);
  const plain = runPlain(compiled, config, names);
  if (plain === null) throw new Error('left to simulateRun');
  expect(written(describePlain(plain))).toBe(written(describeRun(run, compiled.names)));
  const { arc = null, score, arcCertainty, volatility } = run.control.symbolic ?? {};
  const known = config.use_symbolism ? plain.arc() : null;
  expect(known).toEqual(
    arc === null ? null : { label: arc, score, certainty: arcCertainty, volatility },
  );
});

test('what warns is left to simulateRun', () => {
  const compiled = compileModel(pulse);
  const clamped = ScenarioConfig.parse({ members: 1, state_overrides: { hope: 1.5 } });
  expect(runPlain(compiled, clamped, [])).toBe(null);
  const act = { turn: 1, set: { hope: 0.5 } };
  const acts = ScenarioConfig.parse({ members: 1, interventions: [act] });
  expect(createPlainRun(compiled, acts, [])).toBe(null);
});
