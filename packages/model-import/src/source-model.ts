import type { EquationRhs } from '@sdeverywhere/parse';
import { Refused } from './refusal.ts';

/** One variable of a file, or one part of a variable with subscripts, as the file defines it. */
export interface SourceDefinition {
  /** As written, without quotes. */
  readonly name: string;
  /** What names are compared by. */
  readonly key: string;
  readonly subscripts: readonly string[];
  /** What `:EXCEPT:` leaves out. */
  readonly except: readonly (readonly string[])[];
  readonly rhs: EquationRhs;
  readonly units: string;
  readonly comment: string;
  readonly group: string | null;
  readonly line: number;
  /** How a data variable is read between its points. */
  readonly between: Between;
  /** What comes out is never below 0. */
  readonly nonNegative?: boolean;
  /** The dimensions of the variable, where this is one element of it. */
  readonly dimensions?: readonly string[];
  /** It is a copy of a definition of a macro, which has no name outside. */
  readonly isAdded?: boolean;
}

/** How Vensim reads data between its points: on a straight line unless it says otherwise. */
export type Between = 'interpolate' | 'hold backward' | 'look forward' | 'raw';

/** Most elements of a dimension. */
export const MOST_ELEMENTS = 10_000;
/** Most variables of a file, and as many as subscripts and macros may make of them. */
export const MOST_VARIABLES = 10_000;

/** A file with more is refused before its formulas are read, which would take minutes. */
export const TOO_MANY = (line: number): Refused =>
  new Refused(
    'the file',
    `it has more than ${MOST_VARIABLES} definitions`,
    'split the model',
    line,
  );

/** A list of elements that subscripts run over. */
export interface SourceDimension {
  readonly name: string;
  readonly key: string;
  /** Keys of elements, or of dimensions that stand for theirs. */
  readonly members: readonly string[];
  /** As written, by key. */
  readonly names: ReadonlyMap<string, string>;
  readonly mappings: readonly { readonly to: string; readonly members: readonly string[] }[];
  /** The dimension that this is another name of. */
  readonly alias: string | null;
  readonly line: number;
}

/** When a model runs, in its own time. */
export interface SourceClock {
  /** What the file calls its parts. */
  readonly names: { readonly end: string; readonly dt: string; readonly save: string };
  /** Where they stand; null: each is a variable of that name. */
  readonly line: number | null;
  readonly start: number;
  readonly end: number;
  readonly dt: number;
  readonly save: number;
  readonly method: 'euler' | 'rk4';
  readonly unit: string;
}

/** A file as it was read, before anything is made of it. */
export interface SourceModel {
  readonly dialect: 'vensim' | 'xmile';
  readonly name: string;
  /** null: the clock is made of definitions (TIME STEP, …). */
  readonly clock: SourceClock | null;
  readonly dimensions: readonly SourceDimension[];
  readonly definitions: readonly SourceDefinition[];
}

export type { EquationRhs };

/** A name without its quotes. */
export function unquote(name: string): string {
  const text = name.trim();
  const inner = /^"(.*)"$/s.exec(text)?.[1];
  return (inner ?? text).replaceAll('\\"', '"').replaceAll('\\\\', '\\');
}

/** What a column is compared by: quotes count nothing, nor spaces around subscripts. */
export const columnKey = (name: string): string =>
  keyOf(name.replaceAll('\\n', ' ').replaceAll(/["\\]/g, '')).replaceAll(/\s*([[\],])\s*/g, '$1');

/** What a name is compared by: case, underscores, spaces and quotes count nothing. */
export function keyOf(name: string): string {
  return unquote(name)
    .replaceAll(/[\s_]+/g, ' ')
    .trim()
    .toLowerCase();
}
