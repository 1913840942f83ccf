/** Half of a surrogate pair: no UTF-8 text can hold it. */
export const LONE_SURROGATE = /\p{Surrogate}/u;
