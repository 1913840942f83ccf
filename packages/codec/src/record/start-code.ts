/** What of WebAssembly is used here; the library of the language does not declare it. */
interface Engine {
  readonly Module: new (code: Uint8Array) => object;
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Instance: new (
    module: object,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: Readonly<Record<string, unknown>> };
  readonly CompileError: new () => Error;
}
declare const WebAssembly: Engine | undefined;

/** Compiled code with a memory of its own. */
export interface StartedCode {
  readonly memory: ArrayBuffer;
  /** Functions, by the names the code exports them under. */
  readonly exports: Readonly<Record<string, unknown>>;
}

const PAGE_BYTES = 64 * 1024;

/**
 * @param base64 a module that imports its memory, and what `bind` makes, from "codec"
 * @param size bytes of memory
 * @param bind makes what the code calls, over its memory
 * @returns null: there is no WebAssembly, it is forbidden here, or there is no memory for it
 */
export function startCode(
  base64: string,
  size: number,
  bind: (memory: ArrayBuffer) => Readonly<Record<string, unknown>> = () => ({}),
): StartedCode | null {
  if (typeof WebAssembly === 'undefined') return null;
  const { Module, Memory, Instance, CompileError } = WebAssembly;
  try {
    const memory = new Memory({ initial: Math.ceil(size / PAGE_BYTES) });
    const imports = { codec: { memory, ...bind(memory.buffer) } };
    const module = new Module(decodeBase64(base64));
    return { memory: memory.buffer, exports: new Instance(module, imports).exports };
  } catch (error) {
    if (error instanceof CompileError || error instanceof RangeError) return null;
    throw error;
  }
}

/** In a loop: this runs once, when nothing of it is compiled, and a call per byte costs a millisecond. */
function decodeBase64(base64: string): Uint8Array {
  const units = atob(base64);
  const bytes = new Uint8Array(units.length);
  for (let at = 0; at < units.length; at += 1) bytes[at] = units.charCodeAt(at);
  return bytes;
}
