import type { Macro } from '../expand-macros.ts';
import type { ModelData } from '../data/data-files.ts';
import { Refused, type Refusals } from '../refusal.ts';
import { keyOf } from '../source-model.ts';
import { readDefinition } from './read-definition.ts';
import type { RawMacro } from './split-definitions.ts';

const HEAD = /^([^(]+)\(([^()]*)\)$/;

/** @throws Refused for a macro with more than one output */
export function readMacro(
  { head, definitions, line }: RawMacro,
  data: ModelData,
  refusals: Refusals,
): Macro {
  const [, name = '', list = ''] = HEAD.exec(head) ?? [];
  if (name.trim() === '' || list.includes(':'))
    throw new Refused(
      `:MACRO: ${head}`,
      'only a macro with one output can be written out',
      'write it out by hand',
    );
  const read = definitions.flatMap((raw) => {
    const definition = refusals.attempt(raw.line, () => readDefinition(raw, data));
    if (definition === null) return [];
    if ('rhs' in definition) return [definition];
    refusals.add(
      raw.line,
      new Refused(definition.name, 'a macro defines no dimension', 'define it outside'),
    );
    return [];
  });
  return {
    key: keyOf(name),
    name: name.trim(),
    parameters: list.split(',').map(keyOf),
    definitions: read,
    line,
  };
}
