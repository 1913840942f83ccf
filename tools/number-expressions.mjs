// The expressions of functions of numbers, as tools/number-code.mjs compiles them.
import ts from 'typescript';
import { isInlined, NumberCode, signatureOf } from './number-code.mjs';

/**
 * @typedef {import('./number-modules.mjs').NumberFunction} NumberFunction
 * @typedef {import('./number-code.mjs').NumberProgram} NumberProgram
 * @typedef {import('../packages/simulator/src/kernel/instructions.ts').Code} Code
 * @typedef {import('../packages/simulator/src/kernel/instructions.ts').Plain} Plain
 */

/**
 * How a value lies on the stack: a double, a whole number with or without a sign, a truth. `n`: a
 * whole constant, which is what it is asked to be.
 * @typedef {'d' | 'i' | 'u' | 'b' | 'n'} Type
 *
 * @typedef {{kind: 'local', type: Type, local: number}} LocalBinding
 * @typedef {LocalBinding
 *   | {kind: 'array', element: string, local: number | null, address: number}
 *   | {kind: 'constant', value: unknown}} Binding
 */

/** @type {Readonly<Record<string, readonly [of: Type, size: number]>>} */
const ELEMENTS = {
  Float64Array: ['d', 3],
  Int32Array: ['i', 2],
  Uint32Array: ['u', 2],
};

/** @type {ReadonlyMap<unknown, readonly Plain[]>} */
const INSTRUCTIONS = new Map(
  /** @type {const} */ ([
    [Math.floor, ['f64.floor']],
    [Math.trunc, ['f64.trunc']],
    [Math.abs, ['f64.abs']],
    [Math.sqrt, ['f64.sqrt']],
  ]),
);

const K = ts.SyntaxKind;

/** @type {Readonly<Partial<Record<ts.SyntaxKind, readonly [double: Plain, whole: Plain]>>>} */
const COMPARISONS = {
  [K.LessThanToken]: ['f64.lt', 'i32.lt_s'],
  [K.LessThanEqualsToken]: ['f64.le', 'i32.le_s'],
  [K.GreaterThanToken]: ['f64.gt', 'i32.gt_s'],
  [K.GreaterThanEqualsToken]: ['f64.ge', 'i32.ge_s'],
  [K.EqualsEqualsEqualsToken]: ['f64.eq', 'i32.eq'],
  [K.ExclamationEqualsEqualsToken]: ['f64.ne', 'i32.ne'],
};

/** @type {Readonly<Partial<Record<ts.SyntaxKind, Plain>>>} */
const ARITHMETIC = {
  [K.PlusToken]: 'f64.add',
  [K.MinusToken]: 'f64.sub',
  [K.AsteriskToken]: 'f64.mul',
  [K.SlashToken]: 'f64.div',
};

/** @type {Readonly<Partial<Record<ts.SyntaxKind, Plain>>>} */
const WHOLE = { [K.PlusToken]: 'i32.add', [K.MinusToken]: 'i32.sub' };

/** @type {Readonly<Partial<Record<ts.SyntaxKind, Plain>>>} */
const BITS = {
  [K.AmpersandToken]: 'i32.and',
  [K.BarToken]: 'i32.or',
  [K.CaretToken]: 'i32.xor',
  [K.LessThanLessThanToken]: 'i32.shl',
  [K.GreaterThanGreaterThanToken]: 'i32.shr_s',
  [K.GreaterThanGreaterThanGreaterThanToken]: 'i32.shr_u',
};

/** Expressions of one function and the names they read. */
export class Expressions {
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

  /** A variable of one of some values, the first of which it has. @param {ts.Identifier} name @param {readonly [ts.Expression, ...ts.Expression[]]} values @param {string | null} type */
  declare(name, values, type) {
    const isVariable = (ts.getCombinedNodeFlags(name.parent) & ts.NodeFlags.Const) === 0;
    const found = this.typeOfSome(values);
    const kept = type === 'i' ? 'i' : found === 'n' && isVariable ? 'd' : found;
    const local = this.newLocal(kept);
    this.assign(local, values[0]);
    this.bind(name, local);
  }

