export { createDesign, type Design, type DesignOptions } from './design/design.ts';
export { readVariable, type Variable, type VariableOptions } from './design/variable.ts';
export { SensitivityStudy, type StudyOptions } from './sensitivity/study.ts';
export type { SensitivityReport } from './sensitivity/study-report.ts';
