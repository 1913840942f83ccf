// Small changes of behaviour, each of which breaks a law, and the test that has to fail then. A list
// by hand, because some laws are held by two implementations that a tool would never change alike.
import { BACKTEST } from './mutants/backtest.mjs';
import { FORECAST } from './mutants/forecast.mjs';
import { GRAVITY } from './mutants/gravity.mjs';
import { OTHERS } from './mutants/others.mjs';
import { SIMULATOR } from './mutants/simulator.mjs';

/**
 * @typedef {{file: string, from: string, to: string}} Change `from` stands in the file exactly once
 * @typedef {object} Mutant
 * @property {string} law what holds without it
 * @property {readonly Change[]} changes made together
 * @property {string} test file that fails with it
 */

/** @type {readonly Mutant[]} */
export const MUTANTS = [...GRAVITY, ...FORECAST, ...SIMULATOR, ...BACKTEST, ...OTHERS];
