// Names, constants and types of functions of numbers, as tools/number-code.mjs compiles them.
import ts from 'typescript';
import { signatureOf } from './number-signatures.mjs';

/**
 * @typedef {import('./number-modules.mjs').NumberFunction} NumberFunction
 * @typedef {import('./number-code.mjs').NumberProgram} NumberProgram
 * @typedef {import('../packages/simulator/src/wasm/instructions.ts').Code} Code
 * @typedef {import('../packages/simulator/src/wasm/instructions.ts').Plain} Plain
 */

/**
 * How a value lies on the stack: a double, a whole number with or without a sign, a truth. `n`: a
 * whole constant, which is what it is asked to be.
 * @typedef {'d' | 'i' | 'u' | 'b' | 'n'} Type
 *
 * @typedef {{kind: 'local', type: Type, local: number}} LocalBinding
 * @typedef {{kind: 'array', element: string, local: number | null, address: number}} ArrayBinding
 * @typedef {LocalBinding | ArrayBinding | {kind: 'constant', value: unknown}} Binding
 */

/** @type {Readonly<Record<string, readonly [of: Type, size: number]>>} */
const ELEMENTS = {
  Float64Array: ['d', 3],
  Int32Array: ['i', 2],
  Uint32Array: ['u', 2],
};

/** Functions that are an instruction. @type {ReadonlyMap<unknown, readonly Plain[]>} */
export const INSTRUCTIONS = new Map(
  /** @type {const} */ ([
    [Math.floor, ['f64.floor']],
    [Math.trunc, ['f64.trunc']],
    [Math.abs, ['f64.abs']],
    [Math.sqrt, ['f64.sqrt']],
  ]),
);

const K = ts.SyntaxKind;

/** @type {Readonly<Partial<Record<ts.SyntaxKind, readonly [double: Plain, whole: Plain]>>>} */
export const COMPARISONS = {
  [K.LessThanToken]: ['f64.lt', 'i32.lt_s'],
  [K.LessThanEqualsToken]: ['f64.le', 'i32.le_s'],
  [K.GreaterThanToken]: ['f64.gt', 'i32.gt_s'],
  [K.GreaterThanEqualsToken]: ['f64.ge', 'i32.ge_s'],
  [K.EqualsEqualsEqualsToken]: ['f64.eq', 'i32.eq'],
  [K.ExclamationEqualsEqualsToken]: ['f64.ne', 'i32.ne'],
};

/** @type {Readonly<Partial<Record<ts.SyntaxKind, Plain>>>} */
export const WHOLE = { [K.PlusToken]: 'i32.add', [K.MinusToken]: 'i32.sub' };

/** @type {Readonly<Partial<Record<ts.SyntaxKind, Plain>>>} */
export const BITS = {
  [K.AmpersandToken]: 'i32.and',
  [K.BarToken]: 'i32.or',
  [K.CaretToken]: 'i32.xor',
  [K.LessThanLessThanToken]: 'i32.shl',
  [K.GreaterThanGreaterThanToken]: 'i32.shr_s',
  [K.GreaterThanGreaterThanGreaterThanToken]: 'i32.shr_u',
};

/** The names that the expressions of one function read, and the types of these. */
export class Scope {
  /** @type {Map<string, Binding>[]} */
  #scopes = [new Map()];

  /** @param {NumberProgram} program @param {Code} code @param {NumberFunction} at */
  constructor(program, code, at) {
    this.program = program;
    this.code = code;
    this.at = at;
    /** @type {Type | null} */
    this.result = resultOf(at);
  }

  /** @param {ts.Node} node @returns {never} */
  refuse(node) {
    const { source, path } = this.at.module;
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    throw new Error(
      `${path}:${line + 1}: no code of numbers: ${node.getText(source).slice(0, 60)}`,
    );
  }

  openScope() {
    this.#scopes.push(new Map());
  }

  closeScope() {
    this.#scopes.pop();
  }

  /** @param {ts.BindingName} name @param {Binding} binding */
  bind(name, binding) {
    if (!ts.isIdentifier(name)) return this.refuse(name);
    this.#scopes.at(-1)?.set(name.text, binding);
  }

  /** @param {Type} type @returns {LocalBinding} */
  newLocal(type) {
    const kept = type === 'n' ? 'i' : type;
    return { kind: 'local', type: kept, local: this.code.local(kept === 'd' ? 'd' : 'i') };
  }

  /** What a name stands for. @param {ts.Identifier} node @returns {Binding} */
  meaning(node) {
    for (const scope of this.#scopes.toReversed()) {
      const found = scope.get(node.text);
      if (found !== undefined) return found;
    }
    const value =
      node.text in this.at.module.values ? this.at.module.values[node.text] : GLOBALS[node.text];
    if (ArrayBuffer.isView(value)) {
      const element = value.constructor.name;
      return { kind: 'array', element, local: null, address: this.program.addressOf(value) };
    }
    return value === undefined ? this.refuse(node) : { kind: 'constant', value };
  }

