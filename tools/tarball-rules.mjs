// What a package must be once it is unpacked somewhere else; each rule gives complaints.
import { dirname, join } from 'node:path/posix';
import { PROJECTS, readJson, readText } from './workspace.mjs';

/**
 * @typedef {object} Tarball
 * @property {string} name of the package
 * @property {Map<string, string>} files path → text
 */

/**
 * @callback Rule
 * @param {Tarball} tarball
 * @returns {string[]} complaints; none when the tarball keeps the rule
 */

/** @type {Rule} */
function carriesLicense({ files }) {
  return files.get('LICENSE') === readText('LICENSE') ? [] : ['LICENSE is not that of the project'];
}

/** A tool that follows such a comment and finds nothing warns its user. */
const MAP_COMMENT = /^\/\/# sourceMappingURL=/m;
const UNWANTED = /\.test\.|^(src|test|out-tsc)\/|\.tsbuildinfo$|\.map$/;

/** @type {Rule} */
function onlyTheBuild({ files }) {
  const built = [...files.keys()].filter((path) => /^dist\/.*\.c?js$/.test(path));
  return [
    ...(built.length === 0 ? ['nothing was built'] : []),
    ...[...files].flatMap(([path, text]) => [
      ...(UNWANTED.test(path) ? [`${path} is for its makers`] : []),
      ...(/\.[cm]?js$/.test(path) && MAP_COMMENT.test(text) ? [`${path} names a source map`] : []),
    ]),
  ];
}

/** @type {Rule} */
function manifestHolds({ files }) {
  const manifest = JSON.parse(files.get('package.json') ?? '{}');
  const door = manifest.exports?.['.'] ?? {};
  /** @type {string[]} */
  const named = [
    ...(manifest.files ?? []),
    ...Object.values(manifest.bin ?? {}),
    ...[door.types, door.browser, door.default].filter((path) => path !== undefined),
  ];
  if (named.length === 0) return ['package.json leads nowhere'];
  return named
    .filter((entry) => {
      const [start = '', end = ''] = entry.replace(/^\.\//, '').split('**/*');
      return ![...files.keys()].some((path) => path.startsWith(start) && path.endsWith(end));
    })
    .map((entry) => `package.json names ${entry}, which is not there`);
}

const LINK = /\]\((?!https?:|#)([^)#\s]+)/g;

/** @type {Rule} */
function linksHold({ files }) {
  const pages = [...files].filter(([path]) => path.endsWith('.md'));
  if (!files.has('README.md')) return ['there is no README.md'];
  return pages.flatMap(([page, text]) =>
    [...text.matchAll(LINK)]
      .map(([, target = '']) => join(dirname(page), target))
      .filter((target) => !files.has(target))
      .map((target) => `${page} links to ${target}, which is not there`),
  );
}

const PASSED_ON = 'dist/bundle/THIRD-PARTY-LICENSES';

/** The command has all packages of the workspace inside, and with them what they ask of npm. */
const INSIDE = PROJECTS.flatMap((folder) => {
  /** @type {Record<string, string>} */
  const dependencies = readJson(`${folder}/package.json`).dependencies;
  return Object.entries(dependencies).filter(([name]) => !name.startsWith('@pulse-stream/'));
});

/** @type {Rule} */
function passesLicensesOn({ files }) {
  if (![...files.keys()].some((path) => path.startsWith('dist/bundle/'))) return [];
  const text = files.get(PASSED_ON) ?? '';
  return INSIDE.filter(([name, version]) => !text.includes(`## ${name} ${version} (`)).map(
    ([name, version]) => `${PASSED_ON} has no licence of ${name} ${version}`,
  );
}

/** Every rule by the law it holds. @type {Record<string, Rule>} */
export const TARBALL_RULES = {
  'a package carries the licence of the project': carriesLicense,
  'a package holds its build, no source map, nothing of its tests or sources': onlyTheBuild,
  'what the manifest names is in the package': manifestHolds,
  'links of a page lead to what is in the package': linksHold,
  'a bundle passes on the licence of everything it has taken in': passesLicensesOn,
};
