// The expressions of functions of numbers, as tools/number-code.mjs compiles them.
import ts from 'typescript';
import { BITS, COMPARISONS, INSTRUCTIONS, Scope, WHOLE } from './number-scope.mjs';
import { isInlined, signatureOf } from './number-signatures.mjs';

/**
 * @typedef {import('./number-modules.mjs').NumberFunction} NumberFunction
 * @typedef {import('./number-scope.mjs').LocalBinding} LocalBinding
 * @typedef {import('./number-scope.mjs').Type} Type
 * @typedef {import('../packages/simulator/src/wasm/instructions.ts').Plain} Plain
 */

const K = ts.SyntaxKind;

/** @type {Readonly<Partial<Record<ts.SyntaxKind, Plain>>>} */
const ARITHMETIC = {
  [K.PlusToken]: 'f64.add',
  [K.MinusToken]: 'f64.sub',
  [K.AsteriskToken]: 'f64.mul',
  [K.SlashToken]: 'f64.div',
};

/** Expressions of one function, and the variables that hold their values. */
export class Expressions extends Scope {
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
      return this.areWhole(node.left, node.right, 'inu') ? 'i' : 'd';
    if (ts.isPrefixUnaryExpression(node) && node.operator === K.MinusToken)
      return this.typeOf(node.operand) === 'd' ? 'd' : 'i';
    return this.typeOf(node);
  }

  /** @param {ts.Expression} node @param {Type} type */
  #emit(node, type) {
    const { code } = this;
    if (ts.isIdentifier(node)) {
      const meaning = this.meaning(node);
      if (meaning.kind !== 'local') return this.refuse(node);
      return code.get(meaning.local);
    }
    if (ts.isPrefixUnaryExpression(node)) return this.#prefix(node, type);
    if (ts.isElementAccessExpression(node)) return this.#element(node).load();
    if (ts.isCallExpression(node)) return this.#called(node);
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
      const isWhole = this.areWhole(left, right, 'in') || this.areWhole(left, right, 'b');
      for (const side of [left, right]) this.emit(side, isWhole ? 'i' : 'd');
      return code.op(compared[isWhole ? 1 : 0]);
    }
    const whole = type === 'd' ? undefined : (bits ?? WHOLE[kind]);
    for (const side of [left, right]) this.emit(side, whole === undefined ? 'd' : 'i');
    const plain = whole ?? ARITHMETIC[kind];
    return plain === undefined ? this.refuse(node) : code.op(plain);
  }

  /** @param {ts.ElementAccessExpression} node */
  #element(node) {
    const { code } = this;
    const [type, size, array] = this.elementOf(node);
    const place = this.#placeOf(node.argumentExpression, array.local !== null);
    const offset = array.address + place.behind * 2 ** size;
    const address = () => {
      if (array.local !== null) code.get(array.local);
      if (place.index === null) return array.local === null ? code.int(0) : code;
      this.emit(place.index, 'i');
      code.int(size).op('i32.shl');
      return array.local === null ? code : code.op('i32.add');
    };
    return {
      load: () => address().load(type === 'd' ? 'f64.load' : 'i32.load', offset),
      /** @param {ts.Expression} value */
      store: (value) => {
        address();
        this.emit(value, type === 'd' ? 'd' : 'i');
        code.store(type === 'd' ? 'f64.store' : 'i32.store', offset);
      },
    };
  }

  /**
   * An index as what is computed and what is known. In an array that is handed over `row + PLACE` is a
   * place of a row, and rows begin at 0 or above.
   * @param {ts.Expression} expression
   * @param {boolean} hasRows
   * @returns {{index: ts.Expression | null, behind: number}}
   */
  #placeOf(expression, hasRows) {
    const node = this.bare(expression);
    const known = this.valueOf(node);
    if (typeof known === 'number') return { index: null, behind: known };
    if (!hasRows || !ts.isBinaryExpression(node) || node.operatorToken.kind !== K.PlusToken)
      return { index: node, behind: 0 };
    const behind = this.valueOf(node.right);
    if (typeof behind !== 'number' || behind < 0) return { index: node, behind: 0 };
    const before = this.#placeOf(node.left, hasRows);
    return { ...before, behind: before.behind + behind };
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
      const to = ts.isIdentifier(left) ? this.meaning(left) : null;
      return to?.kind === 'local' ? this.assign(to, right) : this.refuse(node);
    }
    if (operatorToken.kind !== K.PlusEqualsToken) return this.refuse(node);
    return this.#change(left, 'i32.add', () => this.emit(right, 'i'));
  }

  /** Changes a whole number. @param {ts.Expression} target @param {Plain} plain @param {() => unknown} by */
  #change(target, plain, by) {
    const to = ts.isIdentifier(target) ? this.meaning(target) : null;
    if (to?.kind !== 'local' || to.type !== 'i') return this.refuse(target);
    this.code.get(to.local);
    by();
    this.code.op(plain).set(to.local);
  }

  /** @param {ts.CallExpression} node */
  #called({ expression, arguments: given }) {
    const { code, program } = this;
    const [first = expression, second = expression] = given;
    const callee = this.valueOf(expression);
    if (callee === Object.is && Object.is(this.valueOf(second), -0)) {
      this.emit(first, 'd');
      return code.op('i64.reinterpret_f64').signBit().op('i64.eq');
    }
    if (callee === Number.isNaN) {
      for (const side of [first, first]) this.emit(side, 'd');
      return code.op('f64.ne');
    }
    const plain = INSTRUCTIONS.get(callee);
    if (plain !== undefined) {
      this.emit(first, 'd');
      return code.op(...plain);
    }
    const wanted = program.modules.functionOf(callee);
    if (wanted === undefined) return this.refuse(expression);
    if (Object.hasOwn(program.host, wanted.name) || !isInlined(wanted))
      return this.#call(wanted, given);
    return this.#inline(wanted, given);
  }

  /** @param {NumberFunction} wanted @param {readonly ts.Expression[]} given */
  #call(wanted, given) {
    const [types = ''] = signatureOf(wanted).split('>');
    for (const [place, argument] of given.entries()) {
      const array = ts.isIdentifier(argument) ? this.meaning(argument) : null;
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
    const inner = this.program.inside(code, wanted);
    for (const [place, { name }] of wanted.node.parameters.entries()) {
      const argument = given[place] ?? this.refuse(wanted.node);
      const array = ts.isIdentifier(argument) ? this.meaning(argument) : null;
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
    inner.exit = code.open('block', type);
    inner.function(wanted.node);
    if (type !== null) code.op('unreachable');
    code.close();
  }
}
