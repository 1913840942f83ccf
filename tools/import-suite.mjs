// Imports every Vensim and XMILE model of a folder and compares its control run with the output that
// lies beside it: PASS, REFUSED (line, construct and way out), CONTRADICTED (an output that another file
// made, with the evidence) or FAIL per file, and counts. What has no output is imported all the same. The
// public suites of the field are such folders; nothing of them is part of this project.
//   node tools/import-suite.mjs FOLDER [--only PATTERN]
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { decodeText, importModel, verifyModel } from '../packages/model-import/dist/index.js';

/** @typedef {{says: string, evidence: string, text?: [from: string, to: string], output?: string}} Contradiction */

/** @type {Contradiction} */
const ACTIVE_INITIAL = {
  says: 'it has no <init_eqn>, and the output is that of ACTIVE INITIAL',
  evidence: 'what Stella made of it, output_stella.csv, passes',
  output: 'output_stella.csv',
};
/**
 * Files of SDXorg/test-models that say something else than the output beside them, which Vensim made of
 * the .mdl of the folder. The evidence is tried at every run, and without it such a file fails:
 *  - test_active_initial: the .mdl has ACTIVE INITIAL(Time, 45), the XMILE only <eqn>Time</eqn>. The folder
 *    has a second output, output_stella.csv, which Stella made of the XMILE: it begins at 0 and passes.
 *  - test_zeroled_decimals: the XMILE says method="RK4", and the output is that of Euler, in which the .mdl
 *    is computed: with method="Euler" the file passes.
 * @type {ReadonlyMap<string, Contradiction>}
 */
const CONTRADICTIONS = new Map([
  ['test_active_initial.xmile', ACTIVE_INITIAL],
  ['test_active_initial.stmx', ACTIVE_INITIAL],
  [
    'test_zeroled_decimals.xmile',
    {
      says: 'it says RK4, and the output is that of Euler',
      evidence: 'with method="Euler" it passes',
      text: ['method="RK4"', 'method="Euler"'],
    },
  ],
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

/** @typedef {{verdict: 'PASS' | 'REFUSED' | 'FAIL' | 'NO OUTPUT' | 'CONTRADICTED', detail: string}} Judgement */

/** @param {string} path @returns {Judgement} */
function judge(path) {
  const output = outputsOf(path).find((name) => existsSync(join(dirname(path), name)));
  const text = decodeText(readFileSync(path));
  const judged = compare(path, text, output);
  const known = CONTRADICTIONS.get(basename(path));
  if (judged.verdict !== 'FAIL' || known === undefined) return judged;
  const proof = compare(path, text.replace(...(known.text ?? ['', ''])), known.output ?? output);
  return proof.verdict === 'PASS'
    ? { verdict: 'CONTRADICTED', detail: `${known.says}; ${known.evidence}: ${proof.detail}` }
    : judged;
}

/**
 * Imports a text and compares its run with an output beside it.
 * @param {string} path @param {string} text @param {string | undefined} output @returns {Judgement}
 */
function compare(path, text, output) {
  const beside = join(dirname(path), output ?? '');
  const data = dataBeside(dirname(path), beside);
  const imported = importModel(text, { file: basename(path), data });
  if (imported.kind === 'refused') {
    const [{ file, line, construct, message, way }] = imported.refusals;
    const detail = `${file}:${line}: ${construct}: ${message} (${way})`;
    return output === undefined
      ? { verdict: 'NO OUTPUT', detail: `refused: ${detail}` }
      : { verdict: 'REFUSED', detail };
  }
  if (output === undefined) return { verdict: 'NO OUTPUT', detail: 'imported' };
  let verification;
  try {
    verification = verifyModel(imported, decodeText(readFileSync(beside)));
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'Refused') throw error;
    // the output has another clock: it is that of another model of the folder
    return { verdict: 'NO OUTPUT', detail: `imported; ${output}: ${error.message}` };
  }
  const { columns, failure, passed } = verification;
  if (passed) {
    const absent = columns.filter(({ name }) => name === null).length;
    const single = columns.filter(({ isSingle }) => isSingle).length;
    const but = `${absent > 0 ? `, ${absent} not in the model` : ''}${single > 0 ? `, ${single} to single precision` : ''}`;
    return { verdict: 'PASS', detail: `${columns.length} columns${but}` };
  }
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
  /** @type {Map<string, Map<string, number>>} */
  const kinds = new Map();
  for (const path of modelsIn(top).filter((name) => name.includes(part))) {
    let result;
    try {
      result = judge(path);
    } catch (error) {
      result = { verdict: 'FAIL', detail: String(error instanceof Error ? error.stack : error) };
    }
    const kind = path.match(MODEL)?.[0].toLowerCase() ?? '';
    const counts = kinds.get(kind) ?? new Map();
    counts.set(result.verdict, (counts.get(result.verdict) ?? 0) + 1);
    kinds.set(kind, counts);
    console.log(`${result.verdict} ${relative(top, path)} ${result.detail}`.trim());
  }
  for (const [kind, counts] of kinds) console.log(describe(kind, counts));
  if (kinds.size === 0) {
    process.exitCode = 2;
    return console.error(`${top} holds no model`);
  }
  process.exitCode = [...kinds.values()].some((counts) => counts.has('FAIL')) ? 3 : 0;
}

/** @param {string} kind @param {ReadonlyMap<string, number>} counts */
function describe(kind, counts) {
  const of = (/** @type {string} */ verdict) => counts.get(verdict) ?? 0;
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return `${kind}: PASS ${of('PASS')} of ${all - of('NO OUTPUT')} with an output, REFUSED ${of('REFUSED')}, CONTRADICTED ${of('CONTRADICTED')}, FAIL ${of('FAIL')}; NO OUTPUT ${of('NO OUTPUT')}`;
}
