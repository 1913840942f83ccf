import type { CompiledModel } from '../model/compiled-model.ts';
import { Kernel } from './kernel.ts';
import { PathChance } from './path-chance.ts';
import { emitModel, type Scope } from '../emit/model-code.ts';
import { hasModules, startModule } from '../wasm/start-module.ts';

/** Kernels of one model by what they do, made when first needed; null: the interpreter runs it. */
class Kernels {
  readonly made = new Map<string, Kernel | null>();
}

/**
 * The kernel of a model; null: the host or the size of the model forbids it, or what is in the model.
 * @param corrects whether a correction acts on its paths
 */
export function kernelOf(compiled: CompiledModel, scope: Scope, corrects = false): Kernel | null {
  const kept = compiled.memo.get(Kernels);
  const kernels = kept instanceof Kernels ? kept : new Kernels();
  if (kernels !== kept) compiled.memo.set(Kernels, kernels);
  const key = corrects ? `${scope}, corrected` : scope;
  const known = kernels.made.get(key);
  if (known !== undefined) return known;
  const code = hasModules() ? emitModel(compiled, scope, corrects) : null;
  const chance = new PathChance(compiled);
  const started = code === null ? null : startModule(code.bytes, code.pages, chance);
  const kernel =
    code === null || started === null ? null : new Kernel(compiled, code, started, chance);
  kernels.made.set(key, kernel);
  return kernel;
}
