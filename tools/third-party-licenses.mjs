// The licences of what a bundle has taken in, as one text: they ask to be passed on with every copy.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/**
 * @param {import('esbuild').Metafile[]} metafiles of everything that is shipped
 * @param {string} base the folder their paths begin at
 * @param {readonly string[]} modules sources of our own: one that holds data of others begins with
 *   their licence, in a comment of the form /*! … *\/
 * @throws Error when there is no third party, or one whose licence is not known
 */
export function thirdPartyLicenses(metafiles, base, modules) {
  const inputs = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap((output) => Object.entries(output.inputs)),
  );
  const folders = new Set(
    inputs.flatMap(([path, { bytesInOutput }]) =>
      bytesInOutput > 0 ? (FOLDER.exec(path)?.[0] ?? []) : [],
    ),
  );
  if (folders.size === 0) throw new Error('the bundle has taken in no package: look again');
  const texts = [...folders].map((folder) => licenseOf(join(base, folder))).toSorted();
  texts.push(...modules.flatMap((path) => licenseInside(readFileSync(path, 'utf8'))));
  return `What this command contains of others, and under which licence.\n\n${texts.join('\n')}`;
}

/** @param {string} text of a module */
function licenseInside(text) {
  const [, comment] = /^\/\*!\n([\s\S]*?)\*\//.exec(text) ?? [];
  return comment === undefined ? [] : [`## ${comment.replaceAll(/^ \* ?/gm, '').trim()}\n`];
}

/** @param {string} folder of a package */
function licenseOf(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const { name, version, license } = manifest;
  return `## ${name} ${version} (${license})\n\n${textOf(folder, manifest).trim()}\n`;
}

/**
 * The text that lies in the package. Some packages only name their licence and their author: for such
 * the text of that licence, of a choice the first, lies in tools/licenses.
 * @param {string} folder
 * @param {{name: string, license: string, author?: string, collaborators?: string[]}} manifest
 */
function textOf(folder, { name, license, author, collaborators = [] }) {
  const own = readdirSync(folder).find((entry) => /^licen[cs]e(\.(md|txt))?$/i.test(entry));
  if (own !== undefined) return readFileSync(join(folder, own), 'utf8');
  const usual = join(import.meta.dirname, 'licenses', `${license.split(' OR ')[0]}.txt`);
  if (!existsSync(usual))
    throw new Error(`${name}: neither ${folder} nor ${usual} has its licence`);
  return `Copyright (c) ${author ?? collaborators.join(', ')}\n\n${readFileSync(usual, 'utf8')}`;
}
