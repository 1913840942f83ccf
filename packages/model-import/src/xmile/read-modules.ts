import type { XmlElement } from '@rgrove/parse-xml';
import { mapCalls, mapReferences } from '../map-expr.ts';
import { Refused } from '../refusal.ts';
import { keyOf, type SourceDefinition } from '../source-model.ts';
import { elementsOf } from './elements.ts';

/** What connects an input of a module: key of the input → key of the variable outside. */
export type Connections = ReadonlyMap<string, string>;

/** A name as it is written across modules: `.area` and `area` are of the main model. */
const outside = (written: string): string => keyOf(written.replace(/^\./, ''));

/** The connections of a `<module>`. @throws Refused for two of one input */
export function readConnections(module: XmlElement, name: string): Connections {
  const connections = new Map<string, string>();
  for (const { attributes } of elementsOf(module, 'connect')) {
    const written = keyOf(attributes['to'] ?? '');
    const prefix = `${keyOf(name)}.`;
    const to = written.startsWith(prefix) ? written.slice(prefix.length) : written;
    const from = outside(attributes['from'] ?? '');
    if (to === '' || from === '' || connections.has(to))
      throw new Refused(
        `<connect to="${to}">`,
        'it does not connect one variable with one other',
        'give to and from once',
      );
    connections.set(to, from);
  }
  return connections;
}

/**
 * The variables of a module under names of the main model, `module.variable`; what is connected
 * is read where it comes from.
 */
export function placeModule(
  name: string,
  definitions: readonly SourceDefinition[],
  connections: Connections,
): SourceDefinition[] {
  const own = new Set([...definitions.map(({ key }) => key), ...connections.keys()]);
  const placed = (key: string): string => connections.get(key) ?? `${keyOf(name)}.${key}`;
  return definitions.map((definition): SourceDefinition => {
    const { rhs } = definition;
    const base = { ...definition, key: placed(definition.key), name: `${name}.${definition.name}` };
    if (rhs.kind !== 'expr') return base;
    const referred = mapReferences(rhs.expr, (ref) => {
      const key = own.has(ref.varName) ? ref.varName : keyOf(ref.varName);
      return own.has(key) ? { ...ref, varName: placed(key) } : ref;
    });
    // tables are called like functions
    const expr = mapCalls(referred, (call) =>
      own.has(keyOf(call.fnName)) ? { ...call, fnName: placed(keyOf(call.fnName)) } : call,
    );
    return { ...base, rhs: { kind: 'expr', expr } };
  });
}
