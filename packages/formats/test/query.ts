import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const PROGRAM = join(import.meta.dirname, 'duckdb-process.mjs');

/** What a reader of tables that is not ours finds in them. */
export interface Found {
  readonly types: readonly string[];
  readonly rows: readonly unknown[][];
}

type Answer = Found | { readonly error: string };

let started: ChildProcess | null = null;
let last: Promise<unknown> = Promise.resolve();

/** One process for all queries of a run; it ends with the process of the tests. */
function start(): ChildProcess {
  // copies of values as they are: bigints stay bigints
  const child = fork(PROGRAM, { serialization: 'advanced', stdio: 'inherit', execArgv: [] });
  child.unref();
  child.channel?.unref();
  return child;
}

async function ask(sql: string): Promise<Found> {
  started ??= start();
  const child = started;
  child.channel?.ref();
  child.send({ sql });
  const over = new AbortController();
  const { signal } = over;
  const ended = once(child, 'exit', { signal }).then(([code]): Answer => ({
    error: `DuckDB ended: ${code}`,
  }));
  const answered = once(child, 'message', { signal }).then(([answer]): Answer => answer);
  // the one that lost is given up
  void Promise.allSettled([ended, answered]);
  const answer = await Promise.race([answered, ended]);
  over.abort();
  child.channel?.unref();
  if ('error' in answer) throw new Error(answer.error);
  return answer;
}

/** Runs a query of DuckDB and gives plain values: bigints stay, lists become arrays. */
export function query(sql: string): Promise<Found> {
  const next = last.then(() => ask(sql));
  last = next.catch(() => undefined);
  return next;
}
