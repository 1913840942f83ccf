import type { RunInput } from '@pulse-stream/pipeline';

type Framer = RunInput['framer'];

/** With an escaped letter in a text what a line names cannot be told from its bytes. */
const BACKSLASH = 0x5c;

const escapePattern = (text: string): string =>
  text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Watches the lines of a run for the histories they name, until all are named. */
export class UnnamedHistories {
  /** What the lines that name a history hold, and how it may stand there. */
  readonly #left: Map<string, { readonly text: Buffer; readonly named: RegExp }>;

  constructor(names: Iterable<string>) {
    this.#left = new Map(
      [...names].map((name) => {
        const text = JSON.stringify(name);
        return [
          name,
          {
            text: Buffer.from(text),
            named: new RegExp(`"dataset"\\s*:\\s*${escapePattern(text)}`),
          },
        ];
      }),
    );
  }

  /** The histories that no line has named. */
  get names(): string[] {
    return [...this.#left.keys()];
  }

  /** The same input, watched. */
  watch<Input extends RunInput>(input: Input): Input {
    if (this.#left.size === 0) return input;
    const { framer } = input;
    const look = (lines: ReturnType<Framer['push']>) => {
      for (const { bytes } of this.#left.size === 0 ? [] : lines) this.#look(bytes);
      return lines;
    };
    return {
      ...input,
      framer: { push: (chunk) => look(framer.push(chunk)), end: () => look(framer.end()) },
    };
  }

  #look(bytes: Uint8Array): void {
    const line = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (line.includes(BACKSLASH)) this.#left.clear();
    for (const [name, { text, named }] of this.#left)
      if (line.includes(text) && named.test(line.toString('utf8'))) this.#left.delete(name);
  }
}

/** How a line starts from a history that none has named. */
export const explainUnnamed = (name: string): string =>
  `dataset ${name} is named by no line: a scenario starts from it with "observations": ${JSON.stringify({ dataset: name })}`;
