import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { join } from 'node:path';

/** Long enough for a process to start on a machine that is busy with other tests. */
export const PROCESS_TIMEOUT_MS = 120_000;

/**
 * Starts a script of `fixtures/` as a process of its own, over the sources.
 * @param stdio default: three pipes
 */
export function startScript(
  name: string,
  args: readonly string[] = [],
  stdio: StdioOptions = 'pipe',
): ChildProcess {
  const loader = join(import.meta.dirname, 'typescript-loader.mjs');
  const script = join(import.meta.dirname, 'fixtures', name);
  return spawn(
    process.execPath,
    ['--conditions=@pulse-stream/source', '--import', loader, script, ...args],
    { stdio, env: { ...process.env, NODE_OPTIONS: '' } },
  );
}

/** Everything a process says on stderr, and its exit code, once it has ended. */
export function collect(child: ChildProcess): Promise<{ code: number | null; stderr: string }> {
  let stderr = '';
  child.stderr?.on('data', (chunk: Uint8Array) => {
    stderr += new TextDecoder().decode(chunk);
  });
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, stderr }));
  });
}
