import { checkLine, createWorld } from '@pulse-stream/pipeline';
import { listProblems, TOLD_PROBLEMS } from '@pulse-stream/pipeline/internal';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { failureOf, toLine } from './run-line.ts';

const world = createWorld({});

function problemsOf(config: unknown): { paths: string[]; hasMore: boolean } {
  const line = toLine(config);
  const { failure } = checkLine(world, line);
  if (failure === null) return { paths: [], hasMore: false };
  const { problems, hasMore } = listProblems(world, line, failure);
  expect([problems[0]?.type, problems[0]?.path]).toEqual([failure.type, failure.path]);
  for (const { message } of problems.slice(1)) expect(message).not.toContain('more problem');
  return { paths: problems.map(({ path }) => path ?? ''), hasMore };
}

/** Faults of every stage that have nothing to do with each other: where they are told, and where put. */
const FAULTS: readonly (readonly [path: string, put: (config: Config) => void])[] = [
  ['traze', (config) => (config['traze'] = 1)],
  ['id', (config) => (config['id'] = '')],
  ['use_symbolism', (config) => (config['use_symbolism'] = 'true')],
  ['seed', (config) => (config['seed'] = -1)],
  ['state_overrides.despar', ({ state_overrides: at }) => (at['despar'] = 0.5)],
  ['state_overrides.rage', ({ state_overrides: at }) => (at['rage'] = 'high')],
  ['params.nope', ({ params }) => (params['nope'] = 1)],
  ['params["rule.nope.trust"]', ({ params }) => (params['rule.nope.trust'] = 1)],
  ['forecast.targets[1]', ({ forecast: { targets } }) => (targets[1] = 'ragee')],
  ['forecast.targets[2]', ({ forecast: { targets } }) => (targets[2] = 'truust')],
  ['forecast.horizons[0]', ({ forecast }) => (forecast.horizons[0] = 0)],
  ['forecast.events[0].when', ({ forecast }) => (forecast.events[0] = { name: 'a', when: 'x >' })],
  ['forecast.events[1].when', ({ forecast }) => (forecast.events[1] = { name: 'b' })],
];

/** A config to put faults into. */
interface Config extends Record<string, unknown> {
  readonly state_overrides: Record<string, unknown>;
  readonly params: Record<string, unknown>;
  readonly forecast: { targets: string[]; horizons: number[]; events: unknown[] };
}

const fine = (): Config => ({
  turns: 5,
  state_overrides: { hope: 0.6 },
  params: {},
  forecast: {
    targets: ['hope', 'rage', 'trust'],
    horizons: [2, 4],
    events: [
      { name: 'a', when: 'hope > 0.5' },
      { name: 'b', when: 'hope > 0.6' },
    ],
  },
});

// dots or brackets: stages write the same place in two ways
const plain = (path: string): string => path.replaceAll(/\["([^"]*)"\]/g, '.$1');

test('every problem of a line is told at its place, each once, and nothing else', () => {
  expect(problemsOf(fine()).paths).toEqual([]);
  fc.assert(
    fc.property(fc.subarray([...FAULTS], { minLength: 1 }), (faults) => {
      const config = fine();
      for (const [, put] of faults) put(config);
      const told = problemsOf(config).paths.map((path) => plain(path));
      expect(told.toSorted()).toEqual(faults.map(([path]) => plain(path)).toSorted());
    }),
  );
});

test.each([
  ['turns that are none', { turns: 'x', forecast: { horizons: [3] } }, ['turns']],
  ['a key that may have meant turns', { turnz: 5, forecast: { horizons: [3] } }, ['turnz']],
  [
    'a name that a wrong value gives',
    { state_overrides: { brandnew: 'x' }, forecast: { targets: ['brandnew'] } },
    ['state_overrides.brandnew'],
  ],
  [
    'the rest of an event',
    { forecast: { events: [{ name: 'a', when: 'x >' }], targets: ['nobody'] } },
    ['forecast.targets[0]', 'forecast.events[0].when'],
  ],
])('what may be a consequence of %s is not told', (_, config, paths) => {
  expect(problemsOf(config).paths).toEqual(paths);
});

test('what only the bytes show is told beside the rest; a line that cannot be read is told once', () => {
  expect(problemsOf('{"turns":3,"turns":4,"sead":1}').paths).toEqual(['turns', 'sead']);
  expect(problemsOf('{"turns":3,').paths).toEqual(['']);
  expect(problemsOf('[1]').paths).toEqual(['']);
});

test('a line with very many problems is told so many, and that there are more', () => {
  const many = (count: number) =>
    problemsOf(Object.fromEntries(Array.from({ length: count }, (_, at) => [`zz${at}`, at])));
  expect(many(TOLD_PROBLEMS)).toMatchObject({ hasMore: false });
  const { paths, hasMore } = many(3000);
  expect([paths.length, hasMore]).toEqual([TOLD_PROBLEMS, true]);
});

test('a name of the model at the top of a line is told where it belongs, a key of a scenario is not', () => {
  const model = {
    name: 'lake',
    slots: { level: { kind: 'variable', initial: 1 }, turns: { kind: 'variable', initial: 1 } },
    params: { out_rate: { value: 0.1 } },
    series: { inflow: { dataset: 'weather' } },
  } as const;
  const lake = createWorld({ model });
  for (const [key, place] of [
    ['out_rate', 'params'],
    ['level', 'state_overrides'],
    ['inflow', 'series'],
  ] as const) {
    const hint = `model lake has it: write it in ${place}`;
    const { error } = failureOf({ [key]: 0.2, turnz: 1 }, lake);
    expect([error.path, error.hint]).toEqual([key, hint]);
    expect(checkLine(lake, toLine({ [key]: 0.2 })).failure?.hint).toBe(hint);
  }
  expect(failureOf({ turns: '5' }, lake).error.hint).toBe('write 5 without quotes');
  expect(failureOf({ out_rte: 1 }, lake).error.hint).toMatch(/schema config/);
});

test('a name of the origin of an imported model is told the name that the model has for it', () => {
  const model = {
    name: 'births',
    slots: { people: { kind: 'variable', initial: 1 } },
    params: { birth_rate: { value: 0.1 } },
    aliases: { people: 'Humans alive', birth_rate: 'Fractional Births' },
  } as const;
  const imported = createWorld({ model });
  const lines: [config: object, name: string][] = [
    [{ params: { 'Fractional Births': 0.2 } }, 'birth_rate'],
    [{ params: { fractional_births: 0.2 } }, 'birth_rate'],
    [{ state_overrides: { 'Humans alive': 2 } }, 'people'],
    [{ state_overrides: { humans_alive: 2 } }, 'people'],
    [{ interventions: [{ turn: 1, set: { Humans_Alive: 2 } }] }, 'people'],
    [{ forecast: { targets: ['Humans alive'] } }, 'people'],
    [{ forecast: { targets: ['humans_alive'] } }, 'people'],
    [{ forecast: { events: [{ name: 'a', when: 'humans_alive > 2' }] } }, 'people'],
    [{ trace: { names: ['humans_alive'] } }, 'people'],
  ];
  for (const [config, name] of lines) {
    const hint = `model births calls it "${name}"`;
    expect([config, failureOf(config, imported).error.hint]).toEqual([config, hint]);
    const { failure } = checkLine(imported, toLine(config));
    expect(failure?.hint).toBe(hint);
  }
  expect(failureOf({ params: { nobody: 1 } }, imported).error.hint).toBeUndefined();
});