  /** @param {LocalBinding} local @param {ts.Expression} value */
  assign(local, value) {
    this.emit(value, local.type);
    this.code.set(local.local);
  }

  /** What a name stands for. @param {ts.Identifier} node @returns {Binding} */
  #meaning(node) {
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
      const meaning = this.#meaning(node);
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
      const meaning = this.#meaning(node);
      return meaning.kind === 'local' ? meaning.type : this.refuse(node);
    }
    if (ts.isPrefixUnaryExpression(node)) return node.operator === K.ExclamationToken ? 'b' : 'd';
    if (ts.isConditionalExpression(node)) return this.typeOfSome([node.whenTrue, node.whenFalse]);
    if (ts.isElementAccessExpression(node)) return this.#element(node).type;
    if (ts.isCallExpression(node)) return this.#called(node).type;
    if (!ts.isBinaryExpression(node)) return this.refuse(node);
    const { kind } = node.operatorToken;
    if (kind === K.GreaterThanGreaterThanGreaterThanToken) return 'u';
    if (BITS[kind] !== undefined) return 'i';
    if (COMPARISONS[kind] !== undefined) return 'b';
    if (kind === K.AmpersandAmpersandToken || kind === K.BarBarToken) return 'b';
    return WHOLE[kind] !== undefined && this.#areWhole(node.left, node.right, 'in') ? 'i' : 'd';
  }

  /** @param {ts.Expression} left @param {ts.Expression} right @param {string} types */
  #areWhole(left, right, types) {
    return types.includes(this.typeOf(left)) && types.includes(this.typeOf(right));
  }

  /** Leaves the value of an expression on the stack. @param {ts.Expression} expression @param {Type | null} wanted null: nothing */
  emit(expression, wanted) {
    const node = this.bare(expression);
    const { code } = this;
    const value = this.valueOf(node);
    if (typeof value === 'number') {
      if (wanted === 'd') code.double(value);
      else code.int(value | 0);
      return;
    }
    const type = this.typeIn(node, wanted);
    this.#emit(node, type);
    if (type === wanted || wanted === null) return;
    if (wanted === 'd') code.op(type === 'u' ? 'f64.convert_i32_u' : 'f64.convert_i32_s');
    else if (type === 'd') code.truncate();
  }

  /** How a value is computed where it is wanted as something: sums of bits wrap. @param {ts.Expression} node @param {Type | null} wanted @returns {Type} */
  typeIn(node, wanted) {
    if (wanted === null) return 'd';
    if (wanted !== 'i') return this.typeOf(node);
    if (ts.isBinaryExpression(node) && WHOLE[node.operatorToken.kind] !== undefined)
      return this.#areWhole(node.left, node.right, 'inu') ? 'i' : 'd';
    if (ts.isPrefixUnaryExpression(node) && node.operator === K.MinusToken)
      return this.typeOf(node.operand) === 'd' ? 'd' : 'i';
    return this.typeOf(node);
  }

  /** @param {ts.Expression} node @param {Type} type */
  #emit(node, type) {
    const { code } = this;
    if (ts.isIdentifier(node)) {
      const meaning = this.#meaning(node);
      if (meaning.kind !== 'local') return this.refuse(node);
      return code.get(meaning.local);
    }
    if (ts.isPrefixUnaryExpression(node)) return this.#prefix(node, type);
    if (ts.isElementAccessExpression(node)) return this.#element(node).load();
    if (ts.isCallExpression(node)) return this.#called(node).emit();
    if (ts.isBinaryExpression(node)) return this.#binary(node, type);
    if (!ts.isConditionalExpression(node)) return this.refuse(node);
    this.emit(node.condition, 'b');
    code.open('if', type === 'd' ? 'd' : 'i');
    this.emit(node.whenTrue, type);
    code.otherwise();
    this.emit(node.whenFalse, type);
    return code.close();
  }

  /** @param {ts.PrefixUnaryExpression} node @param {Type} type */
  #prefix(node, type) {
    const { code } = this;
    if (node.operator === K.ExclamationToken) {
      this.emit(node.operand, 'b');
      return code.op('i32.eqz');
    }
    if (node.operator !== K.MinusToken) return this.refuse(node);
    if (type === 'i') code.int(0);
    this.emit(node.operand, type);
    return code.op(type === 'i' ? 'i32.sub' : 'f64.neg');
  }

  /** @param {ts.BinaryExpression} node @param {Type} type */
  #binary(node, type) {
    const { code } = this;
    const { left, right } = node;
    const { kind } = node.operatorToken;
    const [bits, compared] = [BITS[kind], COMPARISONS[kind]];
    if (kind === K.AmpersandAmpersandToken || kind === K.BarBarToken) {
      const isAnd = kind === K.AmpersandAmpersandToken;
      this.emit(left, 'b');
      code.open('if', 'i');
      if (isAnd) this.emit(right, 'b');
      else code.int(1);
      code.otherwise();
      if (isAnd) code.int(0);
      else this.emit(right, 'b');
      return code.close();
    }
    if (compared !== undefined) {
      const isWhole = this.#areWhole(left, right, 'in') || this.#areWhole(left, right, 'b');
      for (const side of [left, right]) this.emit(side, isWhole ? 'i' : 'd');
      return code.op(compared[isWhole ? 1 : 0]);
    }
    const whole = type === 'd' ? undefined : (bits ?? WHOLE[kind]);
    for (const side of [left, right]) this.emit(side, whole === undefined ? 'd' : 'i');
    const plain = whole ?? ARITHMETIC[kind];
    return plain === undefined ? this.refuse(node) : code.op(plain);
  }

  /** @param {ts.ElementAccessExpression} node */
  #element({ expression, argumentExpression }) {
    const array = ts.isIdentifier(expression) ? this.#meaning(expression) : null;
    if (array?.kind !== 'array') return this.refuse(expression);
    const { code } = this;
    const [type, size] = ELEMENTS[array.element] ?? this.refuse(expression);
    const index = this.valueOf(argumentExpression);
    const offset = array.address + (typeof index === 'number' ? index * 2 ** size : 0);
    const address = () => {
      if (array.local !== null) code.get(array.local);
      if (typeof index === 'number') return array.local === null ? code.int(0) : code;
      this.emit(argumentExpression, 'i');
      code.int(size).op('i32.shl');
      return array.local === null ? code : code.op('i32.add');
    };
    const [load, store] = /** @type {const} */ (
      type === 'd' ? ['f64.load', 'f64.store'] : ['i32.load', 'i32.store']
    );
    return {
      type,
      load: () => address().load(load, offset),
      /** @param {ts.Expression} value */
      store: (value) => {
        address();
        this.emit(value, type === 'd' ? 'd' : 'i');
        code.store(store, offset);
      },
    };
  }

  /** An expression that is a statement. @param {ts.Expression} expression */
  effect(expression) {
    const node = this.bare(expression);
    if (ts.isCallExpression(node)) return this.emit(node, null);
    if (ts.isPostfixUnaryExpression(node) && node.operator === K.PlusPlusToken)
      return this.#change(node.operand, 'i32.add', () => this.code.int(1));
    if (!ts.isBinaryExpression(node)) return this.refuse(node);
    const { left, right, operatorToken } = node;
    if (operatorToken.kind === K.EqualsToken) {
      if (ts.isElementAccessExpression(left)) return this.#element(left).store(right);
      const to = ts.isIdentifier(left) ? this.#meaning(left) : null;
      return to?.kind === 'local' ? this.assign(to, right) : this.refuse(node);
    }
    if (operatorToken.kind !== K.PlusEqualsToken) return this.refuse(node);
    return this.#change(left, 'i32.add', () => this.emit(right, 'i'));
  }

  /** Changes a whole number. @param {ts.Expression} target @param {Plain} plain @param {() => unknown} by */
  #change(target, plain, by) {
    const to = ts.isIdentifier(target) ? this.#meaning(target) : null;
    if (to?.kind !== 'local' || to.type !== 'i') return this.refuse(target);
    this.code.get(to.local);
    by();
    this.code.op(plain).set(to.local);
  }

  /** @param {ts.CallExpression} node @returns {{type: Type, emit: () => unknown}} */
  #called({ expression, arguments: given }) {
    const { code, program } = this;
    const [first, second] = given;
    const callee = this.valueOf(expression);
    if (callee === Object.is && first !== undefined && Object.is(this.valueOf(second ?? first), -0))
      return {
        type: 'b',
        emit: () => {
          this.emit(first, 'd');
          code.op('i64.reinterpret_f64').signBit().op('i64.eq');
        },
      };
    if (callee === Number.isNaN && first !== undefined)
      return {
        type: 'b',
        emit: () => {
          for (const side of [first, first]) this.emit(side, 'd');
          code.op('f64.ne');
        },
      };
    const plain = INSTRUCTIONS.get(callee);
    if (plain !== undefined && first !== undefined)
      return {
        type: 'd',
        emit: () => {
          this.emit(first, 'd');
          code.op(...plain);
        },
      };
    const wanted = program.modules.functionOf(callee);
    if (wanted === undefined) return this.refuse(expression);
    const isWhole = signatureOf(wanted).endsWith('>i');
    const isInline = !Object.hasOwn(program.host, wanted.name) && isInlined(wanted);
    return {
      type: isWhole ? 'i' : 'd',
      emit: () => (isInline ? this.#inline(wanted, given) : this.#call(wanted, given)),
    };
  }

  /** @param {NumberFunction} wanted @param {readonly ts.Expression[]} given */
  #call(wanted, given) {
    const [types = ''] = signatureOf(wanted).split('>');
    for (const [place, argument] of given.entries()) {
      const array = ts.isIdentifier(argument) ? this.#meaning(argument) : null;
      if (array?.kind !== 'array') this.emit(argument, types[place] === 'i' ? 'i' : 'd');
      else if (array.local === null) this.code.int(array.address);
      else this.code.get(array.local);
    }
    this.code.call(this.program.indexOf(wanted));
  }

  /** @param {NumberFunction} wanted @param {readonly ts.Expression[]} given */
  #inline(wanted, given) {
    const { code } = this;
    const [types = '', result = ''] = signatureOf(wanted).split('>');
    const inner = new NumberCode(this.program, code, wanted, { label: 0 });
    for (const [place, { name }] of wanted.node.parameters.entries()) {
      const argument = given[place] ?? this.refuse(wanted.node);
      const array = ts.isIdentifier(argument) ? this.#meaning(argument) : null;
      const value = this.valueOf(argument);
      if (array?.kind === 'array') inner.bind(name, array);
      else if (typeof value === 'number') inner.bind(name, { kind: 'constant', value });
      else {
        const local = this.newLocal(types[place] === 'i' ? 'i' : 'd');
        this.assign(local, argument);
        inner.bind(name, local);
      }
    }
    const type = result === 'i' || result === 'd' ? result : null;
    inner.exit = { label: code.open('block', type) };
    inner.function(wanted.node);
    if (type !== null) code.op('unreachable');
    code.close();
  }
}

/** @type {Readonly<Record<string, unknown>>} */
const GLOBALS = { Math, Number, Object, NaN, Infinity };

/** @param {NumberFunction} at @returns {Type | null} */
function resultOf(at) {
  const [, result = ''] = signatureOf(at).split('>');
  return result === 'd' || result === 'i' ? result : null;
}
