import { formatPath, type PathStep } from '@pulse-stream/codec/internal';
import { MODEL_DEPTH } from './json-syntax.ts';

/**
 * A copy of an object that JSON can hold as it is.
 * @throws TypeError naming the place of NaN, an infinite number, a bigint, a symbol, a function, a
 *   cycle or nesting deeper than 64, or when `item` is no object
 */
export function toWritableValue(item: unknown): object {
  if (typeof item !== 'object' || item === null || Array.isArray(item) || ArrayBuffer.isView(item))
    throw new TypeError('only an object can be a line');
  // A plain object in gives a plain object out.
  return copy(item, []) as object;
}

function copy(value: unknown, place: readonly PathStep[]): unknown {
  if (place.length > MODEL_DEPTH)
    throw new TypeError(
      `nested more than ${MODEL_DEPTH} deep, or in a circle: ${formatPath(place.slice(0, 3))}…`,
    );
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw refuse(`${value}`, place);
      return value === 0 ? 0 : value;
    case 'object':
      return value === null ? null : copyObject(value, place);
    default:
      throw refuse(`a ${typeof value}`, place);
  }
}

function copyObject(value: object, place: readonly PathStep[]): unknown {
  if (Array.isArray(value)) return value.map((item, index) => copy(item, [...place, index]));
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    // Every view but DataView is a typed array; its numbers are checked like any others.
    const items = Array.from(value as unknown as ArrayLike<unknown>);
    return items.map((item, index) => copy(item, [...place, index]));
  }
  if ('toJSON' in value && typeof value.toJSON === 'function') return copy(value.toJSON(), place);
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === Object.prototype || prototype === null;
  if (!isPlain && Object.keys(value).length === 0)
    throw refuse(`a ${value.constructor.name}`, place);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, copy(item, [...place, key])]));
}

function refuse(what: string, place: readonly PathStep[]): TypeError {
  const where = place.length === 0 ? '' : ` at ${formatPath(place)}`;
  return new TypeError(`${what}${where} cannot be written as JSON`);
}
