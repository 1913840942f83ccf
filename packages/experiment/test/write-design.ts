import {
  createDesign,
  readVariable,
  type Design,
  type DesignOptions,
} from '@pulse-stream/experiment';
import { openTestRng } from './open-test-rng.ts';

export const variable = (text: string) => readVariable(text, { explainImpossible: () => null });

/** A design with its variables as texts. */
export interface Asked extends Omit<DesignOptions, 'variables' | 'openRng'> {
  readonly vars: readonly string[];
}
export const design = ({ vars, ...options }: Asked): Design =>
  createDesign({ ...options, variables: vars.map(variable), openRng: openTestRng });
export const write = (asked: Asked) => [...design(asked).lines()].map((line) => JSON.parse(line));
