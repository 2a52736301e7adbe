import { z } from 'zod';

/** A Discord id as text: a 64-bit number that grows with time. Source: Discord, snowflakes. */
export const SNOWFLAKE = /^\d{17,20}$/;
export const snowflake = z.string().regex(SNOWFLAKE);
