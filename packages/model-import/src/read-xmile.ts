import { parseXml, XmlElement, XmlError } from '@rgrove/parse-xml';
import { Refused, REPLACE, type Refusals } from './refusal.ts';
import {
  keyOf,
  MOST_ELEMENTS,
  MOST_VARIABLES,
  TOO_MANY,
  type SourceClock,
  type SourceDefinition,
  type SourceDimension,
  type SourceModel,
} from './source-model.ts';
import { elementOf, elementsOf, textOf } from './xmile/elements.ts';
import { readSimSpecs } from './xmile/sim-specs.ts';
import { placeModule, readConnections, type Connections } from './xmile/read-modules.ts';
import { nameOf, readVariable, type Defaults } from './xmile/read-variable.ts';

/** What an XMILE file may hold beside the model: how it looks, and who made it. */
const HARMLESS = new Set([
  'header',
  'sim_specs',
  'dimensions',
  'model',
  'behavior',
  'model_units',
  'equation_prefs',
  'style',
  'default_format',
  'data',
]);
const VARIABLES = new Set(['stock', 'flow', 'aux', 'gf']);

/** Reads an XMILE file (.xmile, .stmx); what is not understood goes to `refusals`. */
export function readXmile(text: string, name: string, refusals: Refusals): SourceModel {
  const lines = new LineFinder(text);
  const empty: SourceModel = {
    dialect: 'xmile',
    name,
    clock: null,
    dimensions: [],
    definitions: [],
  };
  const root = refusals.attempt(null, () => parse(text, lines));
  if (root === null) return empty;
  const refuse = (element: XmlElement, message: string, way = REPLACE): void =>
    refusals.add(lines.of(element), new Refused(`<${element.name}>`, message, way));
  for (const element of elementsOf(root))
    if (element.name === 'data' && elementsOf(element).some(({ name: kind }) => kind !== 'export'))
      refuse(element, 'data from other files is not read', 'write it as a graphical function');
    else if (!HARMLESS.has(element.name) && !element.name.includes(':'))
      refuse(element, 'it has no counterpart');
  const [model, ...others] = elementsOf(root, 'model');
  if (model === undefined) {
    refuse(root, 'the file has no <model>', 'give a model of XMILE');
    return empty;
  }
  const specs = elementOf(model, 'sim_specs') ?? elementOf(root, 'sim_specs');
  const all = elementsOf(root, 'model').flatMap((of) =>
    elementsOf(of, 'variables').flatMap((list) => elementsOf(list)),
  );
  const excess = all[MOST_VARIABLES];
  if (excess !== undefined) {
    refusals.add(null, TOO_MANY(lines.of(excess)));
    return empty;
  }
  const place = specs === null ? null : lines.of(specs);
  const clock = refusals.attempt(place, () => readSimSpecs(specs, place));
  const dimensions = readDimensions(root, lines, refusals);
  const read = (of: XmlElement, inputs: Connections): SourceDefinition[] =>
    readVariables(of, inputs, readBehavior(root, of), dimensions, lines, refusals, refuse);
  const definitions = [
    ...read(model, new Map()),
    ...readModules(model, others, lines, refusals, read),
  ];
  if (definitions.length === 0 && refusals.list.length === 0)
    refuse(
      model,
      elementsOf(model).some(({ name: kind }) => VARIABLES.has(kind))
        ? 'its variables stand outside of <variables>, as in files that are older than XMILE 1.0'
        : 'it has no variable',
      'save it again from a program that writes XMILE 1.0',
    );
  return { dialect: 'xmile', name, clock: clock ?? NO_CLOCK, dimensions, definitions };
}

/** Stands where the clock was refused: nothing is made of it. */
const NO_CLOCK: SourceClock = {
  names: { end: '', dt: '', save: '' },
  line: null,
  start: 0,
  end: 1,
  dt: 1,
  save: 1,
  method: 'euler',
  unit: '',
};

