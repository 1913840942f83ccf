export type { GroupLine, InputLine, PriorityLine, TargetLine } from './review.ts';
