// What the manifests, tsconfigs and the lock file of the workspace must say; each rule gives complaints.
import { join } from 'node:path';

/**
 * @typedef {object} Manifest
 * @property {string} name
 * @property {string} version
 * @property {string} [description]
 * @property {string} [license]
 * @property {boolean} [private]
 * @property {boolean} [sideEffects]
 * @property {Record<string, string>} [engines]
 * @property {Record<string, unknown>} [exports]
 * @property {string[]} [files]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [devDependencies]
 * @property {{name: string, tags: string[]}} [nx]
 */

/**
 * @typedef {object} Workspace
 * @property {Map<string, Manifest>} manifests by folder, the root as ''
 * @property {Record<string, string[]>} layers layer → folders of its packages
 * @property {Record<string, {version?: string, dependencies?: Record<string, string>, devDependencies?: Record<string, string>}>} locked `packages` of the lock file
 * @property {(path: string) => any} readJson
 * @property {string[]} tsconfigs paths of every tsconfig*.json
 */

/**
 * @callback Rule
 * @param {Workspace} workspace
 * @returns {string[]} complaints; none when the workspace keeps the rule
 */

/** @param {string} folder */
const baseName = (folder) => folder.slice(folder.lastIndexOf('/') + 1);

/** @param {Manifest} manifest */
const allDependencies = ({ dependencies, devDependencies }) =>
  Object.entries({ ...dependencies, ...devDependencies });

/**
 * Complaints about every project (the root left out).
 * @param {Workspace} workspace
 * @param {(folder: string, manifest: Manifest) => (string | false)[]} complain
 */
function perProject({ manifests }, complain) {
  return [...manifests].flatMap(([folder, manifest]) =>
    folder === ''
      ? []
      : complain(folder, manifest)
          .filter((complaint) => complaint !== false)
          .map((complaint) => `${folder}: ${complaint}`),
  );
}

/** @param {Workspace} workspace @returns {Map<string, string>} */
const foldersByName = ({ manifests }) =>
  new Map([...manifests].map(([folder, manifest]) => [manifest.name, folder]));

/** References of tsconfig.lib.json are the declared workspace packages. @type {Rule} */
export function referencesAreDependencies(workspace) {
  const folders = foldersByName(workspace);
  return perProject(workspace, (folder, { dependencies = {} }) => {
    const declared = Object.keys(dependencies).flatMap((name) => folders.get(name) ?? []);
    /** @type {{path: string}[]} */
    const references = workspace.readJson(`${folder}/tsconfig.lib.json`).references ?? [];
    const referenced = references.map(({ path }) => join(folder, path, '..'));
    return [
      ...declared
        .filter((name) => !referenced.includes(name))
        .map((name) => `does not reference ${name}`),
      ...referenced
        .filter((name) => !declared.includes(name))
        .map((name) => `does not declare ${name}`),
    ];
  });
}

/** Package name, nx name and folder agree. @type {Rule} */
export const namesAgree = (workspace) =>
  perProject(workspace, (folder, { name, nx }) => {
    const wanted = folder.startsWith('apps/')
      ? baseName(folder)
      : `@pulse-stream/${baseName(folder)}`;
    return [
      name !== wanted && `is named ${name}`,
      nx?.name !== baseName(folder) && `has the nx name ${nx?.name}`,
    ];
  });

/** One layer tag, the layer of the boundary rules. @type {Rule} */
export const layersAgree = (workspace) =>
  perProject(workspace, (folder, { nx }) => {
    const tags = nx?.tags.filter((tag) => tag.startsWith('layer:')) ?? [];
    const layer = Object.entries(workspace.layers).find(([, names]) =>
      names.includes(baseName(folder)),
    );
    return [
      tags.length !== 1 && `has ${tags.length} layer tags`,
      tags.length === 1 &&
        tags[0] !== `layer:${layer?.[0]}` &&
        `is tagged ${tags[0]}, not ${layer?.[0]}`,
    ];
  });

/** What a published manifest says. @type {Rule} */
export const manifestsComplete = (workspace) =>
  perProject(workspace, (_, manifest) => {
    const root = workspace.manifests.get('');
    return [
      manifest.version !== root?.version && `has version ${manifest.version}`,
      manifest.license !== root?.license && `has license ${manifest.license}`,
      manifest.private === true && 'is private',
      manifest.engines?.['node'] !== root?.engines?.['node'] && 'has other engines',
      (manifest.description ?? '').length < 20 && 'says too little about itself',
      manifest.files?.some((entry) => entry.startsWith('dist/')) !== true &&
        'would be published without its build',
      manifest.exports?.['./package.json'] !== './package.json' && 'hides its package.json',
    ];
  });

const doorTo = (/** @type {string} */ name) =>
  JSON.stringify({
    '@pulse-stream/source': `./src/${name}.ts`,
    types: `./dist/${name}.d.ts`,
    default: `./dist/${name}.js`,
  });

