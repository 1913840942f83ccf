/** Where in an input something stands, and what is to be said of it. */
export interface LineMessage {
  readonly line: number;
  /** Name of the file, when there are several. */
  readonly source?: string | undefined;
  /** Place in the config. */
  readonly path?: string | undefined;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** `line:path: message (hint)`, with the file first when there are several. */
export function describeLine({ line, source, path, message, hint }: LineMessage): string {
  const place = [source, line, path].filter((part) => part !== undefined).join(':');
  return `${place}: ${message}${hint === undefined ? '' : ` (${hint})`}`;
}
