import { expect, test } from 'vitest';
import { describePlatformPackage, missingPackages } from '../complete-lock.mjs';
import { readText } from '../workspace.mjs';

test('the lock file holds the optional packages of every platform', () => {
  const lock = JSON.parse(readText('package-lock.json'));
  expect(Object.keys(lock.packages).length).toBeGreaterThan(200);
  expect([...missingPackages(lock).keys()]).toEqual([]);
});

test('a package left out is found, with its platform read off its name', () => {
  const packages = {
    '': {},
    'node_modules/tool': {
      optionalDependencies: { '@tool/linux-x64-musl': '1.2.3', here: '1.0.0' },
    },
    'node_modules/here': {},
  };
  expect([...missingPackages({ packages })]).toEqual([
    ['node_modules/@tool/linux-x64-musl', describePlatformPackage('@tool/linux-x64-musl', '1.2.3')],
  ]);
  expect(describePlatformPackage('@tool/linux-x64-musl', '1.2.3')).toEqual({
    version: '1.2.3',
    cpu: ['x64'],
    dev: true,
    libc: ['musl'],
    optional: true,
    os: ['linux'],
  });
});
