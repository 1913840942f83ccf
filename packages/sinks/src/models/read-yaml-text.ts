import { PulseError } from '@pulse-stream/worldstate';
import type { Problem } from '@pulse-stream/worldstate/internal';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { beforeQuoting, findCutExpressions, quoteExpressions } from './cut-expressions.ts';
import { findJsonFault } from '../ndjson/json-syntax.ts';
import { locatePath } from './locate-problem.ts';
import { explainYamlFault } from './yaml-fault.ts';
import { readYamlValue, resolveAliases, YamlValueError } from './yaml-value.ts';

/** A model file as a plain value, not yet checked against the schema of models. */
export interface LoadedModel {
  readonly value: unknown;
  /**
   * Where a problem of the model stands in its file: `file:line:column`, pointing into the
   * expression when the problem has a column.
   */
  locate(problem: Problem): string;
}

/**
 * Reads the text of a model file, as `loadModel` says. It touches no file: a page has models as well.
 * @param path what its places are called; JSON when it ends with `.json`
 * @param code of the PulseError that refuses it
 */
export function readYamlText(
  written: string,
  path: string,
  code: 'model-invalid' | 'option-invalid',
  onFault?: (line: string) => void,
): LoadedModel {
  const isJson = /\.json$/i.test(path);
  const cuts = isJson ? [] : findCutExpressions(written);
  const text = quoteExpressions(written, cuts);
  const lines = countLines(written);
  const lineOf = (offset: number) => lines.linePos(beforeQuoting(cuts, offset)).line;
  const at = (offset: number) => {
    const { line, col } = lines.linePos(beforeQuoting(cuts, offset));
    return `${path}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const refuse = (offset: number, message: string, hint?: string): never => {
    throw new PulseError(code, describe(at(offset), message, hint), {
      problems: [{ path: '', message, hint }],
    });
  };
  const note = (offset: number, message: string, hint: string): void => {
    if (onFault === undefined) refuse(offset, message, hint);
    else onFault(describe(at(offset), message, hint));
  };

  for (const [index, { start, end, key }] of cuts.entries())
    note(
      start + 2 * index,
      `${key}: YAML ends this expression at a comma or bracket of its own`,
      `put the expression in quotes: "${written.slice(start, end)}"`,
    );
  const document = parseYaml(text); // JSON is a part of YAML: this gives places in both
  if (isJson) {
    const fault = findJsonFault(text);
    if (fault !== null) refuse(fault.offset, fault.message, fault.hint);
  }
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) refuse(error.pos[0], explainYamlFault(error.code));
  const { explicit, version } = document.directives.yaml;
  if (explicit && version !== '1.2') refuse(0, `YAML ${version} is not read`, 'YAML 1.2 is');
  if (document.contents === null) refuse(0, 'the file is empty');
  const aliases = resolveAliases(document);
  try {
    return {
      value: readYamlValue(document, aliases, note),
      locate: ({ path: place, column }) => at(locatePath(document, aliases, text, place, column)),
    };
  } catch (caught) {
    if (caught instanceof YamlValueError) {
      const { offset, message, before } = caught;
      return refuse(
        offset,
        before === null ? message : `${message}, first in line ${lineOf(before)}`,
      );
    }
    throw caught;
  }
}

const describe = (where: string, message: string, hint: string | undefined): string =>
  `${where}: ${message}${hint === undefined ? '' : ` (${hint})`}`;

/** Where the lines of a text begin. */
function countLines(text: string): LineCounter {
  const lines = new LineCounter();
  for (let start = 0; start >= 0; start = text.indexOf('\n', start) + 1 || -1)
    lines.addNewLine(start);
  return lines;
}

function parseYaml(text: string): Document.Parsed {
  return parseDocument(text, {
    version: '1.2',
    schema: 'core',
    merge: false,
    uniqueKeys: false, // refused with their name and both places when the value is read
    strict: true,
    resolveKnownTags: false,
    prettyErrors: false,
    logLevel: 'error',
  });
}
