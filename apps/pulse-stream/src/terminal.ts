import type { Readable, Writable } from 'node:stream';
import type { FileSystem } from '@pulse-stream/sinks';

/** The streams and surroundings of the process, handed in so that nothing else reads globals. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingFolder: string;
  /** Where inputs and outputs lie. */
  readonly fileSystem: FileSystem;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
}

/** How messages for people are written to stderr. */
export interface Messages {
  /** One line for people, or one JSON object with `event` and the fields. */
  say(event: string, text: string, fields?: Readonly<Record<string, unknown>>): void;
  /** Emphasis where colour is wanted. */
  paint(style: 'red' | 'yellow' | 'dim', text: string): string;
}

const CODES = { red: 31, yellow: 33, dim: 2 } as const;

/** Messages as text or JSON lines, coloured only on a terminal that wants it. */
export function createMessages(
  { stderr, environment }: Pick<Terminal, 'stderr' | 'environment'>,
  { json, color }: { json: boolean; color: boolean },
): Messages {
  const coloured =
    color && !json && stderr.isTTY === true && (environment['NO_COLOR'] ?? '') === '';
  return {
    say(event, text, fields = {}) {
      stderr.write(json ? `${JSON.stringify({ event, message: text, ...fields })}\n` : `${text}\n`);
    },
    paint: (style, text) => (coloured ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text),
  };
}
