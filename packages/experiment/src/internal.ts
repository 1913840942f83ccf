export { DESIGN_METHODS, type DesignMethod } from './design/design.ts';
