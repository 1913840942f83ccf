/** Older servers lose or repeat what they promised to keep, in a way that was seen. */
export const OLDEST_SERVER = '2.10.23';
/** Newer ones mend what was found in this and older ones. */
export const RECOMMENDED_SERVER = '2.12.7';
/** Which server is wanted, wherever it is said. */
export const WANTED_SERVER = `${OLDEST_SERVER} or later, better ${RECOMMENDED_SERVER} or later`;
