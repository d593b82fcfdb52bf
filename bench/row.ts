/** A measured value, and what it is held to. */
export interface Row {
  readonly what: string;
  readonly value: number;
  /** `KB`: 1,000 bytes. `x`: times the thing it is compared with. */
  readonly unit: 'KB' | 'MB' | 'x' | 'calls' | 'transitions' | 'sends' | '/s' | 'ms' | '$';
  /** The most it may be; null where the figure is for information. */
  readonly goal: number | null;
}

/** The middle value; of an even number of values the upper middle one. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
