// Runs the queries that its parent sends, one after the other: DuckDB is code of the machine, and a
// fault in it would end every test of the process it runs in.
import { DuckDBInstance } from '@duckdb/node-api';

const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
// tests write one file again and again, faster than its time of change tells
await connection.run('set enable_external_file_cache = false');
await connection.run('set parquet_metadata_cache = false');

/** @param {string} sql */
async function answer(sql) {
  try {
    const reader = await connection.runAndReadAll(sql);
    process.send?.({ types: reader.columnTypes().map(String), rows: reader.getRowsJS() });
  } catch (error) {
    process.send?.({ error: String(error) });
  }
}

process.on('message', (/** @type {{ sql: string }} */ { sql }) => void answer(sql));
process.on('disconnect', () => connection.closeSync());
