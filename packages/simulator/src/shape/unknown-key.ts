import { WorldModel } from '@pulse-stream/worldstate';
import { Distribution, hintNearest } from '@pulse-stream/worldstate/internal';
import { z } from 'zod';
import { wordsOf } from './expected-texts.ts';
import {
  isNeeded,
  optionsOf,
  partsOf,
  schemaAt,
  shapeAt,
  shapeOf,
  type Path,
  type Shape,
} from './schema-places.ts';

/** A key that the schema does not know at its place. */
export interface UnknownKey {
  readonly path: Path;
  readonly message: string;
  readonly hint: string | undefined;
  /** The place of the key that was probably meant; null when nothing is near. */
  readonly meant: Path | null;
  /** Whether what stands there reads the same under the key that was meant. */
  readonly isSlip: boolean;
}

/** Keys of other tools, and the keys that say it here: the first that the place knows. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  type: ['kind'],
  value: ['initial', 'set', 'formula'],
  start: ['initial'],
  init: ['initial'],
  sd: ['noise'],
  std: ['sd', 'noise', 'normal'],
  stddev: ['sd', 'noise', 'normal'],
  sigma: ['sd', 'noise', 'normal'],
  mean: ['normal'],
  mu: ['normal'],
  gaussian: ['normal'],
  mode: ['triangular'],
  lower: ['min'],
  lower_bound: ['min'],
  upper: ['max'],
  upper_bound: ['max'],
  if: ['when'],
  condition: ['when'],
  name: ['id'],
  change: ['add'],
  amount: ['add'],
  by: ['add'],
  delta: ['add'],
  derivative: ['rate'],
  ddt: ['rate'],
  per_time: ['rate'],
  assign: ['set'],
  becomes: ['set'],
  source: ['from', 'dataset'],
  sink: ['to'],
  inflow: ['flow'],
  outflow: ['flow'],
  flows: ['flow', 'rules'],
  flow: ['rules'],
  processes: ['rules'],
  reactions: ['rules'],
  parameters: ['params'],
  constants: ['params'],
  variables: ['slots'],
  stocks: ['slots'],
  stock: ['slots'],
  levels: ['slots'],
  states: ['slots'],
  state: ['slots'],
  auxiliaries: ['values'],
  auxiliary: ['values'],
  aux: ['values'],
  auxs: ['values'],
  converters: ['values'],
  equations: ['values'],
  formulas: ['values'],
  derived: ['values'],
  equation: ['formula'],
  eqn: ['formula'],
  expression: ['formula'],
  expr: ['formula'],
  lookup: ['tables'],
  lookups: ['tables'],
  graphs: ['tables'],
  drivers: ['series'],
  driver: ['series'],
  inputs: ['series'],
  exogenous: ['series'],
  forcing: ['series'],
  xy: ['points'],
  data: ['dataset', 'points', 'series'],
  file: ['dataset'],
  field: ['column'],
  interpolate: ['between'],
  interpolation: ['between'],
  extrapolate: ['beyond'],
  extrapolation: ['beyond'],
  outside: ['beyond'],
  offset: ['shift'],
  distribution: ['draw', 'dist'],
  prior: ['draw'],
  random: ['draw'],
  df: ['student_t'],
  scale: ['errors'],
  correlation: ['noise_correlation'],
  correlations: ['noise_correlation'],
  clock: ['time'],
  sim_specs: ['time'],
  timestep: ['dt'],
  time_step: ['dt'],
  step: ['dt'],
  steps: ['steps_per_turn'],
  substeps: ['steps_per_turn'],
  start_time: ['start'],
  initial_time: ['start'],
  integration: ['method'],
  integrator: ['method'],
  solver: ['method'],
  period: ['season'],
  unit: ['time_unit'],
  units: ['unit', 'time_unit'],
  doc: ['description'],
  documentation: ['description'],
  comment: ['description'],
};

const MOST_LETTERS = 64;

/** Says what was probably meant by a key that the schema does not know. */
export function explainUnknownKey(key: string, at: Path, owner: unknown): UnknownKey {
  const path = [...at, key];
  const shown = key.length > MOST_LETTERS ? `${key.slice(0, MOST_LETTERS - 3)}...` : key;
  const said = { path, message: `unknown key ${JSON.stringify(shown)}`, isSlip: false };
  const known = shapeAt(at);
  if (key.length > MOST_LETTERS || known === null) return { ...said, hint: undefined, meant: null };
  const word = hintWord(key, at);
  const keys = Object.keys(known);
  // the word stands in place of the map, which therefore lacks nothing
  const instead = keys.find((name) => isNeeded(known[name])) ?? key;
  if (word !== null) return { ...said, hint: word, meant: [...at, instead] };
  const others = synonymsOf(key);
  const synonym = others.find((name) => keys.includes(name));
  if (synonym !== undefined)
    return { ...said, hint: hintSynonym(synonym, known), meant: [...at, synonym] };
  for (const name of [key, ...others]) {
    const home = keys.find((inside) => Object.hasOwn(shapeOf(known[inside]) ?? {}, name));
    if (home === undefined) continue;
    return { ...said, hint: hintHome(home, name, key, known, owner), meant: [...at, home] };
  }
  const nearest = hintNearest(key, keys);
  const [, name] = /"(.*)"/.exec(nearest ?? '') ?? [];
  if (name !== undefined) return { ...said, hint: nearest, meant: [...at, name], isSlip: true };
  const above = [key, ...others].find((other) => Object.hasOwn(WorldModel.shape, other));
  const hint =
    above === undefined ? `known keys: ${keys.join(', ')}` : `${above} is a key of the whole model`;
  return { ...said, hint, meant: null };
}

const synonymsOf = (key: string): readonly string[] => {
  const name = key.toLowerCase();
  return Object.hasOwn(SYNONYMS, name) ? (SYNONYMS[name] ?? []) : [];
};

/** `draw: { poisson: 3 }`: a word that stands alone. */
function hintWord(key: string, at: Path): string | null {
  const isWord = wordsOf(schemaAt(at)).includes(key);
  return isWord ? `it stands alone: ${String(at.at(-1))}: ${key}` : null;
}

function hintSynonym(name: string, known: Shape): string {
  const parts = known === Distribution.shape ? partsOf(known, name) : null;
  return `write ${name}${parts === null ? '' : `: ${parts}`}`;
}

const asFields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

/** The keys beside it that belong into the entries of a list, or into a map. */
function hintHome(
  home: string,
  name: string,
  written: string,
  known: Shape,
  owner: unknown,
): string {
  const inner = shapeOf(known[home]) ?? {};
  const moved = Object.entries(asFields(owner))
    .map(([key, value]) => [key === written ? name : key, value] as const)
    .filter(([key]) => Object.hasOwn(inner, key) && !Object.hasOwn(known, key))
    .map(([key, value]) => `${key}: ${isShort(value) ? String(value) : '…'}`)
    .join(', ');
  const isList = optionsOf(known[home]).some((option) => option instanceof z.ZodArray);
  return `it belongs into ${home}: ${isList ? `[{ ${moved} }]` : `{ ${moved} }`}`;
}

const isShort = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && /^[\w.]{1,40}$/.test(value));
