import { decodeScenarioValue, listKeyFaults, readObject } from '@pulse-stream/codec/internal';
import { attempt, isFailure, type Failure, type ScenarioConfig } from '@pulse-stream/worldstate';
import type { Warning } from '@pulse-stream/worldstate/internal';
import type { Line } from '../batch/line.ts';
import type { World } from '../world/world.ts';
import { explainByModel } from './explain-by-model.ts';
import { checkConfig } from './check-line.ts';

/** So many problems of one line are told. */
export const TOLD_PROBLEMS = 20;

/** Whether other keys of a line are judged by what this one says. */
const JUDGES_OTHERS = {
  id: false,
  turns: true,
  state_overrides: false,
  params: false,
  series: true,
  start: true,
  interventions: false,
  use_symbolism: false,
  members: true,
  seed: false,
  gravity: true,
  observations: true,
  mode: true,
  forecast: false,
  assess: true,
  trace: true,
  group: false,
  meta: false,
} satisfies Record<keyof ScenarioConfig, boolean>;

/** Problems that are there whatever the other keys say. */
const OF_NAMES: ReadonlySet<string> = new Set([
  'unknown-name',
  'measured-overlay',
  'dataset-unknown',
]);

/** All problems of a line, whether there are more than are told, and what is warned of besides. */
export interface LineProblems {
  readonly problems: readonly Failure[];
  readonly hasMore: boolean;
  readonly warnings: readonly Warning[];
}

/**
 * Every problem of a line that fails: what is wrong is taken out of it and the rest is looked at
 * again. What may be wrong only because something was taken out does not count.
 * @param first the failure of the line
 */
export function listProblems(world: World, line: Line, first: Failure): LineProblems {
  const value = line.cut === undefined ? readObject(line.bytes) : null;
  if (value === null) return { problems: [first], hasMore: false, warnings: [] };
  const alone: World = { ...world, decode: { ...world.decode, countsOthers: false } };
  const rest = new Remainder(value);
  const warnings = new Map<string, Warning>();
  const judge = (): Failure | null => {
    const decoded = attempt(() => decodeScenarioValue(value, alone.decode));
    if (isFailure(decoded)) return explainByModel(decoded, world.compiled.model);
    const checked = checkConfig(alone, decoded.config, line.bytes.length);
    for (const warning of checked.warnings) {
      const told = { ...warning, path: rest.pathInLine(warning.path) };
      if (rest.isProblem({ ...told, stage: 'initialise' }))
        warnings.set(JSON.stringify(told), told);
    }
    return checked.failure;
  };
  const problems: Failure[] = [];
  let found = judge();
  // some faults are in the bytes only
  if (found?.type !== first.type || found.path !== first.path) {
    const faults = listKeyFaults(line.bytes, world.decode, TOLD_PROBLEMS + 1);
    const ofBytes = faults.length === 0 ? [first] : faults;
    problems.push(...ofBytes);
    if (ofBytes.filter((fault) => rest.takeOut(fault)).length > 0) found = judge();
  }
  while (found !== null && problems.length <= TOLD_PROBLEMS) {
    const told = { ...found, path: rest.pathInLine(found.path) };
    if (rest.isProblem(told)) problems.push(told);
    if (!rest.takeOut(told)) break;
    found = judge();
  }
  const hasMore = problems.length > TOLD_PROBLEMS;
  return {
    problems: problems.slice(0, TOLD_PROBLEMS),
    hasMore,
    warnings: [...warnings.values()],
  };
}

/** A place in what is left of a line. */
interface Place {
  readonly parent: object;
  readonly key: string;
  /** As it is now, and as the line has it. */
  readonly path: string;
  readonly pathInLine: string;
}

/** Something that was taken out. */
interface Taken {
  readonly path: string;
  /** Its key and what it held; empty when it was only a name that nothing has. */
  readonly text: string;
}

/** Failures write keys that are no plain words in brackets, or not. */
const plainPath = (path: string): string => path.replaceAll(/\["([^"]*)"\]/g, '.$1');

const isWithin = (inner: string, outer: string): boolean =>
  inner.startsWith(outer) && /^([.[]|$)/.test(inner.slice(outer.length));

/** The value of a line that things are taken out of. */
class Remainder {
  readonly #value: Record<string, unknown>;
  /** Array → the indexes its items have in the line. */
  readonly #indexes = new Map<object, readonly number[]>();
  readonly #taken: Taken[] = [];

  constructor(value: Record<string, unknown>) {
    this.#value = value;
  }

  /** A path of what is left as the line has it. */
  pathInLine(path: string | undefined): string | undefined {
    if (path === undefined || this.#indexes.size === 0) return path;
    for (const place of this.#places(this.#value))
      if (place.path === plainPath(path)) return place.pathInLine;
    return path;
  }

  /** False for what may be a consequence of what was taken out. */
  isProblem({
    type,
    stage,
    path,
    message,
  }: Pick<Failure, 'stage' | 'path' | 'message'> & { readonly type: string }): boolean {
    const names = message.match(/"[^"]+"/g) ?? [];
    return this.#taken.every(({ path: taken, text }) => {
      if (path === undefined || isWithin(taken, plainPath(path))) return false;
      const [top = ''] = taken.split(/[.[]/);
      // a key nobody knows may have been meant as any
      const judges =
        !Object.hasOwn(JUDGES_OTHERS, top) || JUDGES_OTHERS[top as keyof ScenarioConfig]; // its key
      if (judges && stage !== 'decode' && !OF_NAMES.has(type)) return false;
      return !names.some((name) => text.includes(name));
    });
  }

  /**
   * Takes out what is at the path of a failure, as the line has it, or what would hold it.
   * @returns false where there is nothing
   */
  takeOut({ path, type }: Failure): boolean {
    const place = [...this.#places(this.#value)].findLast(({ pathInLine }) =>
      isWithin(plainPath(path ?? ''), pathInLine),
    );
    if (place === undefined) return false;
    const { parent, key, pathInLine } = place;
    const held: unknown = Reflect.get(parent, key);
    const text = OF_NAMES.has(type) ? '' : JSON.stringify({ [key]: held });
    this.#taken.push({ path: pathInLine, text });
    if (!Array.isArray(parent)) return Reflect.deleteProperty(parent, key);
    this.#indexes.set(parent, this.#indexesOf(parent).toSpliced(Number(key), 1));
    parent.splice(Number(key), 1);
    return true;
  }

  #indexesOf(items: readonly unknown[]): readonly number[] {
    return this.#indexes.get(items) ?? items.map((_, index) => index);
  }

  /** Every place, what holds others before them. */
  *#places(parent: object, path = '', pathInLine = ''): Generator<Place> {
    const indexes = Array.isArray(parent) ? this.#indexesOf(parent) : null;
    for (const [key, held] of Object.entries(parent)) {
      const step = (each: number | string): string =>
        indexes !== null ? `[${each}]` : path === '' ? key : `.${key}`;
      const place = {
        parent,
        key,
        path: path + step(key),
        pathInLine: pathInLine + step(indexes?.[Number(key)] ?? key),
      };
      yield place;
      if (typeof held === 'object' && held !== null)
        yield* this.#places(held, place.path, place.pathInLine);
    }
  }
}
