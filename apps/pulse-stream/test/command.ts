import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { FailureRecord, OutputRecord, ResultRecord } from '@pulse-stream/worldstate';
import { onTestFinished } from 'vitest';

const SHIM = join(import.meta.dirname, '../bin/pulse-stream.js');

/** What a finished process left behind. */
export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly stdin?: string | Uint8Array;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the built command as a real process; it ends with the test. */
export function startCommand(
  args: readonly string[],
  options: CommandOptions = {},
): ChildProcessByStdio<Writable, Readable, Readable> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('PULSE_'));
  const child = spawn(process.execPath, [SHIM, ...args], {
    cwd: options.cwd ?? tmpdir(),
    env: { ...Object.fromEntries(inherited), ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  // A command that stops early closes its input: the writer's EPIPE is not of interest.
  child.stdin.on('error', () => undefined);
  return child;
}

/** Runs the built command to its end. */
export function runCommand(
  args: readonly string[],
  options: CommandOptions = {},
): Promise<Finished> {
  const child = startCommand(args, options);
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  child.stdin.end(options.stdin ?? '');
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({
        code,
        signal,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
      }),
    );
  });
}

/** The records of an output. */
export function readRecords(stdout: string): OutputRecord[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): OutputRecord => JSON.parse(line));
}

/** The result records of an output that has no others. */
export function readResults(stdout: string): ResultRecord[] {
  return readRecords(stdout).map((record) => {
    if (record.kind !== 'result') throw new Error(`a failure: ${record.error.message}`);
    return record;
  });
}

/** The failure records of an output. */
export function readFailures(stdout: string): FailureRecord[] {
  return readRecords(stdout).filter((record) => record.kind === 'failure');
}

/** Scenario lines. */
export function toLines(configs: readonly unknown[]): string {
  return configs.map((config) => `${JSON.stringify(config)}\n`).join('');
}

/** A folder that goes away with the test, with these files in it. */
export function createFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'pulse-stream-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}
