import { PulseError, ResultRecord } from '@pulse-stream/worldstate';
import { hintNearest } from '@pulse-stream/worldstate/internal';
import { shapeOf, type Schema } from '../config/schema-shape.ts';

/** Which keys of a part of a result record are written. */
export interface RecordSelection {
  /** By key what is written of it; null: every key. */
  readonly keys: ReadonlyMap<string, RecordSelection> | null;
  /** What is null or empty, and what explains a value (`EXPLAINING`), is left out, at every depth. */
  readonly isLean: boolean;
}

const WHOLE: RecordSelection = { keys: null, isLean: false };
const LEAN: RecordSelection = { keys: null, isLean: true };

/**
 * Keys of forecast and assessment that say why or how, not what; names in maps are not meant. The count
 * of an event is its probability times the members of the run; units are the model's.
 */
export const EXPLAINING: ReadonlySet<string> = new Set([
  'attribution',
  'count',
  'members',
  'quantile_type',
  'raw_quantiles',
  'reasons',
  'symbolic',
  'unit',
]);

/** What tells a record and its place stays, whatever is selected. */
export const KEPT_KEYS = [
  'kind',
  'schema',
  'id',
  'line',
  'source',
  'batch_index',
  'status',
  'line_sha256',
  'warnings',
] as const satisfies readonly (keyof ResultRecord)[];

const KEPT = KEPT_KEYS.map((key): [string, RecordSelection] => [key, WHOLE]);

/** `--record slim`: what ran and what came out, without explanations, nulls and empty lists. */
export const SLIM: RecordSelection = {
  keys: new Map([...KEPT, ['run', WHOLE], ['forecast', LEAN], ['assessment', LEAN]]),
  isLean: false,
};

/** The steps of a path like `forecast.targets.hope.quantiles.0\.9`: a dot in a key is `\.`. */
export function splitFieldPath(path: string): string[] {
  const steps = [''];
  for (let at = 0; at < path.length; at += 1) {
    const isEscaped = path[at] === '\\' && path[at + 1] === '.';
    if (isEscaped) at += 1;
    if (path[at] === '.' && !isEscaped) steps.push('');
    else steps.push(`${steps.pop() ?? ''}${path[at] ?? ''}`);
  }
  return steps;
}

/**
 * Selects fields of result records by their paths; lists are passed through, `trace.turn` is the turn
 * of every traced turn.
 * @param paths e.g. `forecast.targets.hope.mean`
 * @throws PulseError `option-invalid` for a path that no result record can have
 */
export function selectFields(paths: readonly string[]): RecordSelection {
  const keys = new Map(KEPT);
  for (const path of paths) {
    const steps = splitFieldPath(path);
    refuseUnknown(path, steps);
    addPath(keys, steps);
  }
  return { keys, isLean: false };
}

function addPath(
  keys: Map<string, RecordSelection>,
  [step = '', ...rest]: readonly string[],
): void {
  const known = keys.get(step);
  if (rest.length === 0) keys.set(step, WHOLE);
  // all of it is selected already
  if (rest.length === 0 || known?.keys === null) return;
  const inner = new Map(known?.keys);
  addPath(inner, rest);
  keys.set(step, { keys: inner, isLean: false });
}

function refuseUnknown(path: string, steps: readonly string[]): void {
  let schemas: readonly Schema[] = [ResultRecord];
  for (const [at, step] of steps.entries()) {
    const inner = schemas.flatMap((schema) => enter(schema, step));
    if (inner.length === 0) {
      const known = schemas.flatMap(keysOf);
      const hint = hintNearest(step, known);
      const place = at === 0 ? 'a result record' : steps.slice(0, at).join('.');
      // nothing is inside a number: most likely the dot belongs to the key before it
      const way = known.length === 0 ? String.raw`a dot in a key is written \.` : hint;
      throw new PulseError(
        'option-invalid',
        `fields: ${path === '' ? 'an empty path' : path}: ${place} has no key "${step}"${way === undefined ? '' : ` (${way})`}`,
      );
    }
    schemas = inner;
  }
}

/** The schemas of a key; a list is passed through, a map may have any key. */
function enter(schema: Schema, step: string): Schema[] {
  const shape = shapeOf(schema);
  if (shape.kind === 'union') return shape.options.flatMap((option) => enter(option, step));
  if (shape.kind === 'array') return enter(shape.item, step);
  if (shape.kind === 'any') return [schema];
  if (shape.kind === 'record') return step === '' ? [] : [shape.item];
  if (shape.kind !== 'object' || !Object.hasOwn(shape.keys, step)) return [];
  const inner = shape.keys[step];
  return inner === undefined ? [] : [inner];
}

function keysOf(schema: Schema): string[] {
  const shape = shapeOf(schema);
  if (shape.kind === 'union') return shape.options.flatMap(keysOf);
  if (shape.kind === 'array') return keysOf(shape.item);
  return shape.kind === 'object' ? Object.keys(shape.keys) : [];
}
