import type { CompiledModel } from '../model/compiled-model.ts';
import { LawKernel } from './law-kernel.ts';
import { createPathKernel, type PathKernel } from './path-kernel.ts';
import type { Lens } from './path-text.ts';

/** Path kernels kept per model: one per set of targets and events; scenarios beyond use the law. */
const MOST_LENSES = 8;

/** The generated functions of one model, made when first needed. */
export class ModelKernel {
  readonly #compiled: CompiledModel;
  readonly #paths = new Map<string, PathKernel | null>();
  readonly #controls = new Map<string, PathKernel | null>();
  readonly law: LawKernel;

  constructor(compiled: CompiledModel) {
    this.#compiled = compiled;
    this.law = new LawKernel(compiled);
  }

  /**
   * The kernel of whole paths for what a scenario looks at; null: use the law.
   * @param key tells lenses of this model apart
   */
  pathOf(key: string, lens: Lens): PathKernel | null {
    return getOrMake(this.#paths, key, () => createPathKernel(this.#compiled, lens));
  }

  /** The kernel of control runs, which draw no noise and print every slot; otherwise as `pathOf`. */
  controlOf(key: string, lens: Lens): PathKernel | null {
    const compiled = this.#compiled;
    const noise = new Float64Array(compiled.noise.length);
    return getOrMake(this.#controls, key, () =>
      createPathKernel({ ...compiled, noise, noisy: [] }, { ...lens, finals: true }),
    );
  }
}

function getOrMake(
  kernels: Map<string, PathKernel | null>,
  key: string,
  make: () => PathKernel | null,
): PathKernel | null {
  const known = kernels.get(key);
  if (known !== undefined) return known;
  if (kernels.size >= MOST_LENSES) return null;
  const made = make();
  kernels.set(key, made);
  return made;
}

/** The generated functions of a model: the same for every scenario. */
export function kernelOf(compiled: CompiledModel): ModelKernel {
  const known = compiled.memo.get(ModelKernel);
  if (known instanceof ModelKernel) return known;
  const made = new ModelKernel(compiled);
  compiled.memo.set(ModelKernel, made);
  return made;
}
