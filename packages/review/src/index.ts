export { review } from './operator.ts';
export { RunReview, type ReviewOptions } from './run-review.ts';
export type { Contradiction, Review, ScenarioRef } from './review.ts';
export { printDigest } from './digest.ts';
export type { DigestOptions } from './digest-sections.ts';
