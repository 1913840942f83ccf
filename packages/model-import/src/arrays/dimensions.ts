import { Refused, type Refusals } from '../refusal.ts';
import type { SourceDimension } from '../source-model.ts';

/** The lists that subscripts run over. */
export class Dimensions {
  readonly #elements = new Map<string, readonly string[]>();
  readonly #source = new Map<string, SourceDimension>();
  /** As written, by key. */
  readonly #names = new Map<string, string>();

  constructor(dimensions: readonly SourceDimension[], refusals: Refusals) {
    for (const dimension of dimensions) {
      this.#source.set(dimension.key, dimension);
      for (const [key, name] of dimension.names) this.#names.set(key, name);
    }
    for (const { key, line } of dimensions)
      refusals.attempt(line, () => this.#elements.set(key, [...new Set(this.#resolve(key, []))]));
    for (const { key, mappings, line } of dimensions)
      for (const { to } of mappings) refusals.attempt(line, () => this.#pairs(key, to));
  }

  #resolve(key: string, way: readonly string[]): readonly string[] {
    if (way.includes(key))
      throw new Refused(this.nameOf(key), 'the dimension is made of itself', 'write its elements');
    const dimension = this.#source.get(key);
    if (dimension === undefined) return [key];
    const inside = [...way, key];
    if (dimension.alias === null)
      return dimension.members.flatMap((member) => this.#resolve(member, inside));
    if (!this.#source.has(dimension.alias))
      throw new Refused(dimension.name, `there is no dimension ${dimension.alias}`, 'define it');
    return this.#resolve(dimension.alias, inside);
  }

  has(key: string): boolean {
    return this.#source.has(key);
  }

  /** Keys of the elements, in order. */
  elementsOf(key: string): readonly string[] {
    return this.#elements.get(key) ?? [];
  }

  isElement(key: string): boolean {
    return !this.has(key) && this.#names.has(key);
  }

  /** A dimension or an element as it is written. */
  nameOf(key: string): string {
    return this.#source.get(key)?.name ?? this.#names.get(key) ?? key;
  }

  /** 1-based place of an element in the largest dimension that holds it; null: it is in none. */
  placeOf(element: string): number | null {
    let largest: readonly string[] = [];
    for (const elements of this.#elements.values())
      if (elements.length > largest.length && elements.includes(element)) largest = elements;
    return largest.length === 0 ? null : largest.indexOf(element) + 1;
  }

  /**
   * The element that a dimension stands for where others are bound.
   * @param bound what the dimensions of the left side stand for
   */
  pick(dimension: string, bound: ReadonlyMap<string, string>): string {
    const own = bound.get(dimension);
    if (own !== undefined) return own;
    const found = new Set<string>();
    for (const [other, element] of bound) {
      if (this.#isAlias(dimension, other)) found.add(element);
      for (const partner of this.#partners(dimension, other, element)) found.add(partner);
    }
    const [only, ...more] = found;
    if (only !== undefined && more.length === 0) return only;
    throw new Refused(
      `[${this.nameOf(dimension)}]`,
      found.size === 0
        ? 'the left side does not say which element is meant'
        : 'more than one element may be meant',
      'write the element, or sum over the dimension',
    );
  }

  #isAlias(a: string, b: string): boolean {
    const rootOf = (key: string): string => this.#source.get(key)?.alias ?? key;
    return rootOf(a) === rootOf(b);
  }

  /** What of `dimension` is mapped with an element of `other`, whichever of them declares it. */
  #partners(dimension: string, other: string, element: string): string[] {
    return [
      ...this.#pairs(dimension, other)
        .filter(([, to]) => to === element)
        .map(([from]) => from),
      ...this.#pairs(other, dimension)
        .filter(([from]) => from === element)
        .map(([, to]) => to),
    ];
  }

  /** The pairs of elements of a mapping `from -> to`. */
  #pairs(from: string, to: string): [string, string][] {
    const own = this.elementsOf(from);
    return (this.#source.get(from)?.mappings ?? [])
      .filter((mapping) => mapping.to === to)
      .flatMap(({ members }): [string, string][] => {
        const targets =
          members.length === 0
            ? this.elementsOf(to).map((key) => [key])
            : members.map((key) => (this.has(key) ? this.elementsOf(key) : [key]));
        if (!this.has(to))
          throw new Refused(
            `${this.nameOf(from)} -> ${to}`,
            'there is no such dimension',
            'define it',
          );
        if (targets.length !== own.length)
          throw new Refused(
            `${this.nameOf(from)} -> ${this.nameOf(to)}`,
            `maps ${own.length} elements on ${targets.length}`,
            'map every element',
          );
        return own.flatMap((key, index) =>
          (targets[index] ?? []).map((target): [string, string] => [key, target]),
        );
      });
  }
}
