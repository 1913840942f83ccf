export { DESIGN_METHODS, type DesignMethod } from './design/design.ts';
export type { Estimate } from './sensitivity/bootstrap.ts';
export type { BoxLine, SensitivityLine } from './sensitivity/study-report.ts';
export { INGREDIENTS } from './compare/compare-records.ts';
export { RunDiff, type DiffCell, type DiffLine, type DiffSummary } from './compare/run-diff.ts';
