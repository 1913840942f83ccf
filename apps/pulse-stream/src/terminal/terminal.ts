import type { Readable, Writable } from 'node:stream';
import { escapeControls } from './escape-controls.ts';
import type { FileSystem } from '@pulse-stream/sinks/internal';

/** The streams and surroundings of the process, handed in so that nothing else reads globals. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
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
const PLAIN = 0;

/** A style as `paint` writes it: no text of a user can hold the time it was made. */
const styleAt = (time: number, code: number): string => `\0${time}:${code}\0`;

/**
 * Messages as text or JSON lines, coloured only on a terminal that wants it. Every message passes
 * here, and no control character of what it names does (a file, an id): they are shown escaped.
 */
export function createMessages(
  { stderr, environment, now }: Pick<Terminal, 'stderr' | 'environment' | 'now'>,
  { json, color }: { json: boolean; color: boolean },
): Messages {
  const coloured =
    color && !json && stderr.isTTY === true && (environment['NO_COLOR'] ?? '') === '';
  const time = now();
  const show = (text: string): string => {
    let shown = escapeControls(text);
    for (const code of coloured ? [PLAIN, ...Object.values(CODES)] : [])
      shown = shown.replaceAll(escapeControls(styleAt(time, code)), `\u001b[${code}m`);
    return shown;
  };
  return {
    say(event, text, fields = {}) {
      const line = json ? JSON.stringify({ event, message: text, ...fields }) : text;
      stderr.write(`${show(line)}\n`);
    },
    paint: (style, text) =>
      coloured ? `${styleAt(time, CODES[style])}${text}${styleAt(time, PLAIN)}` : text,
  };
}
