import type { Expr } from '@sdeverywhere/parse';
import { mapReferences } from '../map-expr.ts';
import type { Entities } from './entities.ts';

/** Formulas as they are while initial values are computed: ACTIVE INITIAL has another one then. */
export class StartFormulas {
  readonly #entities: Entities;
  readonly #differs = new Map<string, boolean>();

  constructor(entities: Entities) {
    this.#entities = entities;
  }

  /** Whether the expression is another one at the start than later. */
  differs(expr: Expr): boolean {
    let found = false;
    mapReferences(expr, (ref) => {
      found ||= this.#keyDiffers(ref.varName);
      return ref;
    });
    return found;
  }

  #keyDiffers(key: string): boolean {
    const known = this.#differs.get(key);
    if (known !== undefined) return known;
    this.#differs.set(key, false); // a circle is found by whoever compiles the model
    const entity = this.#entities.byKey.get(key);
    const differs =
      entity?.kind === 'value' && (entity.atStart !== null || this.differs(entity.expr));
    this.#differs.set(key, differs);
    return differs;
  }

  /** The expression with everything written out that differs at the start. */
  formula(expr: Expr): Expr {
    return mapReferences(expr, (ref) => {
      const entity = this.#entities.byKey.get(ref.varName);
      if (entity?.kind !== 'value' || !this.#keyDiffers(ref.varName)) return ref;
      return { kind: 'parens', expr: this.formula(entity.atStart ?? entity.expr) };
    });
  }
}
