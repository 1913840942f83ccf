import type { RecordSink } from '@pulse-stream/worldstate';
import { describeLine } from '../terminal/line-message.ts';
import type { Messages } from '../terminal/terminal.ts';

/** The part of a failure record that is named on stderr. */
interface NamedFailure {
  readonly line: number;
  readonly source?: string;
  readonly error: {
    readonly type: string;
    readonly message: string;
    readonly path?: string;
    readonly hint?: string;
  };
}

/**
 * A sink of failure records that names them on stderr as `validate` would and passes them on.
 * @param all false: only the first is named
 * @param next where the records go as well; null: nowhere
 */
export function nameFailures(
  { say }: Pick<Messages, 'say'>,
  all: boolean,
  next: RecordSink | null,
): RecordSink {
  let isDone = false;
  return {
    async write(bytes) {
      const texts = isDone ? [] : new TextDecoder().decode(bytes).trimEnd().split('\n');
      for (const text of all ? texts : texts.slice(0, 1)) {
        const { line, source, error }: NamedFailure = JSON.parse(text);
        const { type, message, path, hint } = error;
        const told = describeLine({ line, source, path, message: `${type}: ${message}`, hint });
        say('failed', told, { line, source, error });
      }
      isDone = !all;
      await next?.write(bytes);
    },
    close: async () => next?.close(),
  };
}
