import { Refused, type Refusals } from './refusal.ts';
import { expandMacros, type Macro } from './expand-macros.ts';
import { readMacro } from './mdl/read-macro.ts';
import { readDefinition } from './mdl/read-definition.ts';
import { splitDefinitions } from './mdl/split-definitions.ts';
import type { ModelData } from './data/data-files.ts';
import type { SourceDefinition, SourceDimension, SourceModel } from './source-model.ts';

/** Reads a Vensim file (.mdl); what is not understood goes to `refusals`. */
export function readVensim(
  text: string,
  name: string,
  data: ModelData,
  refusals: Refusals,
): SourceModel {
  const { definitions, macros } = refusals.attempt(null, () => splitDefinitions(text)) ?? {
    definitions: [],
    macros: [],
  };
  const read: SourceDefinition[] = [];
  const dimensions: SourceDimension[] = [];
  const known = new Map<string, Macro>();
  for (const macro of macros)
    refusals.attempt(macro.line, () => {
      const understood = readMacro(macro, data, refusals);
      known.set(understood.key, understood);
    });
  for (const raw of definitions)
    refusals.attempt(raw.line, () => {
      const definition = readDefinition(raw, data);
      if ('rhs' in definition) read.push(definition);
      else dimensions.push(definition);
    });
  if (read.length === 0 && refusals.list.length === 0)
    refusals.add(null, new Refused('the file', 'it holds no equation', 'give a model of Vensim'));
  return {
    dialect: 'vensim',
    name,
    clock: null,
    dimensions,
    definitions: expandMacros(read, known, refusals),
  };
}
