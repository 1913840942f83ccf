// The tables of docs/records.md and docs/models.md, made from the schemas of records and models:
// `node tools/record-keys.mjs` says whether the pages have them as they are now, `--write` puts them
// there (then `npx oxfmt` the pages).
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GravityState } from '@pulse-stream/pipeline';
import { describeSchema } from '@pulse-stream/worldstate';
import { IssuedForecast } from '@pulse-stream/worldstate/internal';
import { ROOT } from './workspace.mjs';

export const PAGE = 'docs/records.md';
export const MODEL_PAGE = 'docs/models.md';

/**
 * @typedef {object} Key a key of a record
 * @property {string} path dots between steps; lists are passed through, `NAME` is any key of a map
 * @property {string} type in words; "may be absent" where the record may lack it
 * @property {string} text what it means; '' where the schema does not say and the page has to
 */

/** @typedef {Record<string, any>} Json a node of a JSON Schema */

const ABSENT = '; may be absent';
const LARGEST = Number.MAX_SAFE_INTEGER;
/** So many texts to choose from are listed elsewhere. */
const MANY = 8;

/** Whether it says more than which keys there have to be. @param {Json} option @returns {boolean} */
const isWhole = (option) => Object.keys(option).some((key) => key !== 'required');

/** @param {Json} node @returns {Json[]} what a value may be */
function optionsOf(node) {
  const { anyOf, type } = node;
  // an object may say which of its keys go together; that is no choice of what it is
  const oneOf = node['oneOf']?.some(isWhole) === true ? node['oneOf'] : anyOf;
  if (oneOf?.some(isWhole) === true) return oneOf.flatMap(optionsOf);
  return Array.isArray(type) ? type.map((one) => ({ ...node, type: one })) : [node];
}

/** @param {Json} node @returns {Json[]} what is found in a value when lists are passed through */
const passLists = (node) =>
  optionsOf(node).flatMap((option) =>
    option['items'] === undefined ? [option] : passLists(option['items']),
  );

/** @param {Json} node @returns {Json | null} what a map holds, null where it is none */
function itemOfMap(node) {
  const item = node['additionalProperties'];
  return typeof item === 'object' && node['properties'] === undefined ? item : null;
}

/** @param {Json} node @returns {string} */
function rangeOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }) {
  const low = minimum === -LARGEST ? undefined : minimum;
  const high = maximum === LARGEST ? undefined : maximum;
  if (low !== undefined && high !== undefined) return ` ${low} to ${high}`;
  const bounds = [
    low === undefined ? '' : `≥ ${low}`,
    exclusiveMinimum === undefined ? '' : `> ${exclusiveMinimum}`,
    high === undefined ? '' : `≤ ${high}`,
    exclusiveMaximum === undefined ? '' : `< ${exclusiveMaximum}`,
  ].filter((bound) => bound !== '');
  return bounds.length === 0 ? '' : ` ${bounds.join(', ')}`;
}

/** @param {Json} node @returns {string} */
function typeOfOne(node) {
  if (node['const'] !== undefined) return `\`${node['const']}\``;
  if (node['enum']?.length > MANY) return `one of ${node['enum'].length} texts`;
  if (node['enum'] !== undefined)
    return node['enum'].map((/** @type {string} */ value) => `\`${value}\``).join(' or ');
  const inner = itemOfMap(node);
  if (inner !== null) return `map of ${plural(inner)}`;
  switch (node['type']) {
    case 'string':
      return 'text';
    case 'integer':
    case 'number':
      return `${node['type']}${rangeOf(node)}`;
    case 'boolean':
      return '`true` or `false`';
    case 'array': {
      const { prefixItems: items, minItems: least, maxItems: most } = node;
      if (items !== undefined) return `list of ${items.length} ${plural(items[0])}`;
      const count = least !== undefined && least === most ? `${least} ` : '';
      return `list of ${count}${plural(node['items'])}`;
    }
    case 'object':
    case 'null':
      return node['type'];
    default:
      return 'any JSON';
  }
}

/** @param {Json} node @returns {string} */
const typeOf = (node) => [...new Set(optionsOf(node).map(typeOfOne))].join(' or ');

/** @param {Json} node @returns {string} */
const plural = (node) =>
  typeOf(node)
    .replace(/^(text|object|integer|number|list|map)\b/, '$1s')
    .replace(/ or (text|object|integer|number|list|map)\b/g, ' or $1s');

