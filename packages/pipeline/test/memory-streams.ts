import type { ByteSource, RecordSink } from '@pulse-stream/worldstate';

/** Bytes in memory as a source, cut into chunks of `size`; `wait` decides when a read resolves. */
export class MemorySource implements ByteSource {
  bytesRead = 0;
  closed = 0;
  readonly #bytes: Uint8Array;
  readonly #size: number;
  readonly #wait: () => Promise<unknown>;

  constructor(
    text: string | Uint8Array,
    size = 64 * 1024,
    wait: () => Promise<unknown> = () => Promise.resolve(),
  ) {
    this.#bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
    this.#size = size;
    this.#wait = wait;
  }

  async read(): Promise<Uint8Array | null> {
    await this.#wait();
    const chunk = this.#bytes.slice(this.bytesRead, this.bytesRead + this.#size);
    this.bytesRead += chunk.length;
    return chunk.length === 0 ? null : chunk;
  }

  close(): Promise<void> {
    this.closed += 1;
    return Promise.resolve();
  }
}

/** Keeps what it is given; `wait` decides when a write is accepted. */
export class MemorySink implements RecordSink {
  readonly #chunks: Uint8Array[] = [];
  readonly #wait: (bytes: Uint8Array) => Promise<unknown>;

  constructor(wait: (bytes: Uint8Array) => Promise<unknown> = () => Promise.resolve()) {
    this.#wait = wait;
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#wait(bytes);
    this.#chunks.push(bytes.slice());
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  get text(): string {
    return new TextDecoder().decode(this.#joined());
  }

  /** The lines, each parsed as JSON. */
  get records(): Record<string, unknown>[] {
    const lines = this.text.split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
  }

  #joined(): Uint8Array {
    const joined = new Uint8Array(this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0));
    let at = 0;
    for (const chunk of this.#chunks) {
      joined.set(chunk, at);
      at += chunk.length;
    }
    return joined;
  }
}
