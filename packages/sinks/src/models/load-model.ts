import { PulseError } from '@pulse-stream/worldstate';
import { readBounded } from '../files/read-bounded.ts';
import { readYamlText, type LoadedModel } from './read-yaml-text.ts';

/** Largest model file. The largest shipped one has some ten thousand bytes. */
const MODEL_BYTES = 8 * 1024 * 1024;

/**
 * Reads a model file: JSON when it is named `.json`, else YAML 1.2 (core schema; one document, no
 * tags beyond the core ones, no key twice, aliases bounded).
 * @param onFault is told in a line, `file:line:column: message (hint)`, of every place that YAML
 *   reads otherwise than it was meant (an expression cut at its comma, a merge key), and the value
 *   is what was meant, so that everything else that is wrong can be looked for. Without it such a
 *   place is refused.
 * @throws PulseError `input-unreadable`: it cannot be read; `model-invalid`: its syntax is wrong,
 *   with `file:line:column` in the message and in `problems`
 */
export function loadModel(path: string, onFault?: (line: string) => void): LoadedModel {
  return readYamlText(readModelText(path), path, 'model-invalid', onFault);
}

/**
 * The text of a model file.
 * @throws PulseError `input-unreadable`; `model-invalid` for what is too large or no text
 */
export function readModelText(path: string): string {
  const bytes = readBounded(path, MODEL_BYTES);
  if (bytes === null)
    throw new PulseError('model-invalid', `${path} is larger than ${MODEL_BYTES} bytes`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new PulseError('model-invalid', `${path} is not UTF-8 text`, { cause: error });
  }
}
