import { readFileSync, statSync } from 'node:fs';
import { PulseError, type Problem } from '@pulse-stream/worldstate';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { findJsonFault } from './json-syntax.ts';
import { locatePath } from './locate-problem.ts';
import { wrapSystemError } from './system-error.ts';
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

/** Largest model file. The largest shipped one has some ten thousand bytes. */
const MODEL_BYTES = 8 * 1024 * 1024;

/**
 * Reads a model file: JSON when it is named `.json`, else YAML 1.2 (core schema; one document, no
 * tags beyond the core ones, no key twice, aliases bounded).
 * @throws PulseError `input-unreadable`: it cannot be read; `model-invalid`: its syntax is wrong,
 *   with `file:line:column` in the message and in `problems`
 */
export function loadModel(path: string): LoadedModel {
  const text = readText(path);
  const lines = new LineCounter();
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${path}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const refuse = (offset: number, message: string, hint?: string): never => {
    const where = at(offset);
    throw new PulseError('model-invalid', `${where}: ${message}${hint ? ` (${hint})` : ''}`, {
      problems: [{ path: '', message, hint }],
    });
  };

  // The parser also fills `lines`; JSON is a part of YAML, so it gives places in both.
  const document = parseYaml(text, lines);
  if (/\.json$/i.test(path)) {
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
      value: readYamlValue(document, aliases),
      locate: ({ path: place, column }) => at(locatePath(document, aliases, text, place, column)),
    };
  } catch (caught) {
    if (caught instanceof YamlValueError) return refuse(caught.offset, caught.message);
    throw caught;
  }
}

function readText(path: string): string {
  let bytes: Uint8Array;
  const tooLarge = `${path} is larger than ${MODEL_BYTES} bytes`;
  try {
    // looked at before it is read; a pipe has no size before
    if (statSync(path).size > MODEL_BYTES) throw new PulseError('model-invalid', tooLarge);
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof PulseError) throw error;
    throw wrapSystemError('input-unreadable', `cannot read ${path}`, error);
  }
  if (bytes.length > MODEL_BYTES) throw new PulseError('model-invalid', tooLarge);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new PulseError('model-invalid', `${path} is not UTF-8 text`, { cause: error });
  }
}

function parseYaml(text: string, lineCounter: LineCounter): Document.Parsed {
  return parseDocument(text, {
    version: '1.2',
    schema: 'core',
    merge: false,
    uniqueKeys: true,
    strict: true,
    resolveKnownTags: false,
    prettyErrors: false,
    logLevel: 'error',
    lineCounter,
  });
}
