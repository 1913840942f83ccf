/** NUL and the other control characters, which no name and no id may hold (RELIABILITY.md §1). */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
export const CONTROL_CHARACTER = /[\u0000-\u001f\u007f]/;

/** Half of a surrogate pair: no UTF-8 text can hold it. */
export const LONE_SURROGATE = /\p{Surrogate}/u;
