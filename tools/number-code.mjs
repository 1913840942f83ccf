// Compiles functions of numbers, written in TypeScript, to bodies of WebAssembly functions. What it
// knows: constants and variables that hold numbers (those declared Whole stay integers), arithmetic,
// comparisons, bit operations, if, loops, calls of other such functions, and typed arrays, which lie at
// fixed addresses of the memory. Anything else is an error that names the line.
import ts from 'typescript';
import { exportsOf } from './number-modules.mjs';
import { Expressions } from './number-expressions.mjs';
import { ANNOTATED, bindingOf, signatureOf } from './number-signatures.mjs';

/**
 * @typedef {import('./number-modules.mjs').NumberFunction} NumberFunction
 * @typedef {import('./number-modules.mjs').NumberModules} NumberModules
 * @typedef {import('../packages/simulator/src/wasm/instructions.ts').Code} Code
 * @typedef {import('../packages/simulator/src/wasm/instructions.ts').Signature} Signature
 */

/** The program that functions are compiled into: where their tables lie, how they are numbered. */
export class NumberProgram {
  /** @type {Map<ArrayBufferLike, number>} */
  #tables = new Map();
  /** @type {Map<string, Signature>} in the order of their indexes */
  functions = new Map();
  /** @type {number[][]} */
  bodies = [];
  /** Where the tables end. */
  end = 0;

  /**
   * @param {NumberModules} modules
   * @param {Readonly<Record<string, Signature>>} host functions that are imported: no code is made of them
   * @param {new (signature: Signature) => Code} code
   */
  constructor(modules, host, code) {
    this.modules = modules;
    this.host = host;
    this.code = code;
    for (const [name, signature] of Object.entries(host)) this.functions.set(name, signature);
  }

  /** Where a table lies. @param {ArrayBufferView} table */
  addressOf(table) {
    const known = this.#tables.get(table.buffer);
    if (known !== undefined) return known + table.byteOffset;
    const address = this.end;
    this.#tables.set(table.buffer, address);
    this.end = Math.ceil((address + table.buffer.byteLength) / 8) * 8;
    return address + table.byteOffset;
  }

  /** Where the tables lie that a module shows to others; those that none shows hold what is on its way. */
  *shownTables() {
    for (const { path, source, values } of this.modules.all())
      for (const name of exportsOf(source)) {
        const table = values[name];
        const address = ArrayBuffer.isView(table) ? this.#tables.get(table.buffer) : undefined;
        if (address !== undefined) yield { path, name, address };
      }
  }

  /** A function that is written where it is called. @param {Code} code @param {NumberFunction} wanted */
  inside(code, wanted) {
    return new NumberCode(this, code, wanted, null);
  }

  /** The index of a function, compiled when it is first asked for. @param {NumberFunction} wanted */
  indexOf(wanted) {
    const names = [...this.functions.keys()];
    if (names.includes(wanted.name)) return names.indexOf(wanted.name);
    const signature = signatureOf(wanted);
    this.functions.set(wanted.name, signature);
    const index = this.functions.size - 1;
    const at = this.bodies.push([]) - 1;
    const code = new this.code(signature);
    const [types = '', result = ''] = signature.split('>');
    const compiler = new NumberCode(this, code, wanted, null);
    for (const [place, { name }] of wanted.node.parameters.entries())
      compiler.bind(name, bindingOf(wanted, place, types, place));
    compiler.function(wanted.node);
    if (result !== '') code.op('unreachable');
    this.bodies[at] = code.body();
    return index;
  }
}

/** The statements of one function. */
export class NumberCode extends Expressions {
  /** @type {{exit: number}[]} */
  #loops = [];

  /**
   * @param {NumberProgram} program
   * @param {Code} code
   * @param {NumberFunction} at
   * @param {number | null} exit label of the block that an inlined function became; null: the function itself
   */
  constructor(program, code, at, exit) {
    super(program, code, at);
    this.exit = exit;
  }

  /** @param {ts.FunctionDeclaration | ts.ArrowFunction} node */
  function(node) {
    if (node.body === undefined) return this.refuse(node);
    if (ts.isBlock(node.body)) return this.#block(node.body.statements);
    this.emit(node.body, this.result);
    this.#leave();
  }

