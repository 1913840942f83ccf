/** Version of the command: that of its package (a test compares them). */
export const VERSION = '0.1.0';
