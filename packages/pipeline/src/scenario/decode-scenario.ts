import { failFrame } from '@pulse-stream/codec';
import { decodeScenarioLine, type DecodedScenario } from '@pulse-stream/codec/internal';
import { effectiveSeed } from '@pulse-stream/simulator/internal';
import { attempt, isFailure, type Failure } from '@pulse-stream/worldstate';
import { inStage } from '@pulse-stream/worldstate/internal';
import type { Line } from '../batch/line.ts';
import type { World } from '../world/world.ts';
import type { Decoded, Failed } from './envelope.ts';

/** The config of a line, defaults of the run filled in, or why it is none. Total. */
export function decodeScenario(world: World, line: Line): DecodedScenario | Failure {
  const { lineBytes } = world.options.limits;
  return attempt(() =>
    inStage('decode', () => {
      const cut = line.cut === undefined ? null : failFrame(line.cut, lineBytes);
      return cut ?? decodeScenarioLine(line.bytes, world.decode);
    }),
  );
}

/** The envelope of a line that is decoded, or failed to be. */
export function openEnvelope(line: Line, decoded: DecodedScenario | Failure): Decoded | Failed {
  return isFailure(decoded)
    ? { line, decoded: null, failure: decoded, error: decoded.cause }
    : { line, ...decoded };
}

/** What the scenario of a line draws from; null for a line that is no scenario. */
export function seedOfLine(world: World, line: Line): number | string | null {
  const decoded = decodeScenario(world, line);
  return isFailure(decoded) ? null : effectiveSeed(decoded.config, world.options);
}
