import type { Slot } from '@pulse-stream/worldstate';

/** How a slot's natural values become the values its rules read. */
export type Transform = NonNullable<Slot['transform']>;
