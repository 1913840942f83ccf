/** The path that stands for standard input or standard output. */
export const STANDARD_STREAM = '-';