  #leave() {
    if (this.exit === null) this.code.op('return');
    else this.code.br(this.exit);
  }

  /** @param {readonly ts.Statement[]} statements */
  #block(statements) {
    this.openScope();
    for (const statement of statements) this.#statement(statement);
    this.closeScope();
  }

  /** @param {ts.Statement} node */
  #statement(node) {
    if (ts.isBlock(node)) return this.#block(node.statements);
    if (ts.isReturnStatement(node)) {
      if (node.expression !== undefined) this.emit(node.expression, this.result);
      return this.#leave();
    }
    if (ts.isIfStatement(node)) {
      this.emit(node.expression, 'b');
      this.code.open('if');
      this.#statement(node.thenStatement);
      if (node.elseStatement !== undefined) {
        this.code.otherwise();
        this.#statement(node.elseStatement);
      }
      return this.code.close();
    }
    if (ts.isVariableStatement(node)) return this.#declare(node.declarationList);
    if (ts.isExpressionStatement(node)) return this.effect(node.expression);
    if (ts.isForStatement(node)) return this.#for(node);
    if (ts.isBreakStatement(node))
      return this.code.br(this.#loops.at(-1)?.exit ?? this.refuse(node));
    return this.refuse(node);
  }

  /** @param {ts.ForStatement} node */
  #for({ initializer, condition, incrementor, statement }) {
    const { code } = this;
    this.openScope();
    if (initializer !== undefined && ts.isVariableDeclarationList(initializer))
      this.#declare(initializer);
    const exit = code.open('block');
    const top = code.open('loop');
    if (condition !== undefined) {
      this.emit(condition, 'b');
      code.op('i32.eqz').br(exit, 'br_if');
    }
    this.#loops.push({ exit });
    this.#statement(statement);
    this.#loops.pop();
    if (incrementor !== undefined) this.effect(incrementor);
    code.br(top).close().close();
    this.closeScope();
  }

  /** @param {ts.VariableDeclarationList} list */
  #declare({ declarations }) {
    for (const { name, type, initializer } of declarations) {
      if (initializer === undefined) this.refuse(name);
      else if (ts.isIdentifier(name))
        this.declare(name, [initializer], ANNOTATED[type?.getText() ?? ''] ?? null);
      else this.#declareSeveral(name, this.bare(initializer));
    }
  }

  /** `const [a, b] = [x, y]`, also of a choice of two such, or of a constant. @param {ts.BindingPattern} pattern @param {ts.Expression} value */
  #declareSeveral(pattern, value) {
    const names = pattern.elements.map((element) =>
      ts.isBindingElement(element) && ts.isIdentifier(element.name)
        ? element.name
        : this.refuse(element),
    );
    if (ts.isArrayLiteralExpression(value)) {
      for (const [at, name] of names.entries())
        this.declare(name, [value.elements[at] ?? this.refuse(value)], null);
      return;
    }
    if (!ts.isConditionalExpression(value)) {
      const constant = this.valueOf(value);
      if (!Array.isArray(constant)) return this.refuse(value);
      for (const [at, name] of names.entries())
        this.bind(name, { kind: 'constant', value: constant[at] });
      return;
    }
    const [left, right] = [this.bare(value.whenTrue), this.bare(value.whenFalse)];
    if (!ts.isArrayLiteralExpression(left) || !ts.isArrayLiteralExpression(right))
      return this.refuse(value);
    const pairs = names.map((_, at) => [
      left.elements[at] ?? this.refuse(left),
      right.elements[at] ?? this.refuse(right),
    ]);
    const locals = pairs.map((of) => this.newLocal(this.typeOfSome(of)));
    this.emit(value.condition, 'b');
    this.code.open('if');
    for (const [at, local] of locals.entries()) this.assign(local, pairs[at]?.[0] ?? left);
    this.code.otherwise();
    for (const [at, local] of locals.entries()) this.assign(local, pairs[at]?.[1] ?? right);
    this.code.close();
    for (const [at, name] of names.entries()) this.bind(name, locals[at] ?? this.refuse(name));
  }
}
