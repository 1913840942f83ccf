export { ARC_OVERLAYS, createArcReader, scoreArc } from './arc.ts';
export type { ArcLabel, ArcReader, ArcScore, ArcTurn } from './arc.ts';
export { DEFAULT_RUN_SEED, effectiveSeed, type SeedOptions } from './effective-seed.ts';
export { hash53, type HashPart } from './hash53.ts';
export { deriveStreamKey, openRng, RandomStream, seedStream } from './random-stream.ts';
export { roundHalfEven } from './round-half-even.ts';
export { readTags, type SymbolicTag } from './symbolic-tag.ts';
export { fillNormals } from './ziggurat.ts';
