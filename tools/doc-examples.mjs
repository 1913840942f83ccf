// Finds the examples of a Markdown page and makes them runnable; CONTRIBUTING.md says how to write one.
import ts from 'typescript';

/**
 * @typedef {object} Block a fenced block
 * @property {string} language first word after the fence
 * @property {string} text
 * @property {number} line 1-based, of the opening fence
 * @property {Map<string, string>} directives from the comments above it: `<!-- exit: 3 -->`
 * @property {boolean} sameSection no heading between it and the block before
 */

/**
 * @typedef {object} ModuleExample
 * @property {'module'} kind
 * @property {number} line
 * @property {string} code TypeScript as written
 */

/**
 * @typedef {object} SessionExample commands for a shell and what they print
 * @property {'session'} kind
 * @property {number} line
 * @property {string} script
 * @property {string | null} output expected on stdout; null when the page does not show it
 * @property {number} exit expected exit code
 */

/**
 * @typedef {object} FileExample a file the sessions below it find in their folder
 * @property {'file'} kind
 * @property {number} line
 * @property {string} name
 * @property {string} text
 */

/**
 * @typedef {object} DataExample data that is only shown
 * @property {'data'} kind
 * @property {number} line
 * @property {string} language
 * @property {string} text
 */

/** @typedef {ModuleExample | SessionExample | FileExample | DataExample} Example */

const FENCE = /^(`{3,})\s*(\w*)/;
const DIRECTIVE = /^<!--\s*(file|exit|not run):\s*(.+?)\s*-->$/;
const DATA = new Set(['json', 'jsonl', 'ndjson', 'yaml']);
const OUTPUT = new Set(['text', 'json', 'jsonl', 'ndjson']);

/**
 * Every fenced block of a page, in order.
 * @param {string} markdown
 * @returns {Block[]}
 */
export function readBlocks(markdown) {
  const lines = markdown.split('\n');
  /** @type {Block[]} */
  const blocks = [];
  let directives = new Map();
  let sameSection = false;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const fence = FENCE.exec(line);
    const directive = DIRECTIVE.exec(line.trim());
    if (directive !== null) directives.set(directive[1], directive[2]);
    else if (fence !== null) {
      const end = lines.indexOf(fence[1] ?? '', index + 1);
      if (end < 0) throw new Error(`line ${index + 1}: this fence is never closed`);
      const text = lines.slice(index + 1, end).join('\n');
      blocks.push({ language: fence[2] ?? '', text, line: index + 1, directives, sameSection });
      directives = new Map();
      sameSection = true;
      index = end;
    } else if (line.trim() !== '') {
      directives = new Map();
      if (line.startsWith('#')) sameSection = false;
    }
  }
  return blocks;
}

/**
 * The examples of a page, in order.
 * @param {string} markdown
 * @returns {Example[]}
 * @throws Error when a block cannot be run and does not say why
 */
export function examplesOf(markdown) {
  const blocks = readBlocks(markdown);
  /** @type {Example[]} */
  const examples = [];
  for (const [index, block] of blocks.entries()) {
    const { language, text, line, directives } = block;
    const name = directives.get('file');
    if (name !== undefined) examples.push({ kind: 'file', line, name, text: `${text}\n` });
    else if (/^(ts|js|mjs|typescript|javascript)$/.test(language))
      examples.push({ kind: 'module', line, code: text });
    else if (/^(sh|bash|shell|console)$/.test(language)) {
      if (!directives.has('not run')) examples.push(sessionOf(block, outputAfter(blocks, index)));
    } else if (DATA.has(language) && !isOutput(blocks, index))
      examples.push({ kind: 'data', line, language, text });
  }
  return examples;
}

/**
 * The block that shows what the session at `index` prints, or null.
 * @param {Block[]} blocks
 * @param {number} index
 */
function outputAfter(blocks, index) {
  const next = blocks[index + 1];
  const shows =
    next !== undefined &&
    next.sameSection &&
    OUTPUT.has(next.language) &&
    !next.directives.has('file');
  return shows ? next.text : null;
}

/**
 * True when the block shows what the session before it prints.
 * @param {Block[]} blocks
 * @param {number} index
 */
function isOutput(blocks, index) {
  const before = blocks[index - 1];
  return (
    before !== undefined &&
    /^(sh|bash|shell|console)$/.test(before.language) &&
    outputAfter(blocks, index - 1) !== null
  );
}

/**
 * @param {Block} block
 * @param {string | null} output
 * @returns {SessionExample}
 */
function sessionOf({ language, text, line, directives }, output) {
  const exit = Number(directives.get('exit') ?? 0);
  if (language !== 'console') return { kind: 'session', line, script: text, output, exit };
  const lines = text.split('\n');
  const commands = lines.filter((entry) => entry.startsWith('$ ')).map((entry) => entry.slice(2));
  const printed = lines.filter((entry) => !entry.startsWith('$ '));
  const shown = printed.length > 0 ? printed.join('\n') : output;
  return { kind: 'session', line, script: commands.join('\n'), output: shown, exit };
}

/**
 * JavaScript that runs a TypeScript example and exports `checked`: one {line, actual, expected} for
 * every statement `expression; // => value`. `console.log(expression); // => value` checks what it logs.
 * @param {ModuleExample} example
 * @throws Error when a `// =>` stands where it would not be checked
 */
export function toModule({ code, line }) {
  const tree = ts.createSourceFile('example.ts', code, ts.ScriptTarget.ES2023, true);
  let result = '';
  let copied = 0;
  let found = 0;
  for (const statement of tree.statements) {
    const comments = ts.getTrailingCommentRanges(code, statement.end) ?? [];
    const comment = comments.map(({ pos, end }) => code.slice(pos, end)).join(' ');
    const value = /^\/\/ => (.+)$/.exec(comment);
    if (value === null || !ts.isExpressionStatement(statement)) continue;
    found += 1;
    const start = statement.getStart(tree);
    const at = line + tree.getLineAndCharacterOfPosition(start).line + 1;
    result += `${code.slice(copied, start)}checked.push({ line: ${at}, actual: ${subjectOf(statement)}, expected: (${value[1]}) });`;
    copied = statement.end;
  }
  const written = code.match(/\/\/ =>/g)?.length ?? 0;
  if (written !== found)
    throw new Error(
      `line ${line}: ${written - found} of ${written} "// =>" follow no statement of the top level`,
    );
  const source = `export const checked: any[] = [];\n${result}${code.slice(copied)}`;
  const compilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    verbatimModuleSyntax: true,
  };
  return { checks: found, code: ts.transpileModule(source, { compilerOptions }).outputText };
}

