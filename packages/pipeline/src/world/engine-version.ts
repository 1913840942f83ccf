/** Version of the code that computed a record; the version of this package. */
export const ENGINE_VERSION = '0.1.0';
