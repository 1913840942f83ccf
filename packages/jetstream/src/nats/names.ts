// What the streams, consumers and subjects of the cluster are called.

/** Orders that wait for a worker. */
export const WORK_STREAM = 'PULSE_WORK';
/** Results that wait for a driver. */
export const RESULT_STREAM = 'PULSE_RES';
/** The object bucket of models, datasets, states, and lines too long for a message. */
export const BUCKET = 'pulse-data';
/** The stream behind it. */
export const BUCKET_STREAM = `OBJ_${BUCKET}`;

/** A build as a part of a subject; workers and drivers of another build do not meet. */
export const buildToken = (version: string): string => version.replaceAll(/[^A-Za-z0-9-]/g, '_');

/** The durable consumer of the workers of a build. */
export const consumerName = (build: string): string => `pulse-${build}`;

export const orderSubject = (build: string, job: string, chunk: string): string =>
  `pulse.work.${build}.${job}.${chunk}`;

export const partSubject = (job: string, chunk: string, part: number | '>'): string =>
  `pulse.res.${job}.${chunk}.${part}`;

/** A piece of a subject, counted from 0; empty where there is none. */
export const pieceOf = (subject: string, index: number): string => subject.split('.')[index] ?? '';

/** Where in the subjects above job and chunk stand. */
export const ORDER_JOB = 3;
export const ORDER_CHUNK = 4;
export const PART_JOB = 2;
export const PART_CHUNK = 3;
