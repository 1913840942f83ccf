import { deserialize, serialize } from 'node:v8';
import { createWorld, type PipelineOptions, type World } from '@pulse-stream/pipeline';
import { portableOptions } from '@pulse-stream/pipeline/internal';

/** What scenarios are about, as bytes: model, datasets, gravity state, options, as a worker thread gets them. */
export function encodeWorld(world: World): Uint8Array {
  return serialize(portableOptions(world));
}

/**
 * The world of such bytes. They come from a driver: who may write to the bucket may choose the model.
 * @throws PulseError as `createWorld`
 */
export function decodeWorld(bytes: Uint8Array): World {
  const options = deserialize(bytes) as PipelineOptions; // checked by createWorld
  return createWorld(options);
}
