/** Formats of tables. */
export const TABLE_FORMATS = ['csv', 'parquet'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

const RESUMABLE: Readonly<Record<TableFormat, boolean>> = { csv: true, parquet: false };

/** Whether a table that was cut after any record can be gone on with: a Parquet file needs its end. */
export const isResumable = (format: TableFormat): boolean => RESUMABLE[format];
