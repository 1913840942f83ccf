/** Formats of tables. */
export const TABLE_FORMATS = ['csv', 'parquet'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

/** Whether a table that was cut after any record can be gone on with: a Parquet file needs its end. */
export const isResumable = (format: TableFormat): boolean => format === 'csv';
