import type { RecordSink } from '@pulse-stream/worldstate';
import type { Messages } from './terminal.ts';

/** The part of a failure record that is named on stderr. */
interface NamedFailure {
  readonly line: number;
  readonly source?: string;
  readonly error: { readonly type: string; readonly message: string; readonly path?: string };
}

/**
 * A sink of failure records that names each one on stderr and passes it on.
 * @param next where the records go as well; null: nowhere
 */
export function nameFailures(messages: Messages, next: RecordSink | null): RecordSink {
  return {
    async write(bytes) {
      for (const text of new TextDecoder().decode(bytes).trimEnd().split('\n')) {
        const { line, source, error }: NamedFailure = JSON.parse(text);
        const place = [source, line, error.path].filter((part) => part !== undefined).join(':');
        messages.say('failed', `${place}: ${error.type}: ${error.message}`, {
          line,
          source,
          error,
        });
      }
      await next?.write(bytes);
    },
    close: async () => next?.close(),
  };
}
