// Compiles the elementary functions and the normals of packages/simulator to WebAssembly, so that its
// kernel computes what the interpreter does: `node tools/compile-math.mjs`; with `--check` it writes
// nothing and fails when the code is stale.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NumberProgram } from './number-code.mjs';
import { NumberModules } from './number-modules.mjs';
import { readText, ROOT } from './workspace.mjs';

const FOLDER = 'packages/simulator/src';
const FILE = `${FOLDER}/wasm/math-code.ts`;

/** What the kernel calls, by module. */
const CALLED = {
  'math/elementary': ['exp', 'ln', 'pow', 'sigmoid'],
  'math/log10': ['log10'],
  'math/round-half-away': ['roundHalfAway'],
  'math/guarded-division': ['divideOr'],
  'math/circular': ['sin', 'cos', 'tan'],
  'math/arc': ['asin', 'acos', 'atan'],
  'math/hyperbolic': ['sinh', 'cosh', 'tanh'],
  'math/interpolate': ['interpolate'],
  'random/ziggurat': ['fillNormals'],
  'correction/correct-turn': ['correctTurn', 'settleTurn'],
};

/**
 * What JavaScript does for the code: whole numbers of any length, the rest of a division, and what
 * chance gives beside normals.
 */
const HOST = /** @type {const} */ ({
  reduceLarge: 'd>d',
  rest: 'dd>d',
  count: 'iddd>d',
  student: 'i>d',
});

/** The module with the code, as text. */
export function compileMath(modules = new NumberModules()) {
  const { Code } = modules.load(`${FOLDER}/wasm/instructions.ts`).values;
  const program = new NumberProgram(modules, HOST, /** @type {any} */ (Code));
  const { REST } = modules.load(`${FOLDER}/math/reduce-angle.ts`).values;
  const rest = program.addressOf(/** @type {Float64Array} */ (REST));
  for (const [path, names] of Object.entries(CALLED)) {
    const { values } = modules.load(`${FOLDER}/${path}.ts`);
    for (const name of names) {
      const wanted = modules.functionOf(values[name]);
      if (wanted === undefined) throw new Error(`${path} has no function ${name}`);
      program.indexOf(wanted);
    }
  }
  const signatures = [...program.functions].map(([name, types]) => `  ${name}: '${types}',\n`);
  const bodies = Uint8Array.from(program.bodies.flat());
  const tables = [...program.shownTables()].toSorted((a, b) => a.address - b.address);
  const imported = tables.map(
    ({ path, name }) => `import { ${name} } from '${path.replace(FOLDER, '..')}';\n`,
  );
  return `// Generated from ${FOLDER}/math and random by \`node tools/compile-math.mjs\`. Edit those, then run it again.
${imported.join('')}
/** Functions by name, in the order of their indexes: the first are imported. */
export const MATH_FUNCTIONS = {
${signatures.join('')}} as const;

/** How many are imported. */
export const MATH_IMPORTS = ${Object.keys(HOST).length};

/** Where \`REST\` of math/reduce-angle.ts lies in the memory. */
export const REST_ADDRESS = ${rest};

/** The tables of the math and where they lie. */
export const MATH_TABLES: readonly (readonly [address: number, table: Float64Array])[] = [
${tables.map(({ name, address }) => `  [${address}, ${name}],\n`).join('')}];

/** Where the memory of the math ends. */
export const MATH_END = ${program.end};

/** The bodies of the functions that are not imported, in base64. */
export const MATH_BODIES =
${lines(bodies)};
`;
}

/** @param {Uint8Array} bytes */
function lines(bytes) {
  const parts =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,200}/g) ?? [];
  return parts.map((line) => `  '${line}'`).join(' +\n');
}

if (process.argv[1] === import.meta.filename) {
  const code = compileMath();
  if (!process.argv.includes('--check')) writeFileSync(join(ROOT, FILE), code);
  else if (readText(FILE) !== code) {
    console.error(`${FILE} is not what its sources give: run node tools/compile-math.mjs`);
    process.exitCode = 1;
  }
}
