import { formatPath, type PathStep } from './format-path.ts';
import {
  BACKSLASH,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
} from './ascii.ts';
import { readKey } from './key-ledger.ts';

/**
 * Where in the value the byte `at` lies, e.g. `forecast.events[0].when`; the key that starts at `at`
 * is the last step. Slow, for failures only.
 * @param bytes valid JSON from `start` up to `at`
 */
export function locatePath(bytes: Uint8Array, start: number, at: number): string {
  const steps: (PathStep | null)[] = [];
  let expectsKey = false;
  for (let index = start; index <= at; index++) {
    const step = steps.at(-1);
    switch (bytes[index]) {
      case OPEN_OBJECT:
        steps.push(null);
        expectsKey = true;
        break;
      case OPEN_ARRAY:
        steps.push(0);
        expectsKey = false;
        break;
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        steps.pop();
        expectsKey = false;
        break;
      case COMMA:
        expectsKey = typeof step !== 'number';
        if (typeof step === 'number') steps[steps.length - 1] = step + 1;
        break;
      case COLON:
        expectsKey = false;
        break;
      case QUOTE: {
        const close = closingQuote(bytes, index + 1);
        if (expectsKey) steps[steps.length - 1] = readKeyLoosely(bytes, index + 1, close);
        index = close;
        break;
      }
      default:
    }
  }
  return formatPath(steps.filter((step) => step !== null));
}

/** Index of the quote that ends a string, or the end of a string that is not closed. */
function closingQuote(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at += 1;
    else if (bytes[at] === QUOTE) return at;
  }
  return bytes.length;
}

/** The text of a key, which may hold the fault itself and go on into bytes nobody has scanned. */
function readKeyLoosely(bytes: Uint8Array, from: number, to: number): string {
  try {
    return readKey(bytes, from, to);
  } catch {
    return '?';
  }
}
