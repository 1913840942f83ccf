export { createDesign, type Design, type DesignOptions } from './design/design.ts';
export { readVariable, type Variable, type VariableOptions } from './design/variable.ts';
