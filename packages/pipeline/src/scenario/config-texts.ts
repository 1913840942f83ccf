import { encodeConfig, printNumber } from '@pulse-stream/codec/internal';
import type { ScenarioConfig } from '@pulse-stream/worldstate';
import { canonicalJson, type GivenConfig } from '@pulse-stream/worldstate/internal';
import { splitConfig, type TraceTexts } from './record.ts';

/** A config as its record repeats it, and as its trace id sees it. */
export interface ConfigTexts extends TraceTexts {
  readonly echo: string;
}

/** No id and no name of a slot can be these. */
const ID = '\u0001id';
const SLOT = '\u0001slot';
const OVERRIDES = JSON.stringify({ [SLOT]: 0 });
const PLACES = [JSON.stringify(ID), OVERRIDES];

/**
 * The texts of configs that differ in id and overrides only, without walking through all of their
 * keys: those are cut out of an example once.
 */
export class ConfigWriter {
  readonly #echo: readonly string[];
  readonly #hasOverrides: boolean;
  readonly #rest: string;

  /**
   * @param example a config that gives its id, its overrides and its shape only
   * @param given what its line said
   */
  constructor(example: ScenarioConfig, given: GivenConfig) {
    this.#hasOverrides = given.state_overrides !== undefined;
    this.#echo = cutAt(encodeConfig(markPlaces(given, this.#hasOverrides)));
    this.#rest = splitConfig(example).rest;
  }

  write({ id, state_overrides: overrides }: ScenarioConfig, idText: string): ConfigTexts {
    const names = Object.keys(overrides);
    let isSorted = true;
    for (let index = 1; index < names.length; index += 1)
      if ((names[index - 1] as string) > (names[index] as string)) isSorted = false; // in range
    const echoed = printOverrides(names, overrides);
    return {
      echo: fill(this.#echo, [
        ...(id === undefined ? [] : [idText]),
        ...(this.#hasOverrides ? [echoed] : []),
      ]),
      rest: this.#rest,
      id: id ?? '',
      overrides: isSorted ? echoed : printOverrides(names.toSorted(compareUnits), overrides),
    };
  }
}

/** The canonical texts of configs, one after the other: a key says mostly what it said before. */
export class CanonicalConfig {
  readonly #last = new Map<string, { readonly value: unknown; readonly text: string }>();
  /** Keys of the last config, sorted. */
  #keys: readonly string[] = [];
  #known: ReadonlySet<string> = new Set();

  /** As `splitConfig`. */
  split(config: ScenarioConfig): TraceTexts {
    const { id = '', state_overrides: overrides } = config;
    let rest = '';
    for (const key of this.#sortedKeys(config)) {
      const value: unknown = config[key as keyof ScenarioConfig]; // a key of it
      if (value === undefined || key === 'id' || key === 'state_overrides') continue;
      let last = this.#last.get(key);
      // what is no object is equal to itself alone, and an object that is the same has not changed
      if (last === undefined || last.value !== value) {
        last = { value, text: `${JSON.stringify(key)}:${canonicalJson(value)}` };
        this.#last.set(key, last);
      }
      rest += rest === '' ? last.text : `,${last.text}`;
    }
    return { rest: `{${rest}}`, id, overrides: canonicalJson(overrides) };
  }

  #sortedKeys(config: ScenarioConfig): readonly string[] {
    const keys = Object.keys(config);
    const isKnown = keys.length === this.#keys.length && keys.every((key) => this.#known.has(key));
    if (!isKnown) {
      this.#keys = keys.toSorted();
      this.#known = new Set(keys);
    }
    return this.#keys;
  }
}

/** The canonical JSON of a config without an id before its overrides, and after them. */
export function cutCanonical(example: ScenarioConfig): string[] {
  return cutAt(canonicalJson(markPlaces(example, true)));
}

function markPlaces(example: GivenConfig, hasOverrides: boolean): GivenConfig {
  const cut: GivenConfig = { ...example };
  if (hasOverrides) cut.state_overrides = { [SLOT]: 0 };
  if (example.id !== undefined) cut.id = ID;
  return cut;
}

const compareUnits = (a: string, b: string): number => (a < b ? -1 : 1);

function printOverrides(
  names: readonly string[],
  overrides: Readonly<Record<string, number>>,
): string {
  let text = '{';
  for (const name of names)
    // a name of a slot needs no escapes
    text += `${text === '{' ? '' : ','}"${name}":${printNumber(overrides[name] ?? 0, null)}`;
  return `${text}}`;
}

function cutAt(text: string): string[] {
  const pieces = [text];
  for (const place of PLACES) {
    const last = pieces.pop() ?? '';
    pieces.push(...last.split(place));
  }
  return pieces;
}

/** The id comes before the overrides. */
function fill([first = '', ...pieces]: readonly string[], texts: readonly string[]): string {
  return pieces.reduce((text, piece, index) => text + (texts[index] ?? '') + piece, first);
}
