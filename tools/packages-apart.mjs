// Packages that lie in files of their own beside the bundle of the command: few runs need them, and
// reading is part of starting.

/**
 * What is in their files.
 * @param {ReadonlySet<string>} partsOfZod what of zod is used
 * @returns {Readonly<Record<string, string>>}
 */
export const packagesApart = (partsOfZod) => ({
  zod: `import * as zod from 'zod'; export const z = { ${[...partsOfZod].join(', ')} };`,
  yaml: "export * from 'yaml';",
  'csv-parse/sync': "export * from 'csv-parse/sync';",
  ndjson: "export * from 'ndjson';",
  'd3-dsv': "export { csvFormatRow } from 'd3-dsv';",
  'd3-scale': "export { scaleLinear } from 'd3-scale';",
  'd3-shape': "export { area, line } from 'd3-shape';",
  'hyparquet-writer': "export { ByteWriter, ParquetWriter } from 'hyparquet-writer';",
  '@sdeverywhere/parse': "export { parseVensimModel } from '@sdeverywhere/parse';",
  '@rgrove/parse-xml': "export * from '@rgrove/parse-xml';",
  // one file for the parts of the client: they share classes
  '@nats-io/transport-node':
    "export { connect, credsAuthenticator, errors, nkeyAuthenticator } from '@nats-io/transport-node'; export * from '@nats-io/jetstream'; export { Objm } from '@nats-io/obj';",
  '@bsull/augurs/mstl': "export { initSync, MSTL } from '@bsull/augurs/mstl';",
});
/** Lies beside the library that it is the program of. */
export const WASM = 'mstl_bg.wasm';
/** Packages that lie in the file of another one. @type {Readonly<Record<string, string>>} */
export const TOGETHER = {
  '@nats-io/jetstream': '@nats-io/transport-node',
  '@nats-io/obj': '@nats-io/transport-node',
};
export const fileOf = (/** @type {string} */ name) =>
  `./${(TOGETHER[name] ?? name).replaceAll('/', '-')}.cjs`;
