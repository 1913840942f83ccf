import type { Expr } from '@sdeverywhere/parse';
import { unquote } from '../source-model.ts';

/** Names and texts in quotes hold any character: the parser gets harmless ones in their place. */
export class QuotedNames {
  readonly #names: string[] = [];

  hide(text: string): string {
    return text.replaceAll(/"(?:[^"\\]|\\.)*"|(?<=[(,]\s*)'[^']*'/g, (quoted) => {
      const quote = quoted.charAt(0);
      this.#names.push(quote === '"' ? unquote(quoted) : quoted.slice(1, -1));
      return `${quote}q ${this.#names.length - 1} q${quote}`;
    });
  }

  show(name: string): string {
    const index = /^"q (\d+) q"$/.exec(name.trim().replace(/\s*!$/, ''))?.[1];
    const mark = /!\s*$/.test(name) ? '!' : '';
    return index === undefined ? name.trim() : `${this.#names[Number(index)] ?? ''}${mark}`;
  }

  showAll(expr: Expr): Expr {
    switch (expr.kind) {
      case 'variable-ref':
        return {
          ...expr,
          varName: this.show(expr.varName),
          ...(expr.subscriptRefs === undefined
            ? {}
            : {
                subscriptRefs: expr.subscriptRefs.map((ref) => ({
                  ...ref,
                  subName: this.show(ref.subName),
                })),
              }),
        };
      case 'unary-op':
      case 'parens':
        return { ...expr, expr: this.showAll(expr.expr) };
      case 'binary-op':
        return { ...expr, lhs: this.showAll(expr.lhs), rhs: this.showAll(expr.rhs) };
      case 'function-call':
        return {
          ...expr,
          fnName: this.show(expr.fnName),
          args: expr.args.map((a) => this.showAll(a)),
        };
      case 'lookup-call': {
        const shown = this.showAll(expr.varRef);
        if (shown.kind !== 'variable-ref') throw new Error('a reference became something else');
        return { ...expr, varRef: shown, arg: this.showAll(expr.arg) };
      }
      case 'string': {
        const index = /^q (\d+) q$/.exec(expr.text)?.[1];
        return { ...expr, text: this.#names[Number(index)] ?? expr.text };
      }
      default:
        return expr;
    }
  }
}
