/**
 * The instructions of WebAssembly that are used here, by their names in its text format.
 * @see https://webassembly.github.io/spec/core/appendix/index-instructions.html
 */
const OPCODES = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  br_if: 0x0d,
  return: 0x0f,
  call: 0x10,
  drop: 0x1a,
  select: 0x1b,
  'local.get': 0x20,
  'local.set': 0x21,
  'local.tee': 0x22,
  'i32.load': 0x28,
  'f64.load': 0x2b,
  'i32.load8_u': 0x2d,
  'i32.store': 0x36,
  'f64.store': 0x39,
  'i32.store8': 0x3a,
  'i32.const': 0x41,
  'i64.const': 0x42,
  'f64.const': 0x44,
  'i32.eqz': 0x45,
  'i32.eq': 0x46,
  'i32.ne': 0x47,
  'i32.lt_s': 0x48,
  'i32.gt_s': 0x4a,
  'i32.le_s': 0x4c,
  'i32.ge_s': 0x4e,
  'i64.eq': 0x51,
  'f64.eq': 0x61,
  'f64.ne': 0x62,
  'f64.lt': 0x63,
  'f64.gt': 0x64,
  'f64.le': 0x65,
  'f64.ge': 0x66,
  'i32.add': 0x6a,
  'i32.sub': 0x6b,
  'i32.mul': 0x6c,
  'i32.and': 0x71,
  'i32.or': 0x72,
  'i32.xor': 0x73,
  'i32.shl': 0x74,
  'i32.shr_s': 0x75,
  'i32.shr_u': 0x76,
  'f64.abs': 0x99,
  'f64.neg': 0x9a,
  'f64.floor': 0x9c,
  'f64.trunc': 0x9d,
  'f64.sqrt': 0x9f,
  'f64.add': 0xa0,
  'f64.sub': 0xa1,
  'f64.mul': 0xa2,
  'f64.div': 0xa3,
  'f64.convert_i32_s': 0xb7,
  'f64.convert_i32_u': 0xb8,
  'i64.reinterpret_f64': 0xbd,
} as const;

/** The others have something behind them, or belong together. */
type Opened = 'block' | 'loop' | 'if';
type Loads = 'i32.load' | 'i32.load8_u' | 'f64.load';
type Stores = 'i32.store' | 'i32.store8' | 'f64.store';
type Immediate =
  | Opened
  | Loads
  | Stores
  | 'else'
  | 'end'
  | 'br'
  | 'br_if'
  | 'call'
  | `local.${string}`
  | `${string}.const`;

/** An instruction that is its opcode. */
export type Plain = Exclude<keyof typeof OPCODES, Immediate>;

/** A double or a whole number of 32 bits; a table of the math is its address. */
export type ValueType = 'd' | 'i';

/** Parameters and results, such as "dd>d". */
export type Signature = `${string}>${string}`;

const TYPES: Readonly<Record<ValueType, number>> = { d: 0x7c, i: 0x7f };
const NO_VALUE = 0x40;

/** Alignments of loads and stores, as powers of two. */
const ALIGNMENTS: Readonly<Record<Loads | Stores, number>> = {
  'i32.load': 2,
  'i32.load8_u': 0,
  'f64.load': 3,
  'i32.store': 2,
  'i32.store8': 0,
  'f64.store': 3,
};

/** A whole number ≥ 0 in LEB128: seven bits a byte, the lowest first. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
  return bytes;
}

/** A whole number of 32 bits in LEB128 with its sign. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest < -64 || rest > 63; rest >>= 7) bytes.push((rest & 127) + 128);
  bytes.push(rest & 127);
  return bytes;
}

const DOUBLE = new DataView(new ArrayBuffer(8));

/** The type of a function in the bytes of a module. */
export function typeBytes(signature: Signature): number[] {
  const [from = '', to = ''] = signature.split('>');
  const list = (types: string): number[] => [
    types.length,
    ...Array.from(types, (type) => TYPES[type as ValueType]), // a signature has no other letters
  ];
  return [0x60, ...list(from), ...list(to)];
}

