// Adds to package-lock.json the optional packages of other platforms that npm left out. npm drops an
// optional package that the registry at hand does not carry, and then `npm ci` refuses the lock file
// everywhere. Run after `npm install`; with `--check` it writes nothing and fails when one is missing.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './workspace.mjs';

const SYSTEMS = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'openharmony',
  'win32',
  'aix',
  'netbsd',
  'openbsd',
  'sunos',
];
const PROCESSORS = [
  'x64',
  'arm64',
  'arm',
  'ia32',
  'ppc64',
  'riscv64',
  's390x',
  'loong64',
  'mips64el',
];

/**
 * The entry of a package that is only for another platform, read off its name.
 * @param {string} name e.g. `@oxfmt/binding-linux-x64-musl`
 * @param {string} version
 */
export function describePlatformPackage(name, version) {
  const words = name.split(/[/-]/);
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = PROCESSORS.filter((processor) => words.includes(processor));
  const libc = words.includes('musl') ? ['musl'] : words.includes('gnu') ? ['glibc'] : [];
  return {
    version,
    ...(cpu.length > 0 && { cpu }),
    dev: true,
    ...(os[0] === 'linux' && libc.length > 0 && { libc }),
    optional: true,
    ...(os.length > 0 && { os }),
  };
}

/**
 * The optional packages a lock file speaks of but does not hold: path → entry.
 * @param {{ packages: Record<string, { optionalDependencies?: Record<string, string> }> }} lock
 */
export function missingPackages({ packages }) {
  const missing = new Map();
  for (const [path, { optionalDependencies = {} }] of Object.entries(packages))
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const nested = path === '' ? '' : `${path}/node_modules/${name}`;
      const hoisted = `node_modules/${name}`;
      if (packages[hoisted] === undefined && packages[nested] === undefined)
        missing.set(hoisted, describePlatformPackage(name, version));
    }
  return missing;
}

if (process.argv[1] === import.meta.filename) {
  const path = join(ROOT, 'package-lock.json');
  const lock = JSON.parse(readFileSync(path, 'utf8'));
  const missing = missingPackages(lock);
  if (process.argv.includes('--check')) {
    for (const name of missing.keys())
      console.error(`package-lock.json lacks ${name}: run node tools/complete-lock.mjs`);
    if (missing.size > 0) process.exitCode = 1;
  } else if (missing.size > 0) {
    const entries = [...Object.entries(lock.packages), ...missing].toSorted(([a], [b]) =>
      a < b ? -1 : 1,
    );
    writeFileSync(
      path,
      `${JSON.stringify({ ...lock, packages: Object.fromEntries(entries) }, null, 2)}\n`,
    );
  }
}
