import { isObject, own, type Scenario } from './scenario.ts';

/** What a link carries; the model only where it is another one than that of the page. */
export interface Shared {
  readonly model: string | null;
  readonly scenario: Scenario;
}

const START = '#lab=';
/** Letters of a link, and bytes of what it unpacks to: more than any model that people write. */
const MOST_LETTERS = 400_000;
const MOST_BYTES = 2 * 1024 * 1024;

const problem = (why: string): Error => new Error(`The link cannot be read: ${why}.`);

/** The part of an address that says what is on the page. */
export async function writeLink(shared: Shared): Promise<string> {
  const packed = new Blob([JSON.stringify(shared)])
    .stream()
    .pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  const letters = Array.from(bytes, (byte) => String.fromCodePoint(byte)).join('');
  return START + btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Unpacks no more than there is room for: a short link can stand for very much. */
async function unpack(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let [text, size] = ['', 0];
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > MOST_BYTES) throw problem(`it holds more than ${MOST_BYTES} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function bytesOf(letters: string): Uint8Array<ArrayBuffer> {
  try {
    const text = atob(letters.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(text, (character) => character.codePointAt(0) ?? 0);
  } catch {
    throw problem('it is cut off or changed');
  }
}

/**
 * What the hash of an address carries; null: nothing of ours. It is data: the model is parsed and the
 * scenario checked like any other.
 * @throws Error that says to the reader what is wrong
 */
export async function readLink(hash: string): Promise<Shared | null> {
  if (!hash.startsWith(START)) return null;
  const letters = hash.slice(START.length);
  if (letters.length > MOST_LETTERS) throw problem(`it has more than ${MOST_LETTERS} letters`);
  const bytes = bytesOf(letters);
  let value: unknown;
  try {
    value = JSON.parse(await unpack(bytes));
  } catch (error) {
    throw error instanceof Error && error.message.startsWith('The link')
      ? error
      : problem('it is cut off or changed');
  }
  const [model, scenario] = [own(value, 'model'), own(value, 'scenario')];
  if ((model !== null && typeof model !== 'string') || !isObject(scenario))
    throw problem('it holds no scenario');
  return { model, scenario };
}
