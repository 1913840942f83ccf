import { byId } from './by-id.ts';

/** What the page holds under an id: gzip, base64. */
export function readPacked(id: string): Response {
  const packed = byId(id, HTMLScriptElement).textContent ?? '';
  const bytes = Uint8Array.from(atob(packed), (character) => character.codePointAt(0) ?? 0);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream);
}