/** @param {Json} node @param {string} path @param {readonly string[]} closed @returns {Key[]} */
function keysBelow(node, path, closed) {
  if (closed.includes(path)) return [];
  const options = passLists(node);
  const objects = options.filter(({ properties }) => properties !== undefined);
  const own = objects.flatMap(({ properties, required = [] }) =>
    Object.entries(properties).flatMap(([name, inner]) => {
      const full = path === '' ? name : `${path}.${name}`;
      const isSure =
        required.includes(name) &&
        objects.every((other) => Object.hasOwn(other['properties'], name));
      const type = `${typeOf(inner)}${isSure ? '' : ABSENT}`;
      return [
        { path: full, type, text: inner['description'] ?? '' },
        ...keysBelow(inner, full, closed),
      ];
    }),
  );
  const passed = options.flatMap((option) => {
    const item = itemOfMap(option);
    return item === null ? [] : keysBelow(item, `${path}.NAME`, closed);
  });
  return [...own, ...passed];
}

/** @param {Json} node @param {readonly string[]} [closed] paths below which nothing is listed */
function keysOf(node, closed = []) {
  const keys = keysBelow(node, '', closed);
  return keys.filter(({ path }, at) => keys.findIndex((other) => other.path === path) === at);
}

/**
 * Every key of a model file: all but a few may be left out, and each distribution is the same.
 * @returns {Key[]}
 */
export function readModelKeys() {
  return keysOf(describeSchema('model'), ['slots.NAME.initial']).map(({ path, type, text }) => ({
    path,
    type: type.endsWith(ABSENT) ? type.slice(0, -ABSENT.length) : `${type}; required`,
    text,
  }));
}

/** @param {string} kind @returns {Json} the schema of an output line */
function outputLine(kind) {
  const { oneOf } = /** @type {Json} */ (describeSchema('result'));
  return oneOf.find((/** @type {Json} */ option) => option['properties'].kind.const === kind);
}

/**
 * Every key of every record that has a schema, in the order of the record.
 * @returns {Record<string, Key[]>} by kind
 */
export function readRecordKeys() {
  return {
    result: keysOf(outputLine('result')),
    failure: keysOf(outputLine('failure')),
    forecast: keysOf(IssuedForecast.toJSONSchema()),
    // what the learner keeps of the past: read by the program that wrote it, and by no other
    'gravity-state': keysOf(GravityState.toJSONSchema(), ['gravity', 'track_record']),
  };
}

const TABLE = /<!-- keys of ([\w-]+)(?:: ([\w.]+))? -->\n\n((?:\|.*\n)*)/g;
const HEAD = ['| key | holds | meaning |', '| --- | --- | --- |'];

/** @param {string} table @returns {Map<string, string>} texts by path */
function textsOf(table) {
  const rows = table.split('\n').map((row) => row.split(/(?<!\\)\|/).map((cell) => cell.trim()));
  return new Map(rows.map(([, key = '', , text = '']) => [key.replaceAll('`', ''), text]));
}

/** @param {string} path @param {string} table its prefix, '' is the whole record */
const isBelow = (path, table) => table === '' || path === table || path.startsWith(`${table}.`);

/**
 * The page with the tables that its schemas ask for. A key is in the table of the longest path it is
 * below; a text that no schema has is that of the page.
 * @param {string} page
 * @returns {string}
 */
export function fillTables(page) {
  /** @type {Record<string, Key[]>} */
  const keys = { ...readRecordKeys(), model: readModelKeys() };
  const places = [...page.matchAll(TABLE)].map(([, kind = '', path = '']) => ({ kind, path }));
  return page.replaceAll(TABLE, (_all, kind, prefix = '', table) => {
    const longer = places.filter(
      (place) => place.kind === kind && place.path.length > prefix.length,
    );
    const old = textsOf(table);
    const rows = (keys[kind] ?? [])
      .filter(({ path }) => isBelow(path, prefix))
      .filter(({ path }) => !longer.some((place) => isBelow(path, place.path)))
      .map(({ path, type, text }) => {
        const told = text === '' ? (old.get(path) ?? '') : text.replaceAll('|', String.raw`\|`);
        return `| \`${path}\` | ${type} | ${told} |`;
      });
    const mark = `<!-- keys of ${kind}${prefix === '' ? '' : `: ${prefix}`} -->`;
    return `${mark}\n\n${[...HEAD, ...rows].join('\n')}\n`;
  });
}

/** Without what the formatter decides: widths of columns. @param {string} page @returns {string} */
export const unaligned = (page) => page.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');

if (process.argv[1] === import.meta.filename)
  for (const path of [PAGE, MODEL_PAGE]) {
    const page = readFileSync(join(ROOT, path), 'utf8');
    const filled = fillTables(page);
    if (process.argv.includes('--write')) writeFileSync(join(ROOT, path), filled);
    else if (unaligned(filled) !== unaligned(page)) {
      process.exitCode = 1;
      process.stdout.write(
        `${path} is not as the schemas are: node tools/record-keys.mjs --write\n`,
      );
    }
  }
