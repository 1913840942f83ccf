import { PulseError } from '@pulse-stream/worldstate';
import type { PulseErrorCode } from '@pulse-stream/worldstate/internal';
import { codeOf } from './file-system.ts';

/** What the operating system meant, in words of our own. */
const REASONS = new Map([
  ['ENOENT', 'there is no such file or folder'],
  ['ENOTDIR', 'a part of the path is not a folder'],
  ['EISDIR', 'it is a folder'],
  ['EBADF', 'it is closed'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'no space is left on the device'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EFBIG', 'the file would be larger than allowed'],
  ['EIO', 'the device reported an error'],
  ['EMFILE', 'too many files are open'],
  ['ENFILE', 'too many files are open on this machine'],
  ['ENAMETOOLONG', 'the name is too long'],
  ['ELOOP', 'the path is a loop of links, or a link where none may be'],
  ['EBUSY', 'another program holds it'],
  ['ETXTBSY', 'another program is running it'],
  ['EXDEV', 'it would have to move to another file system'],
  ['EAGAIN', 'it is not ready'],
  ['ENXIO', 'nothing answers at the other end'],
  ['ERR_INVALID_ARG_VALUE', 'the name holds a character that no path can hold'],
]);

/** Why an operation failed, for people; a code nobody described is named. */
function explainSystemError(error: unknown): string {
  const code = codeOf(error);
  return REASONS.get(code) ?? (code === '' ? 'an unknown error' : `system error ${code}`);
}

/** The one-line error for a file that cannot be used. A PulseError passes as it is. */
export function wrapSystemError(code: PulseErrorCode, what: string, error: unknown): PulseError {
  if (error instanceof PulseError) return error;
  const reason =
    code === 'output-unwritable' && codeOf(error) === 'ENOENT'
      ? 'its folder does not exist'
      : explainSystemError(error);
  return new PulseError(code, `${what}: ${reason}`, { cause: error });
}

/** The error of a run that was told to stop. */
export function abortedError(signal: AbortSignal): PulseError {
  return new PulseError('aborted', 'the run was told to stop', { cause: signal.reason });
}
