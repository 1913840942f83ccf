import { PulseError } from '@pulse-stream/worldstate';
import {
  readConfigPath,
  type ConfigPath,
  type Distribution,
} from '@pulse-stream/worldstate/internal';
import { readAxis, type Axis } from './axis.ts';

/** Something a design varies: a place in a scenario, and the values it takes there. */
export interface Variable {
  /** The place as it was written. */
  readonly name: string;
  readonly path: ConfigPath;
  readonly axis: Axis;
}

/** What a variable is read with. */
export interface VariableOptions {
  /** Why nothing can be drawn from a distribution; null: it can. `simulator` knows. */
  readonly explainImpossible: (distribution: Distribution) => string | null;
  /** What a model says of a place: bounds that cut a distribution. */
  readonly boundsOf?: (path: ConfigPath) => { readonly min?: number; readonly max?: number };
}

const WHOLE: ReadonlySet<unknown> = new Set(['turns', 'members', 'seed']);

/** Whether a place of a scenario holds whole numbers. */
function isWhole(path: ConfigPath): boolean {
  const [first, , third] = path;
  if (path.length === 1) return WHOLE.has(first);
  return first === 'interventions' && path.length === 3 && third === 'turn';
}

/**
 * Reads one `--var`: `hope=0..1:0.1`, `turns=5,10`, `params.beta=normal(.3,.03)`.
 * @throws PulseError `option-invalid`
 */
export function readVariable(text: string, options: VariableOptions): Variable {
  const refuse = (message: string): never => {
    throw new PulseError('option-invalid', `--var ${text}: ${message}`);
  };
  const equals = text.indexOf('=');
  if (equals <= 0) return refuse('needs NAME=VALUES, for example hope=0..1:0.1');
  const name = text.slice(0, equals).trim();
  const path = readConfigPath(name);
  if (typeof path === 'string') return refuse(path);
  if (path[0] === 'id') return refuse('a design names its lines itself');
  const axis = readAxis(text.slice(equals + 1).trim(), {
    whole: isWhole(path),
    ...options.boundsOf?.(path),
    explainImpossible: options.explainImpossible,
  });
  return typeof axis === 'string' ? refuse(axis) : { name, path, axis };
}
