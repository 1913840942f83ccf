import { hostname } from 'node:os';
import { performance } from 'node:perf_hooks';
import { codeOf } from './file-system.ts';
import { birthOf } from './process-birth.ts';

/** Who holds a lock. `started` tells a process from an earlier one with the same id. */
export interface Holder {
  readonly pid: number;
  readonly started: number;
  readonly host: string;
  /** Tells it from another process with its id; absent where the system does not say. */
  readonly birth?: string | undefined;
}

/** @returns null for what no run has written; a group of processes (0, -1) is nobody either */
export function parseHolder(text: string): Holder | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    const { pid, started, host, birth } = value as Partial<Record<keyof Holder, unknown>>; // unknown fields
    if (!Number.isSafeInteger(pid) || Number(pid) < 1) return null;
    if (typeof started !== 'number' || typeof host !== 'string') return null;
    return {
      pid: Number(pid),
      started,
      host,
      birth: typeof birth === 'string' ? birth : undefined,
    };
  } catch {
    return null;
  }
}

/** Whether the process still lives. One of another machine cannot be asked, so it counts as alive. */
export function isAlive(holder: Holder): boolean {
  if (holder.host !== hostname()) return true;
  if (holder.pid === process.pid) return isSelf(holder);
  try {
    process.kill(holder.pid, 0);
    const birth = birthOf(holder.pid);
    if (birth === null) return false;
    return birth === undefined || holder.birth === undefined || birth === holder.birth;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** This process as the holder of a lock. */
export function describeSelf(): Holder {
  return {
    pid: process.pid,
    started: performance.timeOrigin,
    host: hostname(),
    birth: birthOf(process.pid) ?? undefined,
  };
}

export function isSelf({ pid, started, host }: Holder): boolean {
  return pid === process.pid && started === performance.timeOrigin && host === hostname();
}
