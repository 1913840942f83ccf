import type { ByteSource } from '@pulse-stream/worldstate';

/** Everything a source gives, as text; checks that every chunk has 1 byte to 64 KiB. */
export async function drain(source: ByteSource): Promise<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let text = '';
  for (;;) {
    const chunk = await source.read();
    if (chunk === null) break;
    if (chunk.length === 0 || chunk.length > 65_536) throw new Error(`chunk of ${chunk.length}`);
    text += decoder.decode(chunk, { stream: true });
  }
  await source.close();
  return text + decoder.decode();
}
