// A message is one line of JSON, the head, and bytes after it: what is small and has a name stands in
// the head, and nothing has to be escaped.

const LF = 0x0a;

/** A head and the bytes that belong to it, in pieces, as one message. */
export function joinHead(head: object, ...pieces: readonly Uint8Array[]): Uint8Array {
  return joinPieces([new TextEncoder().encode(`${JSON.stringify(head)}\n`), ...pieces]);
}

export function joinPieces(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

/** The head of a message and its bytes, as a view; null: it is none. */
export function splitHead(
  message: Uint8Array,
): { readonly head: unknown; readonly bytes: Uint8Array } | null {
  const end = message.indexOf(LF);
  if (end < 0) return null;
  try {
    const head: unknown = JSON.parse(new TextDecoder().decode(message.subarray(0, end)));
    return { head, bytes: message.subarray(end + 1) };
  } catch {
    return null;
  }
}
