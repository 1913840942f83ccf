import type { Entity } from './entities.ts';

/** Longest unit and description of the language. */
const LONGEST_UNIT = 64;
const LONGEST_TEXT = 2000;

/** A range of Vensim's sliders is written behind the unit. */
function splitRange(units: string): { readonly unit: string; readonly range: string } {
  const text = units.trim();
  const at = text.endsWith(']') ? text.lastIndexOf('[') : -1;
  return at === -1
    ? { unit: text, range: '' }
    : { unit: text.slice(0, at).trim(), range: text.slice(at) };
}

/** Unit and description of an entity that the file defines. */
export function describe({ definition, isAdded }: Entity): {
  readonly unit?: string;
  readonly description?: string;
} {
  if (isAdded) return {};
  const { unit, range } = splitRange(definition.units);
  const parts = [
    definition.comment,
    ...(unit.length > LONGEST_UNIT ? [`unit: ${unit}`] : []),
    ...(range === '' ? [] : [`range ${range}`]),
  ].filter((part) => part !== '');
  return {
    ...(unit === '' || unit.length > LONGEST_UNIT ? {} : { unit }),
    ...(parts.length === 0 ? {} : { description: parts.join('; ').slice(0, LONGEST_TEXT) }),
  };
}

/** A table has no unit of its own. */
export function longestComment(entity: Entity): { readonly description?: string } {
  const { unit, description } = describe(entity);
  const parts = [description, unit === undefined ? undefined : `unit: ${unit}`];
  const text = parts.filter((part) => part !== undefined).join('; ');
  return text === '' ? {} : { description: text.slice(0, LONGEST_TEXT) };
}
