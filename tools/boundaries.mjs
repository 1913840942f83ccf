// Checks the module boundaries of DESIGN.md's layers: `node tools/boundaries.mjs`.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';

/** @type {import('dependency-cruiser').IConfiguration} */
const { options = {}, forbidden = [] } = createRequire(import.meta.url)(
  '../.dependency-cruiser.cjs',
);

/** What the compiler made. */
const BUILT = /** @type {{ path: string }} */ (options.exclude).path;

/** Names of all rules. */
export const RULES = forbidden.map((rule) => rule.name ?? '');

const isOfFolders = (/** @type {object} */ rule) => 'scope' in rule && rule.scope === 'folder';

/** Tests may use whatever stands above what they test: how folders depend is read without them. */
const TESTS = '(\\.test\\.ts$|^(packages|apps)/[^/]+/test/)';

/**
 * Cruises the packages and apps below a folder.
 * @param {string} baseDir absolute path of a workspace root
 * @returns {Promise<{modules: number, edges: number, violations: {rule: string, from: string, to: string}[]}>}
 */
export async function checkBoundaries(baseDir) {
  const modules = await look(baseDir, (rule) => !isOfFolders(rule), []);
  const folders = await look(baseDir, isOfFolders, [TESTS]);
  return { ...modules, violations: [...modules.violations, ...folders.violations] };
}

/**
 * @param {string} baseDir
 * @param {(rule: object) => boolean} applies which rules are checked
 * @param {readonly string[]} leftOut patterns of files nobody looks at
 */
async function look(baseDir, applies, leftOut) {
  const folders = ['packages', 'apps'].filter((folder) => existsSync(join(baseDir, folder)));
  const result = await cruise(folders, {
    ...structuredClone(options),
    exclude: { path: [BUILT, ...leftOut] },
    metrics: true, // without them no folders are in the result
    ruleSet: { forbidden: forbidden.filter(applies) },
    validate: true,
    baseDir,
  });
  if (typeof result.output === 'string')
    throw new Error('dependency-cruiser gave a report, not data');
  const { summary } = result.output;
  return {
    modules: summary.totalCruised,
    edges: summary.totalDependenciesCruised ?? 0,
    violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}

/**
 * What is wrong, one line each. A check that saw nothing is wrong: TypeScript 7 under the name
 * `typescript` makes dependency-cruiser cruise no module and call it fine.
 * @param {Awaited<ReturnType<typeof checkBoundaries>>} result
 */
export function complaintsOf({ modules, edges, violations }) {
  const seen = modules > 0 && edges > 0;
  return [
    ...(seen ? [] : [`nothing was checked: ${modules} modules, ${edges} edges`]),
    ...violations.map(({ rule, from, to }) => `${rule}: ${from} → ${to}`),
  ];
}

if (process.argv[1] === import.meta.filename) {
  const result = await checkBoundaries(join(import.meta.dirname, '..'));
  const complaints = complaintsOf(result);
  for (const complaint of complaints) console.error(complaint);
  console.log(
    `boundaries: ${RULES.length} rules, ${result.modules} modules, ${result.edges} edges, ${complaints.length} complaints`,
  );
  if (complaints.length > 0) process.exitCode = 1;
}
