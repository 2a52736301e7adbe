import { z } from 'zod';
import { snowflake } from '../snowflake.ts';

/** Longest prompt, in characters. Source: Discord, the limit of a text option. */
const MAX_PROMPT = 6000;

export const prompt = z.string().trim().min(1).max(MAX_PROMPT);

/** A person picked from Discord's list; the value is their id. */
export const person = snowflake.meta({ format: 'user' });

export const isPrivate = z.boolean().default(false);
