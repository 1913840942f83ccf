/** What is told of a record that lacks what is needed of it, behind "it was". */
export const WRITTEN_SHORT = 'written with --record slim or --fields: run it again without';
