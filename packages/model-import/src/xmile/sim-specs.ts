import type { XmlElement } from '@rgrove/parse-xml';
import { Refused } from '../refusal.ts';
import type { SourceClock } from '../source-model.ts';
import { elementOf, textOf } from './elements.ts';

/** When a model of XMILE runs. @throws Refused */
export function readSimSpecs(specs: XmlElement | null, line: number | null): SourceClock {
  if (specs === null)
    throw new Refused('<sim_specs>', 'the file does not say when the model runs', 'add it');
  const number = (name: string, text: string): number => {
    const value = Number(text);
    if (text === '' || !Number.isFinite(value))
      throw new Refused(`<${name}>`, `"${text}" is no number`, 'write a number');
    return value;
  };
  const read = (name: string): number => number(name, textOf(elementOf(specs, name)));
  const dtElement = elementOf(specs, 'dt');
  const isReciprocal = dtElement?.attributes['reciprocal']?.toLowerCase() === 'true';
  const written = dtElement === null ? 1 : read('dt');
  const dt = isReciprocal ? 1 / written : written;
  const interval = specs.attributes['isee:save_interval'] ?? specs.attributes['save_interval'];
  return {
    names: { end: '<stop>', dt: '<dt>', save: 'save_interval' },
    line,
    start: read('start'),
    end: read('stop'),
    dt,
    save: interval === undefined ? dt : number('save_interval', interval),
    method: methodOf(specs.attributes['method']),
    unit: specs.attributes['time_units'] ?? '',
  };
}

function methodOf(written = 'Euler'): 'euler' | 'rk4' {
  const first = written.split(',')[0]?.trim().toLowerCase() ?? '';
  if (first === 'euler') return 'euler';
  if (first === 'rk4') return 'rk4';
  throw new Refused(
    `method="${written}"`,
    'this method of integration has no counterpart',
    'use Euler or RK4',
  );
}
