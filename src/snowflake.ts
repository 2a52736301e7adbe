import { z } from 'zod';

/** A Discord id as text: a 64-bit number that grows with time. Source: Discord, snowflakes. */
export const SNOWFLAKE = /^\d{17,20}$/;
export const snowflake = z.string().regex(SNOWFLAKE);

/** When Discord made an id, in milliseconds since the Unix epoch. Source: Discord, snowflakes. */
export const timeOf = (id: string): number => Number(BigInt(id) >> 22n) + Date.UTC(2015, 0, 1);
