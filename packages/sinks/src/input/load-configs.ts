import { decodeLine, failFrame, type DecodeOptions, type FramedLine } from '@pulse-stream/codec';
import { MAX_LINE_BYTES } from '@pulse-stream/codec/internal';
import type { Failure, ScenarioConfig } from '@pulse-stream/worldstate';
import { chooseFramer } from './choose-framer.ts';
import { openInput, type InputOptions } from './open-input.ts';

/** Options of `loadConfigs`. */
export interface ConfigFileOptions extends InputOptions, DecodeOptions {
  /** Longest line; default 1 MiB. */
  readonly maxLineBytes?: number | undefined;
}

/**
 * The scenarios of a file, read as they are asked for: NDJSON, or a JSON array or one object in a
 * `.json` file, or an array by its content; `.gz` is unpacked. Every line that is not blank gives
 * one item, in order: the config with its defaults, or the failure that line has.
 * @param path a file, or `-` for standard input
 * @throws PulseError `input-unreadable`, `input-not-text`, `aborted`, `option-invalid`
 */
export async function* loadConfigs(
  path: string,
  options: ConfigFileOptions = {},
): AsyncGenerator<ScenarioConfig | Failure, void, undefined> {
  const { maxLineBytes = MAX_LINE_BYTES } = options;
  const input = openInput(path, options);
  const decode = (framed: FramedLine) =>
    failFrame(framed, maxLineBytes) ?? decodeLine(framed.bytes, options);
  try {
    const framer = chooseFramer(path, await input.head(), { maxLineBytes });
    for (;;) {
      const chunk = await input.read();
      for (const framed of chunk === null ? framer.end() : framer.push(chunk))
        if (!framed.blank) yield decode(framed);
      if (chunk === null) return;
    }
  } finally {
    await input.close();
  }
}
