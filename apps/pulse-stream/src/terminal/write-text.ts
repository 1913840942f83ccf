import type { Writable } from 'node:stream';
import { PulseError } from '@pulse-stream/worldstate';
import { escapeControls } from './escape-controls.ts';

/**
 * Writes a text for people and waits until the stream has taken it. No control character of what it
 * names reaches a terminal.
 * @throws PulseError `reader-gone` when nobody reads any more; `output-unwritable`
 */
export function writeText(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (cause: NodeJS.ErrnoException): void => {
      stream.off('error', refuse);
      const gone = cause.code === 'EPIPE';
      reject(
        new PulseError(
          gone ? 'reader-gone' : 'output-unwritable',
          gone ? 'the reader has gone' : 'standard output cannot be written',
          { cause },
        ),
      );
    };
    stream.on('error', refuse);
    stream.write(escapeControls(text), (error) => {
      if (error !== null && error !== undefined) return;
      stream.off('error', refuse);
      resolve();
    });
  });
}
