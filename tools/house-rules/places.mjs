// Which files a house rule looks at.
import { createRequire } from 'node:module';

/** @type {Record<string, string[]>} */
const layers = createRequire(import.meta.url)('../layers.cjs');

const pure = [layers.model, layers.stage].flat().join('|');
const SOURCE = /^(packages|apps)\/[^/]+\/src\/.*\.ts$/;
const CODE = /^(packages|apps|tools|examples|models|\.ci)\/.*\.(ts|mjs|cjs|js)$/;

/** @param {string} path */
export const isTest = (path) =>
  path.endsWith('.test.ts') || /^(packages|apps)\/[^/]+\/test\//.test(path);

/** Fixtures break rules on purpose. @param {string} path */
export const isCode = (path) => CODE.test(path) && !path.startsWith('tools/test/fixtures/');

/** What ships. @param {string} path */
export const isSource = (path) => SOURCE.test(path) && !isTest(path);

/** What ships in packages. @param {string} path */
export const isPackageSource = (path) => isSource(path) && path.startsWith('packages/');

/** What ships in the model and stage layers: functions of their arguments. @param {string} path */
export const isPureSource = (path) =>
  isSource(path) && new RegExp(`^packages/(${pure})/`).test(path);
