export { PRIORITY } from './priority.ts';
export type { GroupLine, InputLine, PriorityLine, TargetLine } from './review.ts';
export { digestSections, type DigestSection } from './digest-sections.ts';