/** The same where what needs Node is left out for browsers: the door there has the same names. */
const DOOR_WITH_BROWSER = JSON.stringify({
  '@pulse-stream/source': { browser: './src/browser.ts', default: './src/index.ts' },
  types: './dist/index.d.ts',
  browser: './dist/browser.js',
  default: './dist/index.js',
});

/** A package has one door for everybody and one for the others, free of side effects. @type {Rule} */
export const oneDoor = (workspace) =>
  perProject(workspace, (folder, { exports = {}, sideEffects }) =>
    folder.startsWith('packages/')
      ? [
          Object.keys(exports).join(' ') !== './package.json . ./internal' && 'has another door',
          ![doorTo('index'), DOOR_WITH_BROWSER].includes(JSON.stringify(exports['.'])) &&
            'has a door that leads elsewhere',
          JSON.stringify(exports['./internal']) !== doorTo('internal') &&
            'has an inner door that leads elsewhere',
          sideEffects !== false && 'may have side effects',
        ]
      : [],
  );

const EXACT = /^(npm:@?[\w./-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/;

/** Every version is exact. @type {Rule} */
export const versionsExact = ({ manifests }) =>
  [...manifests].flatMap(([folder, manifest]) =>
    allDependencies(manifest)
      .filter(([, version]) => !EXACT.test(version))
      .map(([name, version]) => `${folder}: ${name} ${version}`),
  );

/** One version of a package serves the whole workspace. @type {Rule} */
export function versionsAgree({ manifests }) {
  /** @type {Map<string, string>} */
  const versions = new Map();
  return [...manifests].flatMap(([folder, manifest]) =>
    allDependencies(manifest).flatMap(([name, version]) => {
      const before = versions.get(name) ?? version;
      versions.set(name, before);
      return before === version ? [] : [`${folder}: ${name} ${version}, elsewhere ${before}`];
    }),
  );
}

/** The lock file says what the manifests say. @type {Rule} */
export function lockAgrees(workspace) {
  const { manifests, locked } = workspace;
  const folders = foldersByName(workspace);
  const text = (/** @type {Record<string, string> | undefined} */ map) =>
    JSON.stringify(Object.entries(map ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return [...manifests].flatMap(([folder, manifest]) => {
    const entry = locked[folder];
    if (entry === undefined) return [`${folder} is not locked`];
    const wrong = allDependencies(manifest).filter(([name, wanted]) => {
      const external = locked[`${folder}/node_modules/${name}`] ?? locked[`node_modules/${name}`];
      const project = folders.get(name);
      const found = project === undefined ? external : locked[project];
      return found?.version !== wanted.slice(wanted.lastIndexOf('@') + 1);
    });
    return [
      ...(text(entry.dependencies) === text(manifest.dependencies) ? [] : ['dependencies']),
      ...(text(entry.devDependencies) === text(manifest.devDependencies)
        ? []
        : ['devDependencies']),
      ...wrong.map(([name]) => name),
    ].map((what) => `${folder}: ${what} differs from the lock file`);
  });
}

/** `tsc` is TypeScript 7; the API under the name typescript is TypeScript 6. @type {Rule} */
export function compilersNamed({ manifests }) {
  const pinned = manifests.get('')?.devDependencies ?? {};
  const wanted = {
    '@typescript/native': 'npm:typescript@7.',
    typescript: 'npm:@typescript/typescript6@6.',
  };
  return Object.entries(wanted)
    .filter(([name, start]) => pinned[name]?.startsWith(start) !== true)
    .map(([name, start]) => `${name} is not ${start}x`);
}

/** Every tsconfig is reached from the root one. @type {Rule} */
export function tsconfigsReached({ readJson, tsconfigs }) {
  const reached = new Set(['tsconfig.base.json']);
  const visit = (/** @type {string} */ path) => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const reference of readJson(path).references ?? []) {
      const target = join(path, '..', reference.path);
      visit(target.endsWith('.json') ? target : join(target, 'tsconfig.json'));
    }
  };
  visit('tsconfig.json');
  return tsconfigs.filter((path) => !reached.has(path));
}

/** Every rule by the law it holds. @type {Record<string, Rule>} */
export const MANIFEST_RULES = {
  'references of tsconfig are the declared workspace packages': referencesAreDependencies,
  'package name, nx name and folder agree': namesAgree,
  'one layer tag, the layer of the boundary rules': layersAgree,
  'a manifest says what npm needs, the same everywhere': manifestsComplete,
  'a package has one door, free of side effects': oneDoor,
  'every version is exact': versionsExact,
  'one version of a package serves the whole workspace': versionsAgree,
  'the lock file says what the manifests say': lockAgrees,
  'tsc is TypeScript 7, the API is TypeScript 6': compilersNamed,
  'every tsconfig is reached from the root one': tsconfigsReached,
};