/** A function under construction: its instructions as bytes. */
export class Code {
  readonly signature: Signature;
  #bytes: number[] = [];
  #front: number[] = [];
  readonly #locals: ValueType[] = [];
  readonly #parameters: number;
  #depth = 0;

  constructor(signature: Signature) {
    this.signature = signature;
    this.#parameters = signature.indexOf('>');
  }

  /** Bytes of the instructions so far. */
  get length(): number {
    return this.#front.length + this.#bytes.length;
  }

  /** A new local variable, 0 when the function begins; parameters are the first ones. */
  local(type: ValueType): number {
    return this.#parameters + this.#locals.push(type) - 1;
  }

  /** Instructions in order. */
  op(...names: readonly Plain[]): this {
    for (const name of names) this.#bytes.push(OPCODES[name]);
    return this;
  }

  get(local: number): this {
    return this.#with(OPCODES['local.get'], local);
  }

  set(local: number): this {
    return this.#with(OPCODES['local.set'], local);
  }

  /** Sets a local variable to the value on the stack and leaves it there. */
  tee(local: number): this {
    return this.#with(OPCODES['local.tee'], local);
  }

  double(value: number): this {
    DOUBLE.setFloat64(0, value, true);
    this.#bytes.push(OPCODES['f64.const']);
    for (let at = 0; at < 8; at += 1) this.#bytes.push(DOUBLE.getUint8(at));
    return this;
  }

  int(value: number): this {
    this.#bytes.push(OPCODES['i32.const'], ...signed(value));
    return this;
  }

  /** The bits of −0. */
  signBit(): this {
    this.#bytes.push(OPCODES['i64.const'], ...Array.from({ length: 9 }, () => 0x80), 0x7f);
    return this;
  }

  /** @param offset added to the address on the stack */
  load(kind: Loads, offset: number): this {
    this.#bytes.push(OPCODES[kind]);
    return this.#with(ALIGNMENTS[kind], offset);
  }

  /** As `load`; the address lies below the value. */
  store(kind: Stores, offset: number): this {
    this.#bytes.push(OPCODES[kind]);
    return this.#with(ALIGNMENTS[kind], offset);
  }

  call(index: number): this {
    return this.#with(OPCODES.call, index);
  }

  /** A double as a whole number of 32 bits. */
  truncate(): this {
    this.#bytes.push(0xfc, 0x02);
    return this;
  }

  /**
   * Opens a block.
   * @param type of its value; null: it has none
   * @returns its label, for `br`
   */
  open(kind: Opened, type: ValueType | null = null): number {
    this.#bytes.push(OPCODES[kind], type === null ? NO_VALUE : TYPES[type]);
    this.#depth += 1;
    return this.#depth;
  }

  otherwise(): this {
    this.#bytes.push(OPCODES.else);
    return this;
  }

  close(): this {
    this.#depth -= 1;
    this.#bytes.push(OPCODES.end);
    return this;
  }

  /** To the end of a block, or the beginning of a loop. */
  br(label: number, kind: 'br' | 'br_if' = 'br'): this {
    return this.#with(OPCODES[kind], this.#depth - label);
  }

  /** Puts instructions in front of all others, behind those that were put there before. */
  atFront(emit: () => void): void {
    const bytes = this.#bytes;
    this.#bytes = this.#front;
    emit();
    this.#front = this.#bytes;
    this.#bytes = bytes;
  }

  /** The function in the bytes of a module: its length, its variables, its instructions. */
  body(): number[] {
    const runs: [count: number, type: ValueType][] = [];
    for (const type of this.#locals) {
      const last = runs.at(-1);
      if (last?.[1] === type) last[0] += 1;
      else runs.push([1, type]);
    }
    const variables = runs.flatMap(([count, type]) => [...unsigned(count), TYPES[type]]);
    const head = [...unsigned(runs.length), ...variables];
    const inner = head.concat(this.#front, this.#bytes, OPCODES.end);
    return unsigned(inner.length).concat(inner);
  }

  /** A byte and a whole number ≥ 0. */
  #with(byte: number, value: number): this {
    if (value < 128) this.#bytes.push(byte, value);
    else this.#bytes.push(byte, ...unsigned(value));
    return this;
  }
}
