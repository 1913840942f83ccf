import type { XmlElement } from '@rgrove/parse-xml';
import { Refused } from '../refusal.ts';
import { elementOf, textOf } from './elements.ts';

/** The points of a graphical function. @throws Refused */
export function readTablePoints(gf: XmlElement): [number, number][] {
  const type = gf.attributes['type'] ?? 'continuous';
  if (type !== 'continuous')
    throw new Refused(
      `<gf type="${type}">`,
      'only continuous functions have a counterpart',
      'make it continuous',
    );
  if ((gf.attributes['discrete'] ?? 'false') !== 'false')
    throw new Refused(
      '<gf discrete>',
      'only continuous functions have a counterpart',
      'make it continuous',
    );
  const y = numbersOf(gf, 'ypts');
  const scale = elementOf(gf, 'xscale');
  const x = elementOf(gf, 'xpts') === null ? spread(scale, y.length) : numbersOf(gf, 'xpts');
  if (x.length !== y.length || y.length === 0)
    throw new Refused('<gf>', `it has ${x.length} x for ${y.length} y`, 'give as many of both');
  return x.map((at, index) => [at, y[index] ?? 0]);
}

function numbersOf(gf: XmlElement, name: string): number[] {
  const element = elementOf(gf, name);
  const separator = element?.attributes['sep'] ?? ',';
  return textOf(element)
    .split(separator === ' ' ? /\s+/ : separator)
    .map((part) => {
      const value = Number(part);
      if (part.trim() === '' || !Number.isFinite(value))
        throw new Refused(`<${name}>`, `"${part}" is no number`, 'write numbers');
      return value;
    });
}

function spread(scale: XmlElement | null, count: number): number[] {
  const [low, high] = [Number(scale?.attributes['min']), Number(scale?.attributes['max'])];
  if (!(low < high) || count < 2)
    throw new Refused('<xscale>', 'it does not say where the points lie', 'give min and max');
  return Array.from({ length: count }, (_, index) => low + ((high - low) * index) / (count - 1));
}
