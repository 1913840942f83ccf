/** Goes through all steps of a long computation at once; somebody who waits between them can stop it. */
export function finish<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
