/** Micro-dollars in a dollar; money is counted in whole ones. */
export const MICRO_DOLLARS = 1_000_000;

export const toMicroDollars = (dollars: number): number => Math.round(dollars * MICRO_DOLLARS);
