export { RunReport, type ReportOptions } from './run-report.ts';
export type { PageOptions } from './page/render-page.ts';
export type { ReadFirstLine } from './panels/read-first.ts';