  /** Without parentheses and what is only said to TypeScript. @param {ts.Expression} node @returns {ts.Expression} */
  bare(node) {
    return ts.isParenthesizedExpression(node) ||
      ts.isAsExpression(node) ||
      ts.isNonNullExpression(node)
      ? this.bare(node.expression)
      : node;
  }

  /** The value of a constant expression; undefined: it is none. @param {ts.Expression} expression @returns {unknown} */
  valueOf(expression) {
    const node = this.bare(expression);
    if (ts.isNumericLiteral(node)) return Number(node.text);
    if (ts.isIdentifier(node)) {
      const meaning = this.meaning(node);
      return meaning.kind === 'constant' ? meaning.value : undefined;
    }
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
      const of = GLOBALS[node.expression.text];
      return of === undefined ? undefined : Reflect.get(Object(of), node.name.text);
    }
    if (ts.isPrefixUnaryExpression(node) && node.operator === K.MinusToken) {
      const value = this.valueOf(node.operand);
      return typeof value === 'number' ? -value : undefined;
    }
    if (!ts.isBinaryExpression(node)) return undefined;
    const [left, right] = [this.valueOf(node.left), this.valueOf(node.right)];
    if (typeof left !== 'number' || typeof right !== 'number') return undefined;
    switch (node.operatorToken.kind) {
      case K.PlusToken:
        return left + right;
      case K.MinusToken:
        return left - right;
      case K.AsteriskToken:
        return left * right;
      case K.SlashToken:
        return left / right;
      default:
        return undefined;
    }
  }

  /** One type for several values. @param {readonly ts.Expression[]} nodes @returns {Type} */
  typeOfSome(nodes) {
    const types = new Set(nodes.map((node) => this.typeOf(node)));
    if (types.size > 1) types.delete('n');
    const [first = 'd'] = types;
    return types.size > 1 ? 'd' : first;
  }

  /** How a value lies on the stack by itself. @param {ts.Expression} expression @returns {Type} */
  typeOf(expression) {
    const node = this.bare(expression);
    const value = this.valueOf(node);
    if (typeof value === 'number')
      return Math.abs(value) < 2 ** 31 && Object.is(value | 0, value) ? 'n' : 'd';
    if (ts.isIdentifier(node)) {
      const meaning = this.meaning(node);
      return meaning.kind === 'local' ? meaning.type : this.refuse(node);
    }
    if (ts.isPrefixUnaryExpression(node)) return node.operator === K.ExclamationToken ? 'b' : 'd';
    if (ts.isConditionalExpression(node)) return this.typeOfSome([node.whenTrue, node.whenFalse]);
    if (ts.isElementAccessExpression(node)) return this.elementOf(node)[0];
    if (ts.isCallExpression(node)) return this.#typeOfCall(node);
    if (!ts.isBinaryExpression(node)) return this.refuse(node);
    const { kind } = node.operatorToken;
    if (kind === K.GreaterThanGreaterThanGreaterThanToken) return 'u';
    if (BITS[kind] !== undefined) return 'i';
    if (COMPARISONS[kind] !== undefined) return 'b';
    if (kind === K.AmpersandAmpersandToken || kind === K.BarBarToken) return 'b';
    return WHOLE[kind] !== undefined && this.areWhole(node.left, node.right, 'in') ? 'i' : 'd';
  }

  /** @param {ts.Expression} left @param {ts.Expression} right @param {string} types */
  areWhole(left, right, types) {
    return types.includes(this.typeOf(left)) && types.includes(this.typeOf(right));
  }

  /** What an array holds, and the array. @param {ts.ElementAccessExpression} node @returns {readonly [type: Type, size: number, array: ArrayBinding]} */
  elementOf({ expression }) {
    const array = ts.isIdentifier(expression) ? this.meaning(expression) : null;
    if (array?.kind !== 'array') return this.refuse(expression);
    const [type, size] = ELEMENTS[array.element] ?? this.refuse(expression);
    return [type, size, array];
  }

  /** @param {ts.CallExpression} node @returns {Type} */
  #typeOfCall({ expression }) {
    const callee = this.valueOf(expression);
    if (callee === Object.is || callee === Number.isNaN) return 'b';
    if (INSTRUCTIONS.has(callee)) return 'd';
    const wanted = this.program.modules.functionOf(callee);
    if (wanted === undefined) return this.refuse(expression);
    return signatureOf(wanted).endsWith('>i') ? 'i' : 'd';
  }
}

/** @type {Readonly<Record<string, unknown>>} */
const GLOBALS = { Math, Number, Object, NaN, Infinity };

/** @param {NumberFunction} at @returns {Type | null} */
function resultOf(at) {
  const [, result = ''] = signatureOf(at).split('>');
  return result === 'd' || result === 'i' ? result : null;
}