/**
 * Source of the value a checked statement is about.
 * @param {ts.ExpressionStatement} statement
 */
function subjectOf({ expression }) {
  const logged =
    ts.isCallExpression(expression) && expression.expression.getText() === 'console.log'
      ? expression.arguments[0]
      : undefined;
  return (logged ?? expression).getText();
}

/**
 * True when `actual` is what a page shows. In the page `…` stands for any characters, and a line
 * that is only `…` for any number of lines.
 * @param {string} actual
 * @param {string} shown
 */
export function isAsShown(actual, shown) {
  return linesMatch(actual.trimEnd().split('\n'), shown.trimEnd().split('\n'));
}

/**
 * @param {string[]} have
 * @param {string[]} want
 * @returns {boolean}
 */
function linesMatch(have, want) {
  const [first, ...rest] = want;
  if (first === undefined) return have.length === 0;
  if (first.trim() === '…')
    return [...have.keys(), have.length].some((skipped) => linesMatch(have.slice(skipped), rest));
  const [line, ...others] = have;
  return line !== undefined && patternOf(first).test(line.trimEnd()) && linesMatch(others, rest);
}

/** @param {string} shown one line */
function patternOf(shown) {
  const parts = shown.trimEnd().split('…');
  const escaped = parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${escaped.join('.*')}$`);
}

/**
 * Addresses a page links to, with their lines; code is left out.
 * @param {string} markdown
 * @returns {{line: number, target: string}[]}
 */
export function linksOf(markdown) {
  let fenced = false;
  return markdown.split('\n').flatMap((line, index) => {
    if (FENCE.test(line)) fenced = !fenced;
    if (fenced) return [];
    const prose = line.replaceAll(/`[^`]*`/g, '');
    return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => ({
      line: index + 1,
      target: match[1] ?? '',
    }));
  });
}

/**
 * The anchors of a page's headings, as GitHub makes them.
 * @param {string} markdown
 */
export function anchorsOf(markdown) {
  const headings = markdown.split('\n').filter((line) => /^#{1,6} /.test(line));
  return headings.map((line) =>
    line
      .replace(/^#+ /, '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
