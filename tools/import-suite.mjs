// Imports every Vensim and XMILE model of a folder and compares its control run with the output that
// lies beside it: PASS, REFUSED (line and construct) or FAIL per file, and counts. The public suites
// of the field are such folders; nothing of them is part of this project.
//   node tools/import-suite.mjs FOLDER [--only PATTERN]
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { decodeText, importModel, verifyModel } from '../packages/model-import/dist/index.js';

/**
 * Files of SDXorg/test-models that say something else than the output beside them, which another
 * file of the folder made; whoever reads both can see it.
 * @type {ReadonlyMap<string, string>}
 */
const CONTRADICTIONS = new Map([
  ['test_active_initial.xmile', 'it has no <init_eqn>; the output is that of ACTIVE INITIAL'],
  ['test_active_initial.stmx', 'it has no <init_eqn>; the output is that of ACTIVE INITIAL'],
  ['test_zeroled_decimals.xmile', 'it says RK4; the output is that of Euler'],
]);
const MODEL = /\.(mdl|xmile|stmx)$/i;
/** What an expected output is called, the first that is there. */
const outputsOf = (/** @type {string} */ path) => {
  const name = basename(path).replace(MODEL, '');
  return ['output.tab', 'output.csv', `${name}.dat`, `${name}.tab`, `${name}.csv`];
};

/** @param {string} folder @returns {string[]} */
function modelsIn(folder) {
  return readdirSync(folder)
    .toSorted()
    .flatMap((name) => {
      const path = join(folder, name);
      if (name === 'node_modules' || name.startsWith('.')) return [];
      if (statSync(path).isDirectory()) return modelsIn(path);
      return MODEL.test(name) ? [path] : [];
    });
}

/**
 * The files of numbers beside a model, without the output of the model itself.
 * @param {string} folder @param {string} output
 * @returns {import('../packages/model-import/dist/index.js').DataFiles}
 */
const dataBeside = (folder, output) => ({
  names: readdirSync(folder)
    .toSorted()
    .filter((name) => /\.(dat|tab|csv)$/i.test(name) && join(folder, name) !== output),
  read: (name) => {
    const path = join(folder, name);
    if (!existsSync(path)) return { kind: 'refused', reason: 'there is no such file' };
    return { kind: 'text', text: decodeText(readFileSync(path)) };
  },
});

/** @param {string} path @returns {{verdict: 'PASS' | 'REFUSED' | 'FAIL' | 'NO OUTPUT' | 'CONTRADICTED', detail: string}} */
function judge(path) {
  const output = outputsOf(path)
    .map((name) => join(dirname(path), name))
    .find((file) => existsSync(file));
  if (output === undefined) return { verdict: 'NO OUTPUT', detail: '' };
  const read = (/** @type {string} */ name) => decodeText(readFileSync(name));
  const imported = importModel(read(path), {
    file: path,
    data: dataBeside(dirname(path), output),
  });
  if (imported.kind === 'refused') {
    const [{ line, construct, message }] = imported.refusals;
    return { verdict: 'REFUSED', detail: `${line ?? '-'}: ${construct}: ${message}` };
  }
  let verification;
  try {
    verification = verifyModel(imported, read(output));
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'Refused') throw error;
    // the output has another clock: it is that of another model of the folder
    return { verdict: 'NO OUTPUT', detail: `${basename(output)}: ${error.message}` };
  }
  const { columns, failure, passed } = verification;
  if (passed) {
    const absent = columns.filter(({ name }) => name === null).length;
    const single = columns.filter(({ isSingle }) => isSingle).length;
    const but = `${absent > 0 ? `, ${absent} not in the model` : ''}${single > 0 ? `, ${single} to single precision` : ''}`;
    return { verdict: 'PASS', detail: `${columns.length} columns${but}` };
  }
  const known = CONTRADICTIONS.get(basename(path));
  if (known !== undefined) return { verdict: 'CONTRADICTED', detail: known };
  const names = columns.flatMap(({ column, fails, difference }) =>
    fails === null
      ? []
      : [`${column} at ${fails.time}: ${fails.got} for ${fails.expected}: ${difference}`],
  );
  return { verdict: 'FAIL', detail: failure ?? names.slice(0, 4).join('; ') };
}

const [folder, option, pattern = ''] = process.argv.slice(2);
if (folder === undefined || (option !== undefined && option !== '--only')) {
  console.error('node tools/import-suite.mjs FOLDER [--only PATTERN]');
  process.exitCode = 2;
} else judgeAll(folder, pattern);

/** @param {string} top @param {string} part of the paths that are looked at */
function judgeAll(top, part) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const path of modelsIn(top).filter((name) => name.includes(part))) {
    let result;
    try {
      result = judge(path);
    } catch (error) {
      result = { verdict: 'FAIL', detail: String(error instanceof Error ? error.stack : error) };
    }
    const kind = `${path.match(MODEL)?.[0].toLowerCase()} ${result.verdict}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    console.log(`${result.verdict} ${relative(top, path)} ${result.detail}`.trim());
  }
  for (const [kind, count] of [...counts].toSorted(([a], [b]) => a.localeCompare(b)))
    console.log(`${kind}: ${count}`);
  if (counts.size === 0) {
    process.exitCode = 2;
    return console.error(`${top} holds no model`);
  }
  process.exitCode = [...counts.keys()].some((kind) => kind.endsWith('FAIL')) ? 3 : 0;
}
