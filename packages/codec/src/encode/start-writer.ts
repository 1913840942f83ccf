import { WRITE_RECORD } from './write-record-code.ts';

/** What of WebAssembly is used here; the library of the language does not declare it. */
interface Engine {
  readonly Module: new (code: Uint8Array) => object;
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Instance: new (
    module: object,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: { readonly write: WriteRecord } };
  readonly CompileError: new () => Error;
}
declare const WebAssembly: Engine | undefined;

/** Addresses in the memory of the writer, as write-record.wat says; returns the end of the record. */
type WriteRecord = (
  image: number,
  imageEnd: number,
  known: number,
  numbers: number,
  facts: number,
  holes: number,
  texts: number,
  places: number,
  at: number,
) => number;

/** Prints the number at an offset of the numbers to an address; returns where it ends. */
export type PrintNumber = (at: number, offset: number) => number;

/** The code of write-record.wat with a memory of its own. */
export interface Writer {
  readonly memory: ArrayBuffer;
  readonly write: WriteRecord;
}

const PAGE_BYTES = 64 * 1024;

/**
 * @param size bytes of memory
 * @param bind makes what prints into that memory
 * @returns null: there is no WebAssembly, it is forbidden here, or there is no memory for it
 */
export function startWriter(
  size: number,
  bind: (memory: ArrayBuffer) => PrintNumber,
): Writer | null {
  if (typeof WebAssembly === 'undefined') return null;
  const { Module, Memory, Instance, CompileError } = WebAssembly;
  try {
    const memory = new Memory({ initial: Math.ceil(size / PAGE_BYTES) });
    const print = bind(memory.buffer);
    const code = Uint8Array.from(atob(WRITE_RECORD), (unit) => unit.charCodeAt(0));
    const { exports } = new Instance(new Module(code), { codec: { memory, print } });
    return { memory: memory.buffer, write: exports.write };
  } catch (error) {
    if (error instanceof CompileError || error instanceof RangeError) return null;
    throw error;
  }
}