function parse(text: string, lines: LineFinder): XmlElement {
  const type = text.search(/<!DOCTYPE/i);
  if (type !== -1)
    throw new Refused(
      '<!DOCTYPE>',
      'a file that declares a document type is not read',
      'remove the declaration',
      lines.at(type),
    );
  let root: XmlElement | null;
  try {
    root = parseXml(text, { includeOffsets: true }).root;
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    // what it says of the place stands before it, and below it the line once more
    const message = error.message.replace(/ \(line .*/s, '');
    throw new Refused(
      error.excerpt.trim() === '' ? 'the end of the file' : error.excerpt,
      `this is no XML: ${message}`,
      'mend it, or save the file again',
      error.line,
    );
  }
  if (root?.name !== 'xmile')
    throw new Refused(
      `<${root?.name ?? ''}>`,
      'the file is no XMILE',
      'give a file that begins with <xmile>',
      root === null ? null : lines.of(root),
    );
  return root;
}

/** Finds lines of elements. */
export class LineFinder {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1))
      this.#starts.push(at + 1);
  }

  of({ start }: XmlElement): number {
    return this.at(start);
  }

  /** @param offset of a character */
  at(offset: number): number {
    let [low, high] = [0, this.#starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }
}

function readDimensions(
  root: XmlElement,
  lines: LineFinder,
  refusals: Refusals,
): SourceDimension[] {
  const all = elementOf(root, 'dimensions');
  if (all === null) return [];
  return elementsOf(all, 'dim').flatMap((dim) => {
    const line = lines.of(dim);
    const read = refusals.attempt(line, (): SourceDimension => {
      const name = dim.attributes['name'] ?? '';
      const size = Number(dim.attributes['size'] ?? 0);
      const named = elementsOf(dim, 'elem').map(({ attributes }) => attributes['name'] ?? '');
      if (named.length === 0 && !(Number.isInteger(size) && size >= 1 && size <= MOST_ELEMENTS))
        throw new Refused(
          `<dim name="${name}">`,
          'it has no elements',
          'give it <elem>s or a size',
        );
      const elements =
        named.length > 0 ? named : Array.from({ length: size }, (_, index) => String(index + 1));
      return {
        name,
        key: keyOf(name),
        members: elements.map(keyOf),
        names: new Map(elements.map((element) => [keyOf(element), element])),
        mappings: [],
        alias: null,
        line,
      };
    });
    return read === null ? [] : [read];
  });
}

/** What holds for every stock or flow that does not say otherwise. */
function readBehavior(root: XmlElement, model: XmlElement): Defaults {
  const behaviors = [root, model].flatMap((parent) => elementsOf(parent, 'behavior'));
  const isSet = (kind: string): boolean =>
    behaviors.some(
      (behavior) =>
        isTrue(elementOf(behavior, 'non_negative')) ||
        elementsOf(behavior, kind).some((of) => isTrue(elementOf(of, 'non_negative'))),
    );
  return { stock: isSet('stock'), flow: isSet('flow') };
}

const isTrue = (element: XmlElement | null): boolean =>
  element !== null && textOf(element).toLowerCase() !== 'false';

function readVariables(
  model: XmlElement,
  inputs: Connections,
  defaults: Defaults,
  dimensions: readonly SourceDimension[],
  lines: LineFinder,
  refusals: Refusals,
  refuse: (element: XmlElement, message: string) => void,
): SourceDefinition[] {
  const list = elementOf(model, 'variables');
  const definitions: SourceDefinition[] = [];
  const elements = new Map(dimensions.map(({ key, members }) => [key, members]));
  for (const element of list === null ? [] : elementsOf(list)) {
    if (element.name === 'group' || element.name === 'module' || element.name.includes(':'))
      continue;
    if (!VARIABLES.has(element.name)) {
      refuse(element, 'it has no counterpart');
      continue;
    }
    // what is connected is read where it comes from, whatever stands here
    if (inputs.has(keyOf(nameOf(element.attributes['name'] ?? '')))) continue;
    const line = lines.of(element);
    const read = refusals.attempt(line, () => readVariable(element, line, defaults, elements));
    definitions.push(...(read ?? []));
  }
  return definitions;
}

/** The variables of all modules of the main model, each under the name of its module. */
function readModules(
  main: XmlElement,
  others: readonly XmlElement[],
  lines: LineFinder,
  refusals: Refusals,
  read: (model: XmlElement, connections: Connections) => SourceDefinition[],
): SourceDefinition[] {
  const byName = new Map(others.map((other) => [keyOf(other.attributes['name'] ?? ''), other]));
  const modulesOf = (model: XmlElement): XmlElement[] =>
    elementsOf(model, 'variables').flatMap((list) => elementsOf(list, 'module'));
  const used = new Set<XmlElement>();
  const definitions = modulesOf(main).flatMap((module) => {
    const name = module.attributes['name'] ?? '';
    const placed = refusals.attempt(lines.of(module), () => {
      const model = byName.get(keyOf(name));
      if (model === undefined || used.has(model) || modulesOf(model).length > 0)
        throw new Refused(
          `<module name="${name}">`,
          'it is not one model of the file without modules',
          'put all variables into one model',
        );
      used.add(model);
      const connections = readConnections(module, name);
      return placeModule(name, read(model, connections), connections);
    });
    return placed ?? [];
  });
  for (const other of others)
    if (!used.has(other))
      refusals.add(
        lines.of(other),
        new Refused(
          `<model name="${other.attributes['name'] ?? ''}">`,
          'no module of the main model is this model',
          'remove it, or add the module',
        ),
      );
  return definitions;
}
