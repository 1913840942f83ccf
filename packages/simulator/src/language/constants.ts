/** Every name of the language that stands for one number. */
export const CONSTANTS = {
  pi: { value: Math.PI, description: 'the circumference of a circle of diameter 1, 3.14159…' },
};
