export type { Contradiction, Review, ScenarioRef } from './review.ts';
