import type { ResultRecord } from '@pulse-stream/worldstate';

/** What a part of a record is to a lane that copies records of one shape. */
type LeafRole =
  /** Equal in all records of a shape. */
  | 'same'
  /** A number that differs from line to line. */
  | 'number';
type PartRole =
  /** JSON that differs from line to line. */
  | 'text'
  /** Not there, or null: a record that has it takes the long way. */
  | 'absent';

/**
 * A role for every leaf of a value; parts that are one text, or absent, have one as a whole. Under `*`
 * that of every value of a map from names, and items of a list share one.
 */
type RolesOf<Value> =
  NonNullable<Value> extends infer Part
    ? | PartRole
      | (Part extends string | number | boolean
          ? LeafRole
          : Part extends readonly (infer Item)[]
            ? RolesOf<Item>
            : string extends keyof Part
              ? { readonly '*': RolesOf<Part[string & keyof Part]> }
              : { readonly [Key in keyof Part]-?: RolesOf<Part[Key]> })
    : never;

/** The values of a world, in record order. */
export const WORLD_GROUPS = ['overlays', 'variables', 'capital', 'values'] as const;

const EACH_NUMBER = { '*': 'number' } as const;

/** A new key of a record does not compile until it is in this table. */
export const RECORD_ROLES = {
  kind: 'same',
  schema: 'same',
  id: 'text',
  line: 'number',
  source: 'text',
  batch_index: 'number',
  status: 'same',
  line_sha256: 'text',
  config: 'text',
  run: {
    model: 'same',
    model_hash: 'same',
    seed: 'text',
    members: 'same',
    turns: 'same',
    engine_version: 'same',
    member: 'absent',
  },
  final_state: {
    turn: 'same',
    overlays: EACH_NUMBER,
    variables: EACH_NUMBER,
    capital: EACH_NUMBER,
    values: EACH_NUMBER,
  },
  trace: 'absent',
  forecast: {
    origin: 'absent',
    horizon: 'same',
    labels: 'same',
    targets: {
      '*': {
        unit: 'same',
        mean: 'number',
        median: 'number',
        sd: 'number',
        quantiles: EACH_NUMBER,
        raw_quantiles: 'absent',
        members: 'absent',
      },
    },
    quantile_type: 'same',
    events: { name: 'same', probability: 'number', count: 'number', members: 'same' },
    attribution: {
      '*': { start: 'number', end: 'number', change: 'number', unit: 'same', parts: EACH_NUMBER },
    },
    calibration: 'same',
  },
  gravity: {
    status: 'same',
    method: 'same',
    observations_used: 'same',
    refused: 'same',
    variables: {
      '*': { status: 'same', correction_mean: 'same', correction_share: 'same', clipped: 'same' },
    },
    top_contributors: { name: 'same', share: 'same' },
    health: { status: 'same', warnings: 'same', recommendations: 'same' },
    lambda: 'same',
  },
  shadow_monitor: {
    triggered: 'same',
    verdict: 'same',
    variables: {
      '*': {
        variance_explained: 'same',
        dominance: 'same',
        energy_share: 'same',
        samples: 'same',
        verdict: 'same',
      },
    },
  },
  assessment: {
    trace_id: 'text',
    confidence: 'absent',
    fragility: 'absent',
    risk: 'number',
    trust_label: 'text',
    action: 'text',
    gate: 'absent',
    symbolic: {
      tag: 'text',
      arc: 'text',
      score: 'number',
      arc_certainty: 'number',
      volatility: 'number',
    },
    reasons: { '*': 'same' },
  },
  warnings: 'text',
} as const satisfies RolesOf<ResultRecord>;

type PathsOf<Roles, Path extends string = ''> = Roles extends 'text'
  ? Path
  : Roles extends string
    ? never
    : {
        [Key in keyof Roles & string]: PathsOf<
          Roles[Key],
          Path extends '' ? Key : `${Path}.${Key}`
        >;
      }[keyof Roles & string];

/** The texts of a record that differ from line to line: whoever writes records gives each of them. */
export type TextPath = PathsOf<typeof RECORD_ROLES>;

/** Where values of a line go in `numbers` and `texts` of a template, by path, in record order. */
export interface Holes {
  readonly numbers: ReadonlyMap<string, number>;
  readonly texts: ReadonlyMap<string, number>;
}

/**
 * The holes of a record.
 * @param inConfig paths of the texts inside `config`; absent: all of it is one
 * @param same texts that all of its records share with it: they are none
 * @returns null: it has a part that no record of the lane has
 */
export function findHoles(
  example: ResultRecord,
  inConfig?: readonly string[],
  same: readonly TextPath[] = [],
): Holes | null {
  const numbers = new Map<string, number>();
  const texts = new Map<string, number>();
  let isWhole = true;
  const visit = (value: unknown, roles: unknown, path: string): void => {
    if (value === null || value === undefined || roles === 'same') return;
    if (roles === 'absent') isWhole = false;
    else if (roles === 'text') {
      const paths = path === 'config' && inConfig !== undefined ? inConfig : [path];
      for (const place of paths)
        if (!same.some((known) => known === place)) texts.set(place, texts.size);
    } else if (typeof value === 'number') numbers.set(path, numbers.size);
    else if (Array.isArray(value))
      for (const [index, item] of value.entries()) visit(item, roles, `${path}[${index}]`);
    else if (typeof value === 'object')
      for (const [key, item] of Object.entries(value))
        visit(item, rolesAt(roles, key), path === '' ? key : `${path}.${key}`);
  };
  visit(example, RECORD_ROLES, '');
  return isWhole ? { numbers, texts } : null;
}

/** Of a key of a part, or, where the keys are names, of every value. */
function rolesAt(roles: unknown, key: string): unknown {
  const table = roles as Readonly<Record<string, unknown>>; // an object in the record has one here
  return '*' in table ? table['*'] : table[key];
}
